import {
  COMPARED_METRICS,
  type ComparedItem,
  type ComparedMetric,
  type Comparison,
} from '#shared/comparison.ts';

/** A comparison as `compare --json` prints it: runs by id, flat metrics, and settings by path. */
export function comparisonJson(comparison: Comparison) {
  const { labels, chanceLevel, comparable, items, settings, differences, correction, friedman } = comparison;
  const named = differences.map(({ first, second, sentence, verdict, adjustedP, result }) => ({
    first: idOf(items[first]),
    second: idOf(items[second]),
    sentence,
    verdict,
    adjustedP,
    // So that a program finds these names for every kind of test.
    uarInterval: null,
    uarP: null,
    mcnemarP: null,
    onlyFirstRight: null,
    onlySecondRight: null,
    ...result,
  }));
  return {
    comparable,
    labels,
    chanceLevel,
    baseline: idOf(items[comparison.baseline]),
    runs: items.map((item) => ({
      id: idOf(item),
      title: item.title,
      runs: item.runs,
      network: item.network,
      features: item.features,
      protocol: item.protocol,
      corpora: item.corpora,
      synthetic: item.synthetic,
      parameters: item.parameters,
      testClipsHash: item.testClipsHash,
      metrics: metricsOf(item, labels),
    })),
    settings: {
      differing: Object.fromEntries(
        settings
          .filter(({ differs }) => differs)
          .map(({ path, recorded }) => [path, recorded.map(oneOrSeveral)]),
      ),
    },
    difference: items.length === 2 ? named[0] : null,
    differences: named,
    correction,
    friedman,
  };
}

/** The id of a run; the ids of a group joined by `+`, as `compare` takes them. */
const idOf = ({ runs }: ComparedItem): string => runs.map(({ id }) => id).join('+');

/** Null: the setting has no effect. A list: the runs of a group differ. */
const oneOrSeveral = <T>(values: readonly T[]): T | readonly T[] | null =>
  values.length === 0 ? null : values.length === 1 ? values[0] : values;

/** Each metric, and beside it `NAMEInterval` and `NAMEDeviation`; null without results. */
function metricsOf({ results }: ComparedItem, labels: readonly string[]) {
  if (results === null) return null;
  const { metrics, perLabel, confusion, clips, resampling } = results;
  const flat = (Object.keys(COMPARED_METRICS) as ComparedMetric[]).flatMap((name) => [
    [name, metrics[name].value],
    [`${name}Interval`, metrics[name].interval],
    [`${name}Deviation`, metrics[name].deviation],
  ]);
  const perEmotion = labels.flatMap((label, index) => {
    const own = perLabel[index];
    if (own === null) return [];
    const { recall, precision, f1, support } = own;
    return [
      [
        label,
        {
          ...{ recall: recall.value, precision: precision.value, f1: f1.value, support },
          ...{ recallInterval: recall.interval, f1Interval: f1.interval },
        },
      ],
    ];
  });
  return {
    clips,
    ...(Object.fromEntries(flat) as Record<string, number | readonly number[] | null>),
    confusion,
    perEmotion: Object.fromEntries(perEmotion),
    resampling,
  };
}
