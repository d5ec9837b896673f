/** The test clips of two runs as rows of a table. */
import type { ComparedClip } from '#shared/comparison.ts';
import type { Agreement } from '../compare-address.ts';

export interface ClipRow extends ComparedClip {
  agreement: Exclude<Agreement, 'all'>;
  /** Probability of the predicted label, 0…1. */
  firstConfidence: number;
  secondConfidence: number;
}

/** `[first right, second right]` → what the runs have in common. */
function agreementOf(first: boolean, second: boolean): ClipRow['agreement'] {
  if (first) return second ? 'both-right' : 'only-first';
  return second ? 'only-second' : 'both-wrong';
}

export const clipRows = (clips: readonly ComparedClip[]): ClipRow[] =>
  clips.map((clip) => ({
    ...clip,
    agreement: agreementOf(clip.first.predicted === clip.actual, clip.second.predicted === clip.actual),
    firstConfidence: Math.max(...clip.first.probabilities),
    secondConfidence: Math.max(...clip.second.probabilities),
  }));

/** How many rows there are of each kind, and of all. */
export function agreementCounts(rows: readonly ClipRow[]): Record<Agreement, number> {
  const counts: Record<Agreement, number> = {
    all: rows.length,
    'both-right': 0,
    'only-first': 0,
    'only-second': 0,
    'both-wrong': 0,
  };
  for (const { agreement } of rows) counts[agreement]++;
  return counts;
}

/** The file name of a path. */
export const clipName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;
