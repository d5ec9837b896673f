import type { Database } from 'better-sqlite3';
import type { PredictionsTable } from '#core/database/tables/predictions-table.ts';
import { computeMetrics } from '#core/metrics/metrics.ts';
import type { Metrics } from '#shared/metrics.ts';
import type { RunLookup } from './run-lookup.ts';

/** The metrics that lists show. They are columns, computed once from the stored predictions. */
export interface RunMetrics {
  /** Ids of tested runs of older versions without stored intervals, newest first, at most `limit`. */
  listWithoutIntervals(limit: number): string[];
  /** Computes and stores the intervals of a run. A second call gives the same values. */
  fillIntervals(run: string): void;
  /** Call it inside a transaction. Writes the metrics of a run, or null while some folds are untested. */
  summarise(number: number): void;
}

export interface RunMetricsParts {
  lookup: RunLookup;
  predictions: PredictionsTable;
  now: () => Date;
}

type Column = 'accuracy' | 'uar' | 'f1_macro';
type Columns = Record<Column | `${Column}_low` | `${Column}_high` | 'resampled_units', number | null> & {
  resampled: Metrics['resampling']['unit'] | null;
};

const NO_METRICS: Columns = {
  ...{ accuracy: null, accuracy_low: null, accuracy_high: null },
  ...{ uar: null, uar_low: null, uar_high: null },
  ...{ f1_macro: null, f1_macro_low: null, f1_macro_high: null },
  ...{ resampled: null, resampled_units: null },
};

export function runMetrics(db: Database, { lookup, predictions, now }: RunMetricsParts): RunMetrics {
  const withoutIntervals = db
    .prepare<[number], string>(
      `SELECT id FROM runs WHERE uar IS NOT NULL AND resampled IS NULL ORDER BY created_at DESC LIMIT ?`,
    )
    .pluck();
  const untested = db
    .prepare<[number], number>('SELECT count(*) FROM folds WHERE run_number = ? AND tested_at IS NULL')
    .pluck();
  const seedOf = db.prepare<[number], number>('SELECT seed FROM runs WHERE number = ?').pluck();
  const write = db.prepare<[Record<string, unknown>]>(
    `UPDATE runs SET ${Object.keys(NO_METRICS)
      .map((column) => `${column} = @${column}`)
      .join(', ')} WHERE number = @number`,
  );
  const writeBestEpoch = db.prepare<[string, number]>(
    `UPDATE runs SET owner_seen_at = ?, best_epoch =
       (SELECT CAST(round(avg(best_epoch)) AS INTEGER) FROM folds WHERE run_number = runs.number)
     WHERE number = ?`,
  );

  /** Uses the run's own seed, so that the intervals equal those on the run's page. */
  const columnsOf = (number: number): Columns => {
    const tested = untested.get(number) === 0 ? predictions.predictions(number) : [];
    if (tested.length === 0) return NO_METRICS;
    const metrics = computeMetrics(tested, { seed: seedOf.get(number)!, labels: predictions.labels(number) });
    const { accuracy, accuracyInterval, uar, uarInterval, f1Macro, f1MacroInterval, resampling } = metrics;
    return {
      ...{ accuracy, accuracy_low: accuracyInterval[0], accuracy_high: accuracyInterval[1] },
      ...{ uar, uar_low: uarInterval[0], uar_high: uarInterval[1] },
      ...{ f1_macro: f1Macro, f1_macro_low: f1MacroInterval[0], f1_macro_high: f1MacroInterval[1] },
      ...{ resampled: resampling.unit, resampled_units: resampling.units },
    };
  };

  return {
    listWithoutIntervals: (limit) => withoutIntervals.all(limit),
    fillIntervals: (run) => {
      const number = lookup.number(run);
      // The predictions of a tested run no longer change, so no transaction spans the resampling.
      write.run({ number, ...columnsOf(number) });
    },
    summarise: (number) => {
      write.run({ number, ...columnsOf(number) });
      writeBestEpoch.run(now().toISOString(), number);
    },
  };
}
