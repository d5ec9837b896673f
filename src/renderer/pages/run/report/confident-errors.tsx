import { Group, Loader, SimpleGrid, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useRequest } from '#renderer/client/use-request.ts';
import { EmotionBadge } from '#renderer/parts/emotions/emotion-badge.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import type { Run } from '#shared/runs.ts';
import { ClipDetail, ClipList } from './cell-clips.tsx';

const MAX_SHOWN = 100;

/** The wrong predictions with the highest probability. Often the label is doubtful or the recording is faulty. */
export function ConfidentErrors({ run }: { run: Run }) {
  const { data, failure, loading } = useRequest('runs.predictions', { run: run.id, limit: MAX_SHOWN });
  const [path, setPath] = useState<string | null>(null);
  const errors = (data ?? []).filter(({ actual, predicted }) => actual !== predicted);
  const chosen = errors.find((clip) => clip.path === path);
  if (loading) return <Loader role="img" size="sm" aria-label="Loading the clips" />;
  return (
    <SimpleGrid cols={2} spacing="lg">
      <Stack gap="xs">
        <FailureNote failure={failure} />
        <Text size="sm" c="dimmed">
          {errors.length === 0
            ? 'All test clips were predicted correctly.'
            : 'Most confident errors first. Listen: some are weakly acted or faulty.'}
          {errors.length === MAX_SHOWN && ` The first ${MAX_SHOWN} are shown.`}
        </Text>
        <ClipList run={run} clips={errors} predicted={null} chosen={path} onChoose={setPath} maxHeight={52} />
      </Stack>
      {chosen !== undefined && (
        <Stack gap="xs">
          <Group gap="xs" fz="sm">
            <span>Actual</span>
            <EmotionBadge emotion={chosen.actual} />
            <span>predicted</span>
            <EmotionBadge emotion={chosen.predicted} />
          </Group>
          <ClipDetail clip={chosen} run={run} />
        </Stack>
      )}
    </SimpleGrid>
  );
}
