import { EMOTIONS } from '../../shared/emotions.ts';
import type { Figures, Interval } from '../../shared/figures.ts';
import type { Leakage } from '../../shared/protocols.ts';
import type { Paint } from './paint.ts';
import { table } from './table.ts';

export const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const interval = ([low, high]: Interval) => `${(100 * low).toFixed(1)} – ${(100 * high).toFixed(1)} %`;

/** The figures of the whole, each with its 95 % interval where it has one. */
export function figuresTable(figures: Figures): string {
  const rows: [string, number, Interval | null][] = [
    ['UAR (mean recall)', figures.uar, figures.uarInterval],
    ['accuracy', figures.accuracy, figures.accuracyInterval],
    ['F1, macro', figures.f1Macro, figures.f1MacroInterval],
    ['F1, weighted', figures.f1Weighted, null],
    ['precision, macro', figures.precisionMacro, null],
    ['precision, weighted', figures.precisionWeighted, null],
    ['recall, macro', figures.recallMacro, null],
    ['recall, weighted', figures.recallWeighted, null],
  ];
  return table(
    [{ head: 'test' }, { head: 'value', right: true }, { head: '95 % interval', right: true }],
    rows.map(([name, value, range]) => [name, percent(value), range === null ? '' : interval(range)]),
  );
}

/** What the intervals mean, in one sentence: which units were drawn, and whether there were enough of them. */
export function intervalNote(figures: Figures): string {
  const { unit, units, draws } = figures.resampling;
  const few =
    unit === 'clips'
      ? ' Clips of one voice resemble each other, so these intervals are too narrow: fewer than two speakers are known.'
      : units < 10
        ? ` With ${units} speakers they are rough.`
        : '';
  return `Intervals: bootstrap over ${units} ${unit}, ${draws} draws.${few}`;
}

export function perEmotionTable(figures: Figures): string {
  return table(
    [
      { head: 'emotion' },
      { head: 'recall', right: true },
      { head: '95 % interval', right: true },
      { head: 'precision', right: true },
      { head: 'F1', right: true },
      { head: 'clips', right: true },
    ],
    EMOTIONS.map((emotion) => {
      const of = figures.perEmotion[emotion];
      const absent = of.support === 0;
      return [
        emotion,
        absent ? '–' : percent(of.recall),
        absent ? '–' : interval(of.recallInterval),
        percent(of.precision),
        percent(of.f1),
        String(of.support),
      ];
    }),
  );
}

const CELL_COLUMNS = 9;

/** Rows: true emotion, columns: what was heard; row per cent, shaded. */
export function confusionTable(figures: Figures, paint: Paint): string {
  const head = EMOTIONS.map((emotion) => `${emotion} `.padStart(CELL_COLUMNS))
    .join('')
    .trimEnd();
  const rows = figures.confusionPercent.map((row, truth) => {
    const cells = row.map((share, heard) => {
      const count = figures.confusion[truth][heard];
      const cell = `${count === 0 ? '·' : `${share.toFixed(0)} %`} `.padStart(CELL_COLUMNS);
      return paint.heat(cell, share / 100);
    });
    return `${EMOTIONS[truth].padEnd(13)}${cells.join('')}`.trimEnd();
  });
  return [
    paint.faint('confusion, per cent of each row'),
    `${'true ╲ heard'.padEnd(13)}${head}`,
    ...rows,
  ].join('\n');
}

/** `title`: what was compared with what. */
export function leakageTable(
  leakage: Leakage,
  paint: Paint,
  title = 'leakage audit: on both sides of the test split',
): string {
  const mark = (count: number) => (count === 0 ? paint.good('0') : paint.bad(String(count)));
  return table(
    [{ head: title }, { head: 'count', right: true }],
    [
      ['clips with the same sound', mark(leakage.clips)],
      ['near-identical recordings', mark(leakage.nearDuplicates)],
      ['speakers', mark(leakage.speakers)],
      ['sentences', mark(leakage.sentences)],
    ],
  );
}

/** One line on what an audit's numbers mean for the figures beside it. */
export function leakageNote(leakage: Leakage): string {
  if (leakage.clips > 0 || leakage.nearDuplicates > 0) {
    return 'Test clips were trained on: these figures are not to be believed.';
  }
  if (leakage.speakers > 0) return 'Test voices were trained on: the figures say little about a new speaker.';
  if (leakage.sentences > 0)
    return 'No voice was trained on; the sentences are the same, as in every acted corpus.';
  return 'Nothing stands on both sides.';
}
