import { EMOTIONS } from '../../shared/emotions.ts';
import type { Figures, Interval } from '../../shared/figures.ts';
import { type Leakage, PROTOCOL_MEANING } from '../../shared/protocols.ts';
import type { Run } from '../../shared/runs.ts';
import type { Paint } from './paint.ts';
import { table } from './table.ts';

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
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
  return table([
    ['test', 'value>', '95 % interval>'],
    ...rows.map(([name, value, range]) => [name, percent(value), range === null ? '' : interval(range)]),
  ]);
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
  return table([
    ['emotion', 'recall>', '95 % interval>', 'precision>', 'F1>', 'clips>'],
    ...EMOTIONS.map((emotion) => {
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
  ]);
}

/** Rows: true emotion, columns: what was heard; row per cent, shaded. */
export function confusionTable(figures: Figures, paint: Paint): string {
  const head = `${'true ╲ heard'.padEnd(13)}${EMOTIONS.map((emotion) => emotion.slice(0, 8).padStart(9)).join('')}`;
  const rows = figures.confusionPercent.map((row, truth) => {
    const cells = row.map((share, heard) => {
      const count = figures.confusion[truth][heard];
      return paint.heat(`${count === 0 ? '·' : `${share.toFixed(0)} %`}`.padStart(8).padEnd(9), share / 100);
    });
    return `${EMOTIONS[truth].padEnd(13)}${cells.join('')}`;
  });
  return [head, ...rows].join('\n');
}

export function leakageTable(leakage: Leakage, paint: Paint): string {
  const mark = (count: number) => (count === 0 ? paint.good('0') : paint.bad(String(count)));
  return table([
    ['leakage audit: on both sides of the test split', 'count>'],
    ['clips with the same sound', mark(leakage.clips)],
    ['near-identical recordings', mark(leakage.nearDuplicates)],
    ['speakers', mark(leakage.speakers)],
    ['sentences', mark(leakage.sentences)],
  ]);
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

/** A run from its record: settings, split, figures, audit. */
export function runReport(run: Run, paint: Paint): string {
  const { settings } = run;
  const parts: string[] = [];
  const title = `${run.name === '' ? run.id : `${run.name} (${run.id})`}: ${settings.network} on ${settings.recipe.name}`;
  parts.push(
    [
      `${paint.strong(title)}  ${statusWord(run, paint)}`,
      `${run.corpora.map((corpus) => `${corpus.name} ${corpus.clips}`).join(', ')} clips · ${settings.protocol.name} · seed ${settings.seed} · engine ${run.environment.engine} (${run.environment.device}) · ${run.parameters.toLocaleString('en')} parameters`,
      paint.faint(PROTOCOL_MEANING[settings.protocol.name]),
      ...(run.synthetic
        ? [paint.warn('Trained on synthetic voices: these figures say nothing about people.')]
        : []),
      ...(run.failure === null ? [] : [paint.bad(run.failure.message)]),
      `clips: ${run.split.train} to train, ${run.split.validation} to validate, ${run.split.test} to test${run.folds.length > 1 ? ` (${run.folds.length} folds together)` : ''}`,
    ].join('\n'),
  );
  if (run.folds.length > 1) {
    parts.push(
      table([
        ['fold', 'test clips>', 'UAR>', 'accuracy>', 'best epoch>'],
        ...run.folds.map((fold) => [
          fold.name,
          String(fold.test),
          fold.uar === null ? '–' : percent(fold.uar),
          fold.accuracy === null ? '–' : percent(fold.accuracy),
          String(fold.bestEpoch ?? '–'),
        ]),
      ]),
    );
  }
  if (run.test !== null) {
    parts.push(`${figuresTable(run.test)}\n${paint.faint(intervalNote(run.test))}`);
    parts.push(perEmotionTable(run.test));
    parts.push(`${paint.faint('confusion, per cent of each row')}\n${confusionTable(run.test, paint)}`);
  }
  parts.push(`${leakageTable(run.leakage, paint)}\n${paint.faint(leakageNote(run.leakage))}`);
  return parts.join('\n\n');
}

function statusWord(run: Run, paint: Paint): string {
  if (run.status === 'finished') return paint.good(run.status);
  if (run.status === 'failed') return paint.bad(run.status);
  return paint.warn(run.status);
}
