import { Group, Loader, ScrollArea, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { JudgedClip } from '../../../../shared/answers.ts';
import type { Emotion } from '../../../../shared/emotions.ts';
import type { Run } from '../../../../shared/runs.ts';
import { useRequest } from '../../../laboratory/use-request.ts';
import { FailureNote } from '../../../parts/failure-note.tsx';
import { percent } from '../../../parts/figures.ts';
import { ownName } from '../../../parts/own-name.ts';
import { ProbabilityBars } from '../../../parts/probability-bars.tsx';
import { SoundPlayer } from '../../../parts/sound-player.tsx';
import classes from './cell-clips.module.css';

/** The clips of one cell, the surest first; the one chosen plays. */
export function CellClips({ run, truth, predicted }: { run: Run; truth: Emotion; predicted: Emotion }) {
  const { data, failure, loading } = useRequest('runs.predictions', {
    run: run.id,
    truth,
    predicted,
    limit: 100_000,
  });
  const [path, setPath] = useState<string | null>(null);
  const clips = [...(data ?? [])].sort((a, b) => b.probabilities[predicted] - a.probabilities[predicted]);
  const chosen = clips.find((clip) => clip.path === path);
  const here = useRef<HTMLDivElement>(null);
  const loaded = data !== undefined;
  // In a small window they lie below the matrix, out of sight.
  useEffect(() => {
    if (loaded) here.current?.scrollIntoView({ block: 'nearest' });
  }, [loaded]);
  return (
    <Stack gap="sm" ref={here}>
      <Title order={3}>
        {truth === predicted ? `${truth}, found` : `${truth}, judged ${predicted}`}
        {data !== undefined && `: ${clips.length} ${clips.length === 1 ? 'clip' : 'clips'}`}
      </Title>
      <FailureNote failure={failure} />
      {loading && <Loader size="sm" aria-label="Loading the clips" />}
      <ClipList run={run} clips={clips} judged={predicted} chosen={path} onChoose={setPath} />
      {chosen !== undefined && <ClipDetail clip={chosen} />}
    </Stack>
  );
}

/** Clips as buttons, with the probability of what each was judged to be. */
export function ClipList({
  run,
  clips,
  judged,
  chosen,
  onChoose,
}: {
  run: Run;
  clips: readonly JudgedClip[];
  /** Null: each clip's own. */
  judged: Emotion | null;
  chosen: string | null;
  onChoose(path: string): void;
}) {
  const corpus = run.corpora.length === 1 ? run.corpora[0].name : undefined;
  return (
    <ScrollArea.Autosize mah={280} type="auto">
      <ul className={classes.list}>
        {clips.map((clip) => (
          <li key={`${clip.fold} ${clip.path}`}>
            <UnstyledButton
              className={classes.clip}
              data-chosen={clip.path === chosen}
              aria-pressed={clip.path === chosen}
              onClick={() => onChoose(clip.path)}
            >
              <Group justify="space-between" wrap="nowrap" gap="xs">
                <Text size="sm" truncate title={clip.path}>
                  {clip.path.split(/[\\/]/).at(-1)}
                </Text>
                <Group gap={0} wrap="nowrap" c="dimmed" fz="sm" className="figures">
                  <span>{clip.speaker !== null && `speaker ${ownName(clip.speaker, corpus)} `}</span>
                  <span className={classes.share}>
                    {percent(clip.probabilities[judged ?? clip.predicted])}
                  </span>
                </Group>
              </Group>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </ScrollArea.Autosize>
  );
}

/** A judged clip: its sound, at once, and all seven probabilities. */
export function ClipDetail({ clip }: { clip: JudgedClip }) {
  return (
    <Stack gap="xs">
      <SoundPlayer sound={{ path: clip.path }} autoPlay />
      <ProbabilityBars probabilities={clip.probabilities} label={`Probabilities of ${clip.path}`} />
    </Stack>
  );
}
