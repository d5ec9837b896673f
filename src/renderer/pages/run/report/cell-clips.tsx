import { Loader, ScrollArea, Stack, Title, UnstyledButton } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { JudgedClip } from '../../../../shared/answers.ts';
import type { Emotion } from '../../../../shared/emotions.ts';
import type { Run } from '../../../../shared/runs.ts';
import { useRequest } from '../../../laboratory/use-request.ts';
import { EmotionBadge } from '../../../parts/emotion-badge.tsx';
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
  // In a low window they may lie out of sight.
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

/** The keys that walk through a list, and how far. */
const STEPS: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

/** Clips as buttons, with the probability of what each was judged to be. One is in the tab order; arrow keys go on. */
export function ClipList({
  run,
  clips,
  judged,
  chosen,
  onChoose,
  share = 30,
}: {
  run: Run;
  clips: readonly JudgedClip[];
  /** Null: each clip's own, which then stands beside it. */
  judged: Emotion | null;
  chosen: string | null;
  onChoose(path: string): void;
  /** Of the window, in per cent: how high the list may become. */
  share?: number;
}) {
  const corpus = run.corpora.length === 1 ? run.corpora[0].name : undefined;
  const list = useRef<HTMLUListElement>(null);
  const [focus, setFocus] = useState(0);
  const move = (event: KeyboardEvent, index: number) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.min(clips.length - 1, Math.max(0, index + step));
    list.current?.querySelectorAll<HTMLElement>('button')[next]?.focus();
  };
  return (
    <ScrollArea.Autosize mah={`max(160px, ${share}vh)`} type="auto" offsetScrollbars="present">
      <ul className={classes.list} ref={list}>
        {clips.map((clip, index) => (
          <li key={`${clip.fold} ${clip.path}`}>
            <UnstyledButton
              className={classes.clip}
              data-chosen={clip.path === chosen}
              aria-pressed={clip.path === chosen}
              tabIndex={index === Math.min(focus, clips.length - 1) ? 0 : -1}
              onFocus={() => setFocus(index)}
              onKeyDown={(event) => move(event, index)}
              onClick={() => onChoose(clip.path)}
            >
              <span className={classes.name} title={clip.path}>
                {clip.path.split(/[\\/]/).at(-1)}{' '}
              </span>
              <span className={classes.about}>
                {judged === null && (
                  <span>
                    <EmotionBadge emotion={clip.truth} /> → <EmotionBadge emotion={clip.predicted} />
                  </span>
                )}
                {clip.speaker !== null && <span>speaker {ownName(clip.speaker, corpus)} </span>}
              </span>
              <span className={`${classes.share} figures`}>
                {percent(clip.probabilities[judged ?? clip.predicted])}
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </ScrollArea.Autosize>
  );
}

/** A judged clip: its sound, at once, and all seven probabilities; brought into sight, as what was asked for. */
export function ClipDetail({ clip }: { clip: JudgedClip }) {
  const here = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each clip anew
  useEffect(() => {
    here.current?.scrollIntoView({ block: 'nearest' });
  }, [clip.path]);
  return (
    <Stack gap="xs" ref={here} className={classes.detail}>
      <SoundPlayer sound={{ path: clip.path }} autoPlay />
      <ProbabilityBars probabilities={clip.probabilities} label={`Probabilities of ${clip.path}`} />
    </Stack>
  );
}
