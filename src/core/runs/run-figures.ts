import type { Database } from 'better-sqlite3';
import { computeFigures } from '../metrics/figures.ts';
import type { PredictionsTable } from './predictions-table.ts';
import type { RunLookup } from './run-lookup.ts';

/** The figures that lists show: columns, computed once from the stored predictions. */
export interface RunFigures {
  /** Finished runs from before intervals were kept, the newest first, at most `limit`. */
  listWithoutIntervals(limit: number): string[];
  /** Gives such a run its intervals; one that has them keeps them. */
  fillIntervals(run: string): void;
  /** To be called inside a transaction: writes the figures of a run, or takes them away while folds are untested. */
  summarise(number: number): void;
}

export interface RunFiguresParts {
  lookup: RunLookup;
  predictions: PredictionsTable;
  now: () => Date;
}

type Column = 'accuracy' | 'uar' | 'f1_macro';
type Columns = Record<Column | `${Column}_low` | `${Column}_high`, number | null>;

const NONE: Columns = {
  ...{ accuracy: null, accuracy_low: null, accuracy_high: null },
  ...{ uar: null, uar_low: null, uar_high: null },
  ...{ f1_macro: null, f1_macro_low: null, f1_macro_high: null },
};

export function runFigures(db: Database, { lookup, predictions, now }: RunFiguresParts): RunFigures {
  const lacking = db
    .prepare<[number], string>(
      `SELECT id FROM runs WHERE uar IS NOT NULL AND uar_low IS NULL ORDER BY created_at DESC LIMIT ?`,
    )
    .pluck();
  const open = db
    .prepare<[number], number>('SELECT count(*) FROM folds WHERE run_number = ? AND tested_at IS NULL')
    .pluck();
  const seedOf = db.prepare<[number], number>('SELECT seed FROM runs WHERE number = ?').pluck();
  const write = db.prepare<[Record<string, unknown>]>(
    `UPDATE runs SET ${Object.keys(NONE)
      .map((column) => `${column} = @${column}`)
      .join(', ')} WHERE number = @number`,
  );
  const close = db.prepare<[string, number]>(
    `UPDATE runs SET owner_seen_at = ?, best_epoch =
       (SELECT CAST(round(avg(best_epoch)) AS INTEGER) FROM folds WHERE run_number = runs.number)
     WHERE number = ?`,
  );

  /** With the run's own seed, so that they are those that the run's page shows. */
  const columnsOf = (number: number): Columns => {
    const judged = open.get(number) === 0 ? predictions.predictions(number) : [];
    if (judged.length === 0) return NONE;
    const figures = computeFigures(judged, { seed: seedOf.get(number)! });
    const { accuracy, accuracyInterval, uar, uarInterval, f1Macro, f1MacroInterval } = figures;
    return {
      ...{ accuracy, accuracy_low: accuracyInterval[0], accuracy_high: accuracyInterval[1] },
      ...{ uar, uar_low: uarInterval[0], uar_high: uarInterval[1] },
      ...{ f1_macro: f1Macro, f1_macro_low: f1MacroInterval[0], f1_macro_high: f1MacroInterval[1] },
    };
  };

  return {
    listWithoutIntervals: (limit) => lacking.all(limit),
    fillIntervals: (run) => {
      const number = lookup.number(run);
      // Predictions of a run at rest stand still: no transaction need span the resampling.
      write.run({ number, ...columnsOf(number) });
    },
    summarise: (number) => {
      write.run({ number, ...columnsOf(number) });
      close.run(now().toISOString(), number);
    },
  };
}
