import { headlineMetrics } from '#core/metrics/headline-metrics.ts';
import { ageGroupOf } from '#shared/age-groups.ts';
import type { GroupMetrics } from '#shared/answers.ts';
import { throwIfCancelled, UserError } from '#shared/failure.ts';
import { UNKNOWN_GROUP } from '#shared/fairness.ts';
import type { TestedClip } from '#shared/metrics.ts';

/** The properties by which test clips are divided into parts. */
export type PartKey = 'corpus' | 'sex' | 'age' | 'speaker';

/** The name of the part of a clip; null if it is unknown. */
export const partNameOf: Record<PartKey, (clip: TestedClip) => string | null> = {
  corpus: ({ corpus }) => corpus,
  sex: ({ sex }) => sex,
  age: ({ age }) => ageGroupOf(age),
  speaker: ({ speaker }) => speaker,
};

/**
 * Metrics of the predicted clips by corpus, sex, group of ages or speaker, for each group separately, with the definitions of
 * `computeMetrics`: UAR is over the emotions that occur in the group. Intervals resample the group's speakers, or
 * its clips if there is one speaker (then the interval is for further clips of that voice). Groups are sorted by name;
 * clips without a name are in the last group, `unknown`. Other work can run between two groups.
 * @param seed Seed of the bootstrap: the run's own.
 * @throws UserError `not-tested` without predicted clips; `cancelled`.
 */
export async function partMetrics(
  tested: readonly TestedClip[],
  by: PartKey,
  seed: number,
  signal?: AbortSignal,
): Promise<GroupMetrics[]> {
  if (tested.length === 0) {
    throw new UserError(
      'not-tested',
      'This run has no test results yet, because none of its clips was tested.',
    );
  }
  const groups = new Map<string | null, TestedClip[]>();
  for (const clip of tested) {
    const name = partNameOf[by](clip);
    const group = groups.get(name);
    if (group) group.push(clip);
    else groups.set(name, [clip]);
  }
  const metrics: GroupMetrics[] = [];
  for (const [name, predictions] of [...groups].sort(byName)) {
    await new Promise<void>((resolve) => setImmediate(resolve));
    throwIfCancelled(signal);
    const speakers = new Set(predictions.map(({ speaker }) => speaker));
    metrics.push({
      name: name ?? UNKNOWN_GROUP,
      speakers: speakers.has(null) ? null : speakers.size,
      ...headlineMetrics(predictions, { seed }),
    });
  }
  return metrics;
}

/** Sorts numbers in names by value, and the unknown group last. */
function byName([a]: [string | null, unknown], [b]: [string | null, unknown]): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a.localeCompare(b, 'en', { numeric: true });
}
