import type { ReactNode } from 'react';
import type { Problem } from '../../../shared/corpora.ts';
import type { ClipRow } from '../../../shared/library.ts';
import { EmotionBadge } from '../../parts/emotion-badge.tsx';
import { ownName } from '../../parts/own-name.ts';
import classes from './corpora.module.css';
import { LAYOUT_WORDS, PROBLEM_WORDS } from './corpus-words.ts';

/** All that is known of a clip. */
export const ClipFacts = ({ clip }: { clip: ClipRow }) => (
  <Facts
    facts={[
      ['Emotion', <EmotionBadge key="emotion" emotion={clip.emotion} />],
      ['As published', clip.code],
      ['Corpus', clip.corpus],
      ['Layout', LAYOUT_WORDS[clip.layout]],
      ['Speaker', clip.speaker && ownName(clip.speaker, clip.corpus)],
      ['Sex', clip.sex],
      ['Sentence', clip.sentence && ownName(clip.sentence, clip.corpus)],
      ['Intensity', clip.intensity],
      ['Level', `${clip.levelDbfs.toFixed(1)} dBFS`],
      ['Channels', String(clip.channels)],
      ['Voice', clip.synthetic ? 'synthetic: made by the laboratory' : 'recorded'],
      ['Warning', clip.warning],
      ['Path', clip.path],
    ]}
  />
);

/** Why a file was left out. */
export const ProblemFacts = ({ problem }: { problem: Problem }) => (
  <Facts
    facts={[
      ['What', PROBLEM_WORDS[problem.code]],
      ['Reason', problem.reason],
      ['Path', problem.path],
    ]}
  />
);

/** What a table cuts off. */
const LONG: ReadonlySet<string> = new Set(['Path', 'Reason', 'Warning']);

/** Names and what stands for them; those without anything are not there. */
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
