import { count, counted, intervalText, percent } from '#shared/format.ts';
import { emotionsOf, hasTooFewUnits, type Interval, type Metrics } from '#shared/metrics.ts';
import type { Leakage } from '#shared/protocols.ts';
import type { Paint } from './paint.ts';
import { table } from './table.ts';

/** The metrics over all emotions, with their 95 % intervals if they have one. */
export function metricsTable(metrics: Metrics, paint: Paint): string {
  const rows: [string, number, Interval | null][] = [
    ['UAR (mean recall)', metrics.uar, metrics.uarInterval],
    ['accuracy', metrics.accuracy, metrics.accuracyInterval],
    ['F1, macro', metrics.f1Macro, metrics.f1MacroInterval],
    ['F1, weighted', metrics.f1Weighted, null],
    ['precision, macro', metrics.precisionMacro, null],
    ['precision, weighted', metrics.precisionWeighted, null],
    ['recall, macro', metrics.recallMacro, null],
    ['recall, weighted', metrics.recallWeighted, null],
  ];
  return table(
    [
      { head: 'test', minWidth: 12 },
      { head: 'value', right: true },
      { head: '95 % interval', right: true, dropOrder: 0 },
    ],
    rows.map(([name, value, range]) => [
      name,
      percent(value),
      range === null ? '' : (intervalText(range, metrics.resampling) ?? ''),
    ]),
    paint.columns,
  );
}

/** How the intervals were computed, and a warning if there are few speakers. */
export function intervalNote(metrics: Metrics): string {
  const { unit, units, draws } = metrics.resampling;
  if (hasTooFewUnits(metrics.resampling)) {
    return `No intervals: too few ${unit} (${count(units)}). Use k-fold to test every speaker.`;
  }
  const few =
    unit === 'clips'
      ? ' Fewer than two speakers are known. Clips of one speaker are similar, so these intervals are too narrow.'
      : units < 10
        ? ` With only ${counted(units, 'speaker')} they are imprecise.`
        : '';
  return `Intervals: bootstrap over ${counted(units, unit.slice(0, -1))}, ${count(draws)} draws.${few}`;
}

export function perEmotionTable(metrics: Metrics, paint: Paint): string {
  return table(
    [
      { head: 'emotion' },
      { head: 'recall', right: true },
      { head: '95 % interval', right: true, dropOrder: 3 },
      { head: 'precision', right: true, dropOrder: 1 },
      { head: 'F1', right: true, dropOrder: 0 },
      { head: 'clips', right: true, dropOrder: 2 },
    ],
    emotionsOf(metrics).map((emotion) => {
      const values = metrics.perEmotion[emotion];
      const absent = values.support === 0;
      return [
        emotion,
        absent ? '–' : percent(values.recall),
        absent ? '–' : (intervalText(values.recallInterval, metrics.resampling) ?? '–'),
        percent(values.precision),
        percent(values.f1),
        count(values.support),
      ];
    }),
    paint.columns,
  );
}

/** The widest and the narrowest cell: a whole name, or three letters of it. */
const CELL_COLUMNS = 9;
const MIN_CELL_COLUMNS = 5;
const MIN_FIRST_COLUMNS = 10;
/** With fewer columns side by side, a block of the matrix cannot be read. */
const MIN_BLOCK = 4;

/**
 * The confusion matrix in per cent of each row, shaded. Rows: actual emotion, columns: predicted emotion. If the terminal is
 * too narrow for all columns, they are in blocks below each other.
 */
export function confusionTable(metrics: Metrics, paint: Paint): string {
  const emotions = emotionsOf(metrics);
  const first = Math.max(MIN_FIRST_COLUMNS, ...emotions.map((emotion) => emotion.length + 1));
  const room = Math.floor((paint.columns - first) / emotions.length);
  const cellColumns = Math.max(MIN_CELL_COLUMNS, Math.min(CELL_COLUMNS, room));
  const letters = cellColumns < CELL_COLUMNS ? MIN_CELL_COLUMNS - 2 : CELL_COLUMNS - 1;
  const perBlock = Math.max(MIN_BLOCK, Math.floor((paint.columns - first) / cellColumns));
  const lines = [
    paint.faint(paint.prose('confusion matrix, % of each row (rows: actual, columns: predicted)')),
  ];
  for (let from = 0; from < emotions.length; from += perBlock) {
    const columns = emotions.slice(from, from + perBlock);
    const head = columns.map((emotion) => `${emotion.slice(0, letters)} `.padStart(cellColumns)).join('');
    if (from > 0) lines.push('');
    lines.push(`${'actual'.padEnd(first)}${head.trimEnd()}`);
    for (const [actual, row] of metrics.confusionPercent.entries()) {
      const cells = row.slice(from, from + perBlock).map((share, index) => {
        const clips = metrics.confusion[actual][from + index];
        const text = clips === 0 ? '·' : `${share.toFixed(0)}${cellColumns < 6 ? '%' : ' %'}`;
        return paint.heat(`${text} `.padStart(cellColumns), share / 100);
      });
      lines.push(`${emotions[actual].padEnd(first)}${cells.join('')}`.trimEnd());
    }
  }
  return lines.join('\n');
}

/** `title`: which clips were compared. */
export function leakageTable(
  leakage: Leakage,
  paint: Paint,
  title = 'leakage check: in both training and test',
): string {
  const mark = (found: number) => (found === 0 ? paint.good('0') : paint.bad(count(found)));
  return table(
    [
      { head: title, minWidth: 12 },
      { head: 'count', right: true },
    ],
    [
      ['clips with the same sound', mark(leakage.clips)],
      ['near-identical recordings', mark(leakage.nearDuplicates)],
      ['speakers', mark(leakage.speakers)],
      ['sentences', mark(leakage.sentences)],
      ...(leakage.groups === undefined ? [] : [['groups', mark(leakage.groups)]]),
    ],
    paint.columns,
  );
}

/** What the numbers of a leakage check mean for the results, in one sentence. */
export function leakageNote(leakage: Leakage): string {
  if (leakage.clips > 0 || leakage.nearDuplicates > 0) {
    return 'Test clips were trained on, so these results are invalid.';
  }
  if (leakage.speakers > 0)
    return 'Test speakers were trained on, so these results say little about new speakers.';
  if ((leakage.groups ?? 0) > 0)
    return 'No shared clips or speakers. Sessions or dialogues occur in both training and test.';
  if (leakage.sentences > 0)
    return 'No shared clips or speakers. Sentences occur in both training and test, as in every acted corpus.';
  return 'No shared clips, speakers or sentences.';
}
