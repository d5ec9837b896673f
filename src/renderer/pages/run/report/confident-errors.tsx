import { Group, Loader, SimpleGrid, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Run } from '../../../../shared/runs.ts';
import { useRequest } from '../../../laboratory/use-request.ts';
import { EmotionBadge } from '../../../parts/emotion-badge.tsx';
import { FailureNote } from '../../../parts/failure-note.tsx';
import { ClipDetail, ClipList } from './cell-clips.tsx';

const SHOWN = 100;

/** The clips of which the recogniser was surest and wrong: often a label to doubt, or a recording with a fault. */
export function ConfidentErrors({ run }: { run: Run }) {
  const { data, failure, loading } = useRequest('runs.predictions', { run: run.id, limit: SHOWN });
  const [path, setPath] = useState<string | null>(null);
  const errors = (data ?? []).filter(({ truth, predicted }) => truth !== predicted);
  const chosen = errors.find((clip) => clip.path === path);
  if (loading) return <Loader size="sm" aria-label="Loading the clips" />;
  return (
    <SimpleGrid cols={2} spacing="lg" maw={1400}>
      <Stack gap="xs">
        <FailureNote failure={failure} />
        <Text size="sm" c="dimmed">
          {errors.length === 0
            ? 'Every test clip was judged rightly.'
            : 'The clips of which the recogniser was surest and wrong: worth hearing. Some emotions are acted weakly, and some recordings have a fault.'}
          {errors.length === SHOWN && ` The first ${SHOWN}.`}
        </Text>
        <ClipList run={run} clips={errors} judged={null} chosen={path} onChoose={setPath} share={52} />
      </Stack>
      {chosen !== undefined && (
        <Stack gap="xs">
          <Group gap="xs" fz="sm">
            <span>True</span>
            <EmotionBadge emotion={chosen.truth} />
            <span>judged</span>
            <EmotionBadge emotion={chosen.predicted} />
          </Group>
          <ClipDetail clip={chosen} />
        </Stack>
      )}
    </SimpleGrid>
  );
}
