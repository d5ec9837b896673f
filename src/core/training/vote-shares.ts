import type { Clip, Votes } from '#shared/corpora.ts';
import { UserError } from '#shared/failure.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';

/**
 * The share of the votes that each of `emotions` got, as the field of a training clip; empty for a clip without votes for any
 * of them.
 */
export function sharesOf(votes: Votes | undefined, emotions: readonly string[]): { shares?: number[] } {
  const counts = emotions.map((emotion) => votes?.[emotion] ?? 0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total === 0 ? {} : { shares: counts.map((count) => count / total) };
}

/** @throws UserError `no-votes` if the settings want votes and no clip has any: the run would be one with labels. */
export function requireVotes(
  { targets }: Pick<RunSettings, 'targets'>,
  clips: readonly Pick<Clip, 'votes'>[],
): void {
  if (targets !== 'votes' || clips.some(({ votes }) => votes !== undefined)) return;
  throw new UserError(
    'no-votes',
    'None of the clips has votes of several annotators. Choose “label” as the training target, or add a table with a column for each annotator.',
  );
}
