import type { GroupMetrics } from '#shared/answers.ts';
import type { ComparedPart } from '#shared/comparison.ts';
import { hasTooFewUnits } from '#shared/metrics.ts';
import type { ComparedRun, TestResults } from './compared-run.ts';
import { itemMetric } from './item-results.ts';
import { type PartKey, partMetrics } from './part-metrics.ts';

/** UAR and accuracy of each part of the test clips, for each item; the mean over the runs of a group. */
export async function comparedParts(
  items: readonly (readonly (ComparedRun & { results: TestResults })[])[],
  by: PartKey,
  signal?: AbortSignal,
): Promise<ComparedPart[]> {
  const parts = new Map<string, ComparedPart>();
  for (const [item, runs] of items.entries()) {
    const byName = new Map<string, GroupMetrics[]>();
    for (const { run, results } of runs) {
      for (const part of await partMetrics(results.tested, by, run.settings.seed, signal)) {
        byName.set(part.name, [...(byName.get(part.name) ?? []), part]);
      }
    }
    for (const [name, metrics] of byName) {
      const part = parts.get(name) ?? { name, clips: metrics[0].clips, items: items.map(() => null) };
      const single = metrics.length === 1 && !hasTooFewUnits(metrics[0].resampling) ? metrics[0] : null;
      part.items[item] = {
        uar: itemMetric(
          metrics.map(({ uar }) => uar),
          single?.uarInterval ?? null,
        ),
        accuracy: itemMetric(
          metrics.map(({ accuracy }) => accuracy),
          single?.accuracyInterval ?? null,
        ),
      };
      parts.set(name, part);
    }
  }
  return [...parts.values()].sort(byName);
}

/** Numbers in names by value; the part without a name last. */
function byName({ name: a }: ComparedPart, { name: b }: ComparedPart): number {
  if (a === 'unknown' || b === 'unknown') return Number(a === 'unknown') - Number(b === 'unknown');
  return a.localeCompare(b, 'en', { numeric: true });
}
