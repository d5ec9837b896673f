import { Anchor, Group, Stack, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { EmotionBadge } from '#renderer/parts/emotions/emotion-badge.tsx';
import { SoundPlayer } from '#renderer/parts/sound/sound-player.tsx';
import type { ComparedClip } from '#shared/comparison.ts';
import { percent } from '#shared/format.ts';
import { PAGES } from '#shared/pages.ts';
import classes from './clips.module.css';

/** A clip with its waveform, spectrogram and the probabilities of both runs. */
export function ClipDetail({
  clip,
  labels,
  runs: [first, second],
  autoPlay = false,
}: {
  clip: ComparedClip;
  labels: readonly string[];
  /** The ids of A and B. */
  runs: readonly [first: string, second: string];
  autoPlay?: boolean;
}) {
  const here = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls for each clip
  useEffect(() => {
    here.current?.scrollIntoView({ block: 'nearest' });
  }, [clip.path]);
  return (
    <Stack gap="xs" ref={here} style={{ minWidth: 0 }}>
      <SoundPlayer
        key={clip.path}
        sound={{ path: clip.path }}
        autoPlay={autoPlay}
        explainers={[
          { run: first, title: 'A', fold: clip.first.fold, emotions: labels },
          { run: second, title: 'B', fold: clip.second.fold, emotions: labels },
        ]}
      />
      <Group gap="xs" justify="space-between">
        <Text size="sm" component="div">
          Actual: <EmotionBadge emotion={clip.actual} />
        </Text>
        <Anchor
          component={Link}
          size="sm"
          to={`${PAGES.corpora.path}?tab=clips&clip=${encodeURIComponent(clip.path)}`}
        >
          Open in Corpora
        </Anchor>
      </Group>
      <table className={classes.probabilities} aria-label="Probabilities of A and B">
        <thead>
          <tr>
            <td />
            <th scope="col">A</th>
            <th scope="col">B</th>
          </tr>
        </thead>
        <tbody className="tabular">
          {labels.map((label, index) => (
            <tr key={label} data-actual={label === clip.actual || undefined}>
              <th scope="row">
                <EmotionBadge emotion={label} />
              </th>
              <Share value={clip.first.probabilities[index]} best={clip.first.predicted === label} />
              <Share value={clip.second.probabilities[index]} best={clip.second.predicted === label} />
            </tr>
          ))}
        </tbody>
      </table>
    </Stack>
  );
}

function Share({ value, best }: { value: number; best: boolean }) {
  return (
    <td data-best={best || undefined}>
      <span className={classes.bar} style={{ width: `${100 * value}%` }} />
      <span className={classes.share}>{percent(value)}</span>
    </td>
  );
}
