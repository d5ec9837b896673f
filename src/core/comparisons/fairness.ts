import { groupGap } from '#core/metrics/group-gap.ts';
import { FAIRNESS_KEYS, fairnessSentence, type GroupFairness } from '#shared/fairness.ts';
import { hasTooFewUnits, type TestedClip } from '#shared/metrics.ts';
import { partMetrics, partNameOf } from './part-metrics.ts';

/**
 * The results of tested clips by each property of their speakers, and the gap between the groups.
 * @param seed Seed of the bootstrap: the run's own.
 * @throws UserError `not-tested` without tested clips; `cancelled`.
 */
export async function computeFairness(
  tested: readonly TestedClip[],
  seed: number,
  signal?: AbortSignal,
): Promise<GroupFairness[]> {
  const all: GroupFairness[] = [];
  for (const by of FAIRNESS_KEYS) {
    const groups = (await partMetrics(tested, by, seed, signal)).map(
      ({ name, clips, speakers, uar, uarInterval }) => ({
        name,
        clips,
        speakers,
        uar,
        uarInterval:
          speakers === null || hasTooFewUnits({ unit: 'speakers', units: speakers }) ? null : uarInterval,
      }),
    );
    const named = [...Map.groupBy(tested, partNameOf[by])].flatMap(([name, predictions]) =>
      name === null ? [] : [{ name, predictions }],
    );
    // In the order of the groups, so that equal gaps have one result.
    const order = groups.map(({ name }) => name);
    named.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
    const gap = groupGap(named, { seed });
    all.push({ by, groups, gap, sentence: fairnessSentence(by, groups, gap) });
  }
  return all;
}
