import {
  COMPARED_METRICS,
  type ComparedItem,
  type ComparedMetric,
  type Comparison,
} from '#shared/comparison.ts';
import { count, counted } from '#shared/format.ts';
import type { PublishedSeries } from './published-series.ts';
import {
  countCell,
  EMPTY_CELL,
  metricCell,
  numberColumn,
  type ResultCell,
  type ResultTable,
  shareCell,
  textCell,
  textColumn,
  withBest,
} from './result-table.ts';

/** The metrics with intervals, which a comparison shows first. */
export const HEADLINE_METRICS = ['uar', 'accuracy', 'f1Macro'] as const satisfies readonly ComparedMetric[];
/** The metrics of the thesis's table of networks. */
const NETWORK_METRICS = [
  'accuracy',
  'recallWeighted',
  'precisionWeighted',
  'f1Weighted',
] as const satisfies readonly ComparedMetric[];

/** UAR, accuracy and F1 of each item, with intervals, or mean ± deviation of a group. */
export function headlineTable(comparison: Comparison): ResultTable {
  const { items } = comparison;
  const groups = items.some(({ runs }) => runs.length > 1);
  return {
    name: 'results',
    title: 'Results on the test clips',
    columns: [
      textColumn(groups ? 'Run or group' : 'Run'),
      ...(groups ? [numberColumn('Runs')] : []),
      numberColumn('Test clips'),
      ...metricColumns(HEADLINE_METRICS),
    ],
    rows: withMetrics(comparison, HEADLINE_METRICS, (item) => [
      textCell(item.title),
      ...(groups ? [countCell(countingRuns(item))] : []),
      item.results === null ? EMPTY_CELL : countCell(item.results.clips),
    ]),
    notes: headlineNotes(comparison),
  };
}

/** The thesis's first table: each network with its accuracy and the weighted means of recall, precision and F1. */
export function networkTable(comparison: Comparison, published?: PublishedSeries): ResultTable {
  const reference = (published?.networks ?? []).map((network) => [
    textCell(`${network.label} (published)`),
    ...[network.accuracy, network.accuracy, network.precisionWeighted, network.f1Weighted].map(shareCell),
  ]);
  return {
    name: 'networks',
    title: 'Accuracy, recall, precision and F1 of the networks',
    columns: [textColumn('Network'), ...metricColumns(NETWORK_METRICS)],
    rows: [...withMetrics(comparison, NETWORK_METRICS, (item) => [textCell(item.title)]), ...reference],
    notes: [
      'Recall, precision and F1 are means weighted by the number of clips of each emotion; the weighted recall equals the accuracy.',
      ...groupNote(comparison.items),
      ...publishedNote(published),
    ],
  };
}

/** The thesis's second table: a metric of each emotion, by network. */
export function emotionTable(
  { labels, items, comparable }: Comparison,
  metric: 'recall' | 'precision' | 'f1' = 'recall',
  published?: PublishedSeries,
): ResultTable {
  const reference = metric === 'recall' ? (published?.networks ?? []) : [];
  const rank = comparable.basis !== 'none';
  return {
    name: `emotions-${metric}`,
    title: `${EMOTION_METRICS[metric]} of each emotion`,
    columns: [
      textColumn('Emotion'),
      ...items.map(({ title }) => numberColumn(title, '%')),
      ...reference.map(({ label }) => numberColumn(`${label} (published)`, '%')),
    ],
    rows: labels.map((label, index) => {
      const cells = items.map(({ results }) => {
        const emotion = results?.perLabel[index];
        return emotion == null || emotion.support === 0 ? EMPTY_CELL : metricCell(emotion[metric]);
      });
      return [
        textCell(label),
        ...(rank ? withBest(cells) : cells),
        ...reference.map(({ recall }) => shareCell(recall[label] ?? null)),
      ];
    }),
    notes: [
      ...(metric === 'recall'
        ? ['Recall: share of the clips with this emotion that are predicted as this emotion.']
        : []),
      ...intervalNotes(items),
      ...(reference.length > 0 ? publishedNote(published) : []),
    ],
  };
}

const EMOTION_METRICS = { recall: 'Recall', precision: 'Precision', f1: 'F1' } as const;

const metricColumns = (names: readonly ComparedMetric[]) =>
  names.map((name) => numberColumn(COMPARED_METRICS[name].label, '%'));

/** A row for each item: its first cells, then its metrics. The best of each column is marked if items may be ranked. */
function withMetrics(
  { items, comparable }: Comparison,
  names: readonly ComparedMetric[],
  first: (item: ComparedItem) => ResultCell[],
): ResultCell[][] {
  const columns = names.map((name) => {
    const cells = items.map(({ results }) => metricCell(results?.metrics[name] ?? null));
    return comparable.basis === 'none' ? cells : withBest(cells);
  });
  return items.map((item, row) => [...first(item), ...columns.map((cells) => cells[row])]);
}

const countingRuns = ({ runs }: ComparedItem): number => runs.filter(({ counts }) => counts).length;

function headlineNotes(comparison: Comparison): string[] {
  const { items, comparable, chanceLevel } = comparison;
  return [
    ...(items.length > 1 ? [comparable.summary] : []),
    ...(chanceLevel === null ? [] : [`UAR by guessing: ${(100 * chanceLevel).toFixed(1)} %.`]),
    ...intervalNotes(items),
    ...items.flatMap(notCounted),
    ...comparable.cautions,
  ];
}

/** Runs of an item that have no results, so that nothing is hidden. */
function notCounted({ title, runs }: ComparedItem): string[] {
  const others = runs.filter(({ counts }) => !counts);
  if (others.length === 0) return [];
  const states = [...new Set(others.map(({ status }) => status))].map(
    (status) =>
      `${count(others.filter((run) => run.status === status).length)} ${status === 'waiting' ? 'queued' : status}`,
  );
  return [`Not counted in “${title}”: ${states.join(', ')}.`];
}

function intervalNotes(items: readonly ComparedItem[]): string[] {
  const resampled = new Set(
    items.flatMap(({ results }) => {
      if (results === null || results.resampling === null) return [];
      const { unit, units, draws } = results.resampling;
      return [`${counted(units, unit.slice(0, -1))}, ${count(draws)} draws`];
    }),
  );
  return [
    ...(resampled.size === 0
      ? []
      : [`In brackets: 95 % intervals, bootstrap over ${[...resampled].join('; ')}.`]),
    ...groupNote(items),
  ];
}

function groupNote(items: readonly ComparedItem[]): string[] {
  const groups = items.filter((item) => countingRuns(item) > 1);
  return groups.length === 0 ? [] : ['Groups: mean ± sample standard deviation over their finished runs.'];
}

function publishedNote(published: PublishedSeries | undefined): string[] {
  return published === undefined ? [] : [`(published): ${published.label}. ${published.caveat}`];
}
