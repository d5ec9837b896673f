import { compareRuns } from '#core/comparisons/compare-runs.ts';
import { comparedClips } from '#core/comparisons/compared-clips.ts';
import { comparedParts } from '#core/comparisons/compared-parts.ts';
import { countingRuns, labelsOf } from '#core/comparisons/compared-run.ts';
import { varyingSettings } from '#core/comparisons/varying-settings.ts';
import type { FinishedRun } from '#core/database/runs/finished-runs.ts';
import type { Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import { createYielder } from '#core/system/yielder.ts';
import { MAX_LISTED_RUNS } from '#shared/limits.ts';
import { createItemReader, type ItemReader } from './read-items.ts';

/** Reading the settings of so many runs takes a few milliseconds. */
const RUNS_PER_READ = 50;

export function comparisonRequests(
  { log }: Pick<Services, 'log'>,
  reader: ItemReader = createItemReader(log),
): Handlers<RequestsOf<'comparisons'>> {
  return {
    'comparisons.show': async ({ items, baseline, tests }, context) =>
      compareRuns(await reader.readItems(items, context), baseline, { tests }),
    'comparisons.curves': async ({ runs }) =>
      runs.map((run) => {
        const { id, epochs, folds, settings } = log.describeRun(run);
        return {
          run: id,
          stepsPerEpoch: folds.map(({ train }) => Math.ceil(train / settings.batchSize)),
          bestEpochs: folds.map(({ bestEpoch }) => bestEpoch),
          epochs,
        };
      }),
    'comparisons.parts': async ({ items, by }, context) =>
      comparedParts((await reader.readItems(items, context)).map(countingRuns), by, context.signal),
    'comparisons.clips': async ({ first, second }, { signal }) => {
      const [a, b] = [await reader.read(first, signal), await reader.read(second, signal)];
      return { labels: labelsOf(a), clips: comparedClips(a, b) };
    },
    'comparisons.settings': async ({ runs: ids }, { signal }) => {
      const pause = createYielder(signal);
      const runs: FinishedRun[] = [];
      for (let offset = 0; offset < MAX_LISTED_RUNS; offset += RUNS_PER_READ) {
        const part = log.listFinished({ ids, limit: RUNS_PER_READ, offset });
        runs.push(...part.filter((run) => run !== null));
        if (part.length < RUNS_PER_READ) break;
        await pause();
      }
      return varyingSettings(runs);
    },
  };
}
