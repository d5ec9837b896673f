import { Loader, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import type { ComparedClip, ComparedItem } from '#shared/comparison.ts';
import { counted, percent } from '#shared/format.ts';
import { ClipDetail } from '../clips/clip-detail.tsx';
import { pairedTitle, type RunPair } from '../pair.ts';
import { changedClips } from './changed-clips.ts';
import { ClipButtons } from './clip-buttons.tsx';

/** The clips of a cell that only A or only B has in it. The selected clip plays. */
export function ChangedClipsList({
  items,
  pair,
  cell,
  reveal,
}: {
  items: readonly ComparedItem[];
  pair: RunPair;
  cell: { actual: string; predicted: string };
  /** Scrolls to the clips, which may be out of view in a small window. */
  reveal: boolean;
}) {
  const [first, second] = pair.map(({ run }) => run.id);
  const { data, failure, loading } = useRequest('comparisons.clips', { first, second });
  const [chosen, setChosen] = useState<ComparedClip | null>(null);
  const here = useRef<HTMLDivElement>(null);
  const loaded = data !== undefined;
  useEffect(() => {
    if (loaded && reveal) here.current?.scrollIntoView({ block: 'nearest' });
  }, [loaded, reveal]);
  const changed = data === undefined ? null : changedClips(data.clips, data.labels, cell);
  const sides = [
    { side: 'first', letter: 'A', clips: changed?.onlyFirst ?? [] },
    { side: 'second', letter: 'B', clips: changed?.onlySecond ?? [] },
  ] as const;
  return (
    <Stack gap="xs" ref={here}>
      <Title order={4} fz="md">
        Actual {cell.actual}, predicted {cell.predicted}
      </Title>
      <FailureNote failure={failure} />
      {loading && <Loader role="img" size="sm" aria-label="Loading the clips" />}
      {changed !== null && data !== undefined && (
        <>
          {sides.map(({ side, letter, clips }, index) => (
            <div key={side}>
              <Text size="sm" fw={500}>
                Only in {letter}, {pairedTitle(items, pair[index])}: {counted(clips.length, 'clip')}
              </Text>
              <ClipButtons
                label={`Clips only in ${letter}`}
                clips={clips}
                chosen={chosen?.path ?? null}
                about={(clip) =>
                  side === 'first' ? `B: ${clip.second.predicted}` : `A: ${clip.first.predicted}`
                }
                share={(clip) => percent(clip[side].probabilities[data.labels.indexOf(cell.predicted)])}
                onChoose={setChosen}
              />
            </div>
          ))}
          <Text size="sm" c="dimmed">
            In both: {counted(changed.both, 'clip')}.
          </Text>
          {chosen !== null && (
            <ClipDetail clip={chosen} labels={data.labels} runs={[first, second]} autoPlay />
          )}
        </>
      )}
    </Stack>
  );
}
