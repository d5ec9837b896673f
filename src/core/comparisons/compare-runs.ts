import type { Comparison } from '#shared/comparison.ts';
import { UserError } from '#shared/failure.ts';
import { comparabilityOf } from './comparability.ts';
import { type ComparedRuns, countingRuns, labelsOf } from './compared-run.ts';
import { comparedSettings } from './compared-settings.ts';
import { differencesFrom } from './differences.ts';
import { itemResults } from './item-results.ts';
import { itemTitles } from './item-titles.ts';
import { rankItems } from './rank-items.ts';

/**
 * Compares runs and groups of runs. `tests`: whether differences are tested, which takes longer than all else.
 * @throws UserError `no-such-item` if `baseline` is not the index of an item.
 */
export async function compareRuns(
  items: readonly ComparedRuns[],
  baseline: number,
  { tests = true }: { tests?: boolean } = {},
): Promise<Comparison> {
  if (baseline >= items.length) {
    throw new UserError(
      'no-such-item',
      `There is no item ${baseline + 1} to compare with: there are ${items.length}.`,
    );
  }
  const descriptions = items.map((runs) => runs.map(({ run }) => run) as [(typeof runs)[0]['run']]);
  const titles = itemTitles(descriptions);
  const comparable = comparabilityOf(items);
  // Each label once; those of the first item first.
  const labels = [...new Set(items.flatMap(([first]) => labelsOf(first)))];
  return {
    labels,
    chanceLevel: comparable.labels === 'same' ? chanceLevel(items, labels.length) : null,
    baseline,
    comparable,
    items: items.map((runs, index) => {
      const [{ run }] = runs;
      const counting = countingRuns(runs);
      return {
        title: titles[index],
        runs: runs.map(({ run, results }) => ({
          id: run.id,
          name: run.name,
          status: run.status,
          seed: run.settings.seed,
          createdAt: run.createdAt,
          counts: results !== null,
        })),
        network: run.settings.network,
        features: run.settings.features.name,
        protocol: run.settings.protocol.name,
        corpora: run.corpora.map(({ name }) => name),
        synthetic: runs.some((one) => one.run.synthetic),
        parameters: run.parameters,
        testClipsHash: counting[0]?.results.clipsHash ?? null,
        labelSet: run.settings.labels.name,
        labels: labelsOf(runs[0]),
        results: itemResults(
          counting.map(({ results }) => results.metrics),
          labels,
        ),
      };
    }),
    settings: comparedSettings(descriptions),
    ...(tests
      ? {
          ...(await differencesFrom(baseline, items, titles, comparable.basis)),
          friedman: rankItems(items, titles, comparable.basis),
        }
      : { differences: [], correction: null, friedman: null }),
  };
}

/** UAR of guessing: one divided by the number of emotions that occur in the test clips. */
function chanceLevel(items: readonly ComparedRuns[], labels: number): number {
  const occurring = new Set<string>();
  for (const counting of items.flatMap(countingRuns)) {
    const names = labelsOf(counting);
    for (const { actual } of counting.results.tested) occurring.add(names[actual]);
  }
  return 1 / (occurring.size || labels);
}
