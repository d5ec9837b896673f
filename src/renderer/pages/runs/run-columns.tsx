import type { TableColumn } from '#renderer/parts/table/data-table.tsx';
import type { CsvColumn } from '#renderer/parts/table/table-column.ts';
import type { RunSummary } from '#shared/answers.ts';
import { count, dateTime, duration, percent } from '#shared/format.ts';
import type { Interval } from '#shared/metrics.ts';
import { type MeanMetric, meanMetric, meanText, statesText } from '#shared/run-groups.ts';
import {
  DateCell,
  GroupMetricCell,
  GroupNameCell,
  GroupStatusCell,
  MetricCell,
  NameCell,
  type RunGroup,
  StatusCell,
} from './run-cells.tsx';

/** The metrics of a model that guesses one of the classes at random. */
const chanceOf = ({ emotions }: RunSummary) => 1 / emotions;

/** A column of a metric in %, with its interval; of a group, the mean over its finished runs. The filter takes %. */
function metricColumn(
  id: string,
  title: string,
  hint: string,
  metric: (run: RunSummary) => number | null,
  interval: (run: RunSummary) => Interval | null,
): TableColumn<RunSummary> {
  const inPercent = (share: number | null | undefined) =>
    share === null || share === undefined ? null : 100 * share;
  const means = new WeakMap<RunGroup, MeanMetric | null>();
  const meanOf = (group: RunGroup): MeanMetric | null => {
    const known = means.get(group);
    if (known !== undefined) return known;
    const mean = meanMetric(group.rows, metric);
    means.set(group, mean);
    return mean;
  };
  const csv: CsvColumn<RunSummary>[] = [
    {
      title: `${title} (%)`,
      value: (run) => inPercent(metric(run)),
      groupValue: (group) => inPercent(meanOf(group)?.mean),
    },
    { title: `${title} low (%)`, value: (run) => inPercent(interval(run)?.[0]), groupValue: () => null },
    { title: `${title} high (%)`, value: (run) => inPercent(interval(run)?.[1]), groupValue: () => null },
    {
      title: `${title} standard deviation (%)`,
      value: () => null,
      groupValue: (group) => inPercent(meanOf(group)?.deviation),
    },
    { title: `${title} runs`, value: () => null, groupValue: (group) => meanOf(group)?.n ?? 0 },
  ];
  return {
    id,
    title,
    hint: `${hint} With its 95 % interval; in groups, the mean ± standard deviation over the finished runs. The vertical line of the drawing is the chance level: 1 / number of emotions. Filter in %, for example >50.`,
    kind: 'number',
    greaterIsBetter: true,
    widthPx: 112,
    value: (run) => inPercent(metric(run)),
    text: (run) => percent(metric(run) ?? 0),
    cell: (run) => (
      <MetricCell run={run.id} share={metric(run)} interval={interval(run)} chance={chanceOf(run)} />
    ),
    groupValue: (group) => inPercent(meanOf(group)?.mean),
    groupText: (group) => {
      const mean = meanOf(group);
      return mean === null ? '–' : meanText(mean);
    },
    groupCell: (group) => (
      <GroupMetricCell group={group} metric={meanOf(group)} chance={chanceOf(group.rows[0])} />
    ),
    csv,
  };
}

/** The mean of the known values of a group's rows; null without any. */
function mean(group: RunGroup, value: (run: RunSummary) => number | null): number | null {
  const known = group.rows.map(value).filter((one) => one !== null);
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length;
}

/** Different whole numbers in order, with ranges: `1–5, 8`. */
export function numberRanges(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].toSorted((a, b) => a - b);
  const ranges: [first: number, last: number][] = [];
  for (const number of sorted) {
    const range = ranges.at(-1);
    if (range !== undefined && number === range[1] + 1) range[1] = number;
    else ranges.push([number, number]);
  }
  const texts = ranges.map(([first, last]) => {
    if (first === last) return `${first}`;
    return last === first + 1 ? `${first}, ${last}` : `${first}–${last}`;
  });
  return texts.join(', ');
}

/** The start of the newest run. ISO times sort as text. */
const newest = (group: RunGroup): string =>
  group.rows
    .map(({ createdAt }) => createdAt)
    .toSorted()
    .at(-1)!;

/** The columns of the table of runs, in their order. */
export const RUN_COLUMNS: readonly TableColumn<RunSummary>[] = [
  {
    id: 'name',
    title: 'Name',
    widthPx: 178,
    grow: 3,
    fixed: true,
    value: ({ name }) => name,
    cell: (run) => <NameCell run={run} />,
    groupValue: ({ title }) => title,
    groupCell: (group) => <GroupNameCell group={group} />,
  },
  { id: 'network', title: 'Network', kind: 'choice', widthPx: 94, value: ({ network }) => network },
  {
    id: 'protocol',
    title: 'Protocol',
    kind: 'choice',
    widthPx: 160,
    hint: 'How clips are split. Do not compare results of different protocols.',
    value: ({ protocol }) => protocol,
  },
  {
    id: 'status',
    title: 'Status',
    kind: 'choice',
    widthPx: 118,
    fixed: true,
    value: ({ status }) => (status === 'waiting' ? 'queued' : status),
    cell: (run) => <StatusCell run={run} />,
    groupValue: (group) => statesText(group.rows),
    groupCell: (group) => <GroupStatusCell group={group} />,
  },
  metricColumn(
    'uar',
    'UAR',
    'Unweighted average recall: the mean recall over the emotions.',
    ({ uar }) => uar,
    ({ uarInterval }) => uarInterval,
  ),
  metricColumn(
    'accuracy',
    'Accuracy',
    'Share of test clips that are predicted correctly.',
    ({ accuracy }) => accuracy,
    ({ accuracyInterval }) => accuracyInterval,
  ),
  metricColumn(
    'f1',
    'F1, macro',
    'The mean over the emotions of F1, the harmonic mean of precision and recall.',
    ({ f1Macro }) => f1Macro,
    ({ f1MacroInterval }) => f1MacroInterval,
  ),
  {
    id: 'seed',
    title: 'Seed',
    kind: 'number',
    widthPx: 78,
    value: ({ seed }) => seed,
    groupText: ({ rows }) => numberRanges(rows.map(({ seed }) => seed)),
  },
  {
    id: 'created',
    title: 'Started',
    widthPx: 98,
    hint: 'In groups, the start of the newest run.',
    value: ({ createdAt }) => createdAt,
    text: ({ createdAt }) => dateTime(createdAt),
    cell: ({ createdAt }) => <DateCell iso={createdAt} />,
    groupValue: newest,
    groupText: (group) => dateTime(newest(group)),
    groupCell: (group) => <DateCell iso={newest(group)} />,
  },
  {
    id: 'tags',
    title: 'Tags',
    widthPx: 94,
    grow: 1,
    kind: 'choice',
    value: ({ tags }) => tags.join(', ') || null,
    values: ({ tags }) => tags,
  },
  {
    id: 'bestEpoch',
    title: 'Best epoch',
    kind: 'number',
    widthPx: 108,
    hint: 'The epoch whose weights were tested. With several folds and in groups, the mean.',
    value: ({ bestEpoch }) => bestEpoch,
    groupValue: (group) => mean(group, ({ bestEpoch }) => bestEpoch),
    groupText: (group) => {
      const epoch = mean(group, ({ bestEpoch }) => bestEpoch);
      return epoch === null ? '–' : count(epoch);
    },
    hidden: true,
  },
  {
    id: 'duration',
    title: 'Time',
    kind: 'number',
    widthPx: 80,
    hint: 'Training time of all epochs; in groups, the mean. Filter in seconds, for example >600.',
    value: ({ durationSeconds }) => durationSeconds,
    text: ({ durationSeconds }) => duration(durationSeconds ?? 0),
    groupValue: (group) => mean(group, ({ durationSeconds }) => durationSeconds),
    groupText: (group) => {
      const seconds = mean(group, ({ durationSeconds }) => durationSeconds);
      return seconds === null ? '–' : duration(seconds);
    },
    hidden: true,
  },
  { id: 'grid', title: 'Grid', kind: 'choice', widthPx: 120, value: ({ grid }) => grid, hidden: true },
  { id: 'epochs', title: 'Epochs', kind: 'number', widthPx: 92, value: ({ epochs }) => epochs, hidden: true },
  {
    id: 'corpora',
    title: 'Corpora',
    kind: 'choice',
    widthPx: 120,
    grow: 1,
    value: ({ corpora }) => corpora.join(', ') || null,
    hidden: true,
  },
  { id: 'clips', title: 'Clips', kind: 'number', widthPx: 80, value: ({ clips }) => clips, hidden: true },
  {
    id: 'features',
    title: 'Features',
    kind: 'choice',
    widthPx: 104,
    value: ({ features }) => features,
    hidden: true,
  },
  {
    id: 'labels',
    title: 'Label set',
    hint: 'The emotions that the run tells apart',
    kind: 'choice',
    widthPx: 120,
    value: ({ labelSet }) => labelSet,
    hidden: true,
  },
  {
    id: 'engine',
    title: 'Engine',
    kind: 'choice',
    widthPx: 100,
    value: ({ engine }) => engine,
    hidden: true,
  },
  {
    id: 'synthetic',
    title: 'Data',
    kind: 'choice',
    widthPx: 100,
    value: ({ synthetic }) => (synthetic ? 'synthetic' : 'real'),
    hidden: true,
  },
  {
    id: 'notes',
    title: 'Notes',
    widthPx: 160,
    grow: 2,
    value: ({ notes }) => notes.replace(/\s+/g, ' ') || null,
    hidden: true,
  },
  { id: 'id', title: 'ID', widthPx: 150, value: ({ id }) => id, hidden: true },
];
