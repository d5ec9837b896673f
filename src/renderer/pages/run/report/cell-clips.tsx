import { Loader, ScrollArea, Stack, Title, UnstyledButton } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useRequest } from '#renderer/client/use-request.ts';
import { EmotionBadge } from '#renderer/parts/emotions/emotion-badge.tsx';
import { ProbabilityBars } from '#renderer/parts/emotions/probability-bars.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ownName } from '#renderer/parts/own-name.ts';
import { SoundPlayer } from '#renderer/parts/sound/sound-player.tsx';
import type { ClipPrediction } from '#shared/answers.ts';
import type { Emotion } from '#shared/emotions.ts';
import type { EvaluationSummary, TrainedOn } from '#shared/evaluations.ts';
import type { Failure } from '#shared/failure.ts';
import { percent } from '#shared/format.ts';
import { MAX_LISTED_CLIPS } from '#shared/limits.ts';
import type { Run } from '#shared/runs.ts';
import classes from './cell-clips.module.css';

/** A predicted clip of a run's own test or of an evaluation. */
export type ListedClip = Omit<ClipPrediction, 'fold'> & {
  fold?: number;
  /** The model was trained on this clip. */
  trainedOn?: TrainedOn;
};

/** A cell of a confusion matrix. */
interface CellProps {
  actual: Emotion;
  predicted: Emotion;
}

/** The clips of one cell of a run's own test. */
export function CellClips({ run, ...cell }: CellProps & { run: Run }) {
  const answer = useRequest('runs.predictions', { run: run.id, ...cell, limit: MAX_LISTED_CLIPS });
  return <CellClipList {...cell} run={run} corpora={run.corpora} answer={answer} />;
}

/** The clips of one cell of an evaluation; `restricted`: with the predictions among the shared emotions. */
export function EvaluationCellClips({
  run,
  evaluation,
  restricted,
  ...cell
}: CellProps & { run: Run; evaluation: EvaluationSummary; restricted: boolean }) {
  const answer = useRequest('evaluations.predictions', {
    evaluation: evaluation.id,
    restricted,
    ...cell,
    limit: MAX_LISTED_CLIPS,
  });
  return <CellClipList {...cell} run={run} corpora={evaluation.corpora} answer={answer} />;
}

/** The most probable clips first; the selected clip plays. */
function CellClipList({
  actual,
  predicted,
  run,
  corpora,
  answer: { data, failure, loading },
}: CellProps & {
  run: Run;
  corpora: Run['corpora'];
  answer: { data: readonly ListedClip[] | undefined; failure: Failure | null; loading: boolean };
}) {
  const [path, setPath] = useState<string | null>(null);
  const clips = [...(data ?? [])].sort((a, b) => b.probabilities[predicted] - a.probabilities[predicted]);
  const chosen = clips.find((clip) => clip.path === path);
  const here = useRef<HTMLDivElement>(null);
  const loaded = data !== undefined;
  // In a small window the clips may be out of view.
  useEffect(() => {
    if (loaded) here.current?.scrollIntoView({ block: 'nearest' });
  }, [loaded]);
  return (
    <Stack gap="sm" ref={here}>
      <Title order={3}>
        {`${actual.charAt(0).toUpperCase()}${actual.slice(1)} predicted as ${predicted}`}
        {data !== undefined && `: ${clips.length} ${clips.length === 1 ? 'clip' : 'clips'}`}
      </Title>
      <FailureNote failure={failure} />
      {loading && <Loader role="img" size="sm" aria-label="Loading the clips" />}
      <ClipList run={{ corpora }} clips={clips} predicted={predicted} chosen={path} onChoose={setPath} />
      {chosen !== undefined && <ClipDetail clip={chosen} run={run} />}
    </Stack>
  );
}

/** The keys that move through the list, and their steps. */
const STEPS: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

/** Clips as buttons, with the probability of the predicted emotion. One is in the tab order; arrow keys move the focus. */
export function ClipList({
  run,
  clips,
  predicted,
  chosen,
  onChoose,
  maxHeight = 30,
}: {
  run: Pick<Run, 'corpora'>;
  clips: readonly ListedClip[];
  /** The predicted emotion of all clips; null: clips of several emotions, each shown with its emotions. */
  predicted: Emotion | null;
  chosen: string | null;
  onChoose(path: string): void;
  /** Maximum height in % of the window. */
  maxHeight?: number;
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
    <ScrollArea.Autosize mah={`max(160px, ${maxHeight}vh)`} type="auto" offsetScrollbars="present">
      <ul className={classes.list} ref={list}>
        {clips.map((clip, index) => (
          <li key={`${clip.fold ?? 0} ${clip.path}`}>
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
                {predicted === null && (
                  <span>
                    <EmotionBadge emotion={clip.actual} /> → <EmotionBadge emotion={clip.predicted} />
                  </span>
                )}
                {clip.trainedOn != null && <span>trained on </span>}
                {clip.speaker !== null && <span>speaker {ownName(clip.speaker, corpus)} </span>}
              </span>
              <span className={`${classes.share} tabular`}>
                {percent(clip.probabilities[predicted ?? clip.predicted])}
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </ScrollArea.Autosize>
  );
}

/** A clip that plays at once, with its probabilities; scrolled into view. `run`: the run that predicted it. */
export function ClipDetail({ clip, run }: { clip: ListedClip; run: Pick<Run, 'id' | 'name'> }) {
  const here = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls for each clip
  useEffect(() => {
    here.current?.scrollIntoView({ block: 'nearest' });
  }, [clip.path]);
  return (
    <Stack gap="xs" ref={here} className={classes.detail}>
      <SoundPlayer
        sound={{ path: clip.path }}
        autoPlay
        explainers={[
          {
            run: run.id,
            title: run.name,
            // A test clip was predicted by the network of its fold, any other one by all.
            fold: clip.fold ?? null,
            emotions: Object.keys(clip.probabilities),
          },
        ]}
      />
      <ProbabilityBars probabilities={clip.probabilities} label={`Probabilities of ${clip.path}`} />
    </Stack>
  );
}
