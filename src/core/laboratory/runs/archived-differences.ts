import type { ArchivedRun } from '#core/archives/archived-run.ts';
import { clipIdentity } from '#core/database/tables/clips-table.ts';
import { canonicalJson } from '#shared/settings/canonical.ts';

/**
 * The parts in which two records of a run differ, as words. Empty if both are the same run. What may change after the run
 * is not compared: name, tags, notes and the paths of clips.
 */
export function archivedDifferences(a: ArchivedRun, b: ArchivedRun): string[] {
  const parts: Record<string, (run: ArchivedRun) => unknown> = {
    settings: ({ head }) => [head.settings, head.labels, head.parameters, head.createdAt],
    status: ({ head }) => head.status,
    clips: ({ split }) => split.clips.map(clipIdentity),
    split: ({ split }) =>
      split.folds.map(({ testedAt: _, bestEpoch: __, temperature: ___, ...fold }) => fold),
    epochs: ({ epochs }) => epochs,
    predictions: ({ split, predictions }) => [
      split.folds.map(({ bestEpoch, temperature }) => [bestEpoch, temperature]),
      predictions,
    ],
  };
  return Object.entries(parts).flatMap(([name, of]) =>
    canonicalJson(of(a)) === canonicalJson(of(b)) ? [] : [name],
  );
}
