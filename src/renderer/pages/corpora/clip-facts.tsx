import type { ReactNode } from 'react';
import { EmotionBadge } from '#renderer/parts/emotions/emotion-badge.tsx';
import { ownName } from '#renderer/parts/own-name.ts';
import type { Problem, Votes } from '#shared/corpora.ts';
import { decibels } from '#shared/format.ts';
import { LAYOUTS } from '#shared/layouts.ts';
import classes from './corpora.module.css';
import { PROBLEM_LABELS } from './corpus-labels.ts';
import { correctionWords, type ListedClip, labelOf } from './corrections/corrected-clips.ts';

/** All known details of a clip. */
export const ClipFacts = ({ clip }: { clip: ListedClip }) => (
  <Facts
    facts={[
      ['Emotion', <EmotionBadge key="emotion" emotion={labelOf(clip)} />],
      ['In the corpus', labelOf(clip) === clip.emotion ? null : clip.emotion],
      ['Correction', correctionWords(clip).join(', ') || null],
      ['Note', clip.correction?.note || null],
      ['Original label', clip.code],
      ['Votes', votesText(clip.votes)],
      ['Corpus', clip.corpus],
      ['Layout', LAYOUTS[clip.layout].label],
      ['Speaker', clip.speaker && ownName(clip.speaker, clip.corpus)],
      ['Sex', clip.sex],
      ['Age', clip.age === undefined ? null : `${clip.age} years`],
      ['Sentence', clip.sentence && ownName(clip.sentence, clip.corpus)],
      ['Intensity', clip.intensity],
      ['Group', clip.group],
      ['Level', `${decibels(clip.levelDbfs)} dBFS`],
      ['Channels', String(clip.channels)],
      ['Data', clip.synthetic ? 'synthetic (made by the program)' : 'recorded'],
      ['Warning', clip.warning],
      ['Path', clip.path],
    ]}
  />
);

/** `2 angry, 1 sad`, most first; null without votes. */
function votesText(votes: Votes | undefined): string | null {
  if (votes === undefined) return null;
  const sorted = Object.entries(votes).toSorted(([, a], [, b]) => b - a);
  return sorted.map(([label, count]) => `${Math.round(100 * count) / 100} ${label}`).join(', ');
}

/** Why a file was skipped. */
export const ProblemFacts = ({ problem }: { problem: Problem }) => (
  <Facts
    facts={[
      ['Problem', PROBLEM_LABELS[problem.code]],
      ['Reason', problem.reason],
      ['Path', problem.path],
    ]}
  />
);

/** Values that the table cuts off. */
const LONG: ReadonlySet<string> = new Set(['Path', 'Reason', 'Warning', 'Note']);

/** Names and values; a null value is omitted. */
function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) =>
        value === null ? null : (
          <div key={name} className={classes.fact} data-long={LONG.has(name) || undefined}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
