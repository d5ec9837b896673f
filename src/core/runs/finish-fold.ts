import type { Database } from 'better-sqlite3';
import type { Figures, Prediction } from '../../shared/figures.ts';
import { computeFigures } from '../metrics/figures.ts';
import type { FoldsTable } from './folds-table.ts';
import type { ClipPrediction, PredictionsTable } from './predictions-table.ts';
import type { RunFigures } from './run-figures.ts';
import type { RunLookup } from './run-lookup.ts';

export interface FinishFold {
  /**
   * Writes down what the network of a fold said of each of its test clips (exactly those, in any order), and which
   * epoch its weights are of. Done again, it replaces what was there. With the last fold the run has its figures.
   */
  finishFold(
    run: string,
    fold: number,
    result: { bestEpoch: number | null; predictions: readonly ClipPrediction[] },
  ): void;
}

export interface FinishFoldParts {
  folds: FoldsTable;
  predictions: PredictionsTable;
  figures: Pick<RunFigures, 'summarise'>;
  lookup: RunLookup;
  now: () => Date;
}

export function finishFold(db: Database, parts: FinishFoldParts): FinishFold {
  const { folds, predictions, figures, lookup, now } = parts;
  const closeFold = db.prepare<[number | null, number | null, number | null, string, number, number]>(
    'UPDATE folds SET best_epoch = ?, accuracy = ?, uar = ?, tested_at = ? WHERE run_number = ? AND fold = ?',
  );

  const finish = db.transaction<FinishFold['finishFold']>((run, fold, result) => {
    const number = lookup.number(run);
    checkJudged(folds.testMembers(number, fold), result.predictions);
    predictions.replace(number, fold, result.predictions);
    const ofFold = columns(predictions.predictions(number, fold));
    const at = now().toISOString();
    closeFold.run(result.bestEpoch, ofFold?.accuracy ?? null, ofFold?.uar ?? null, at, number, fold);
    figures.summarise(number);
  });

  return { finishFold: (run, fold, result) => finish.immediate(run, fold, result) };
}

/** Only the figures that a fold has columns for: without intervals. Null without clips. */
function columns(predictions: readonly Prediction[]): Figures | null {
  return predictions.length === 0 ? null : computeFigures(predictions, { seed: 0, draws: 1 });
}

/** Figures over some of the test clips, or over others, would not be the run's. */
function checkJudged(members: readonly number[], predictions: readonly ClipPrediction[]): void {
  const judged = new Set(predictions.map(({ clip }) => clip));
  const missing = members.filter((member) => !judged.has(member)).length;
  if (missing > 0 || predictions.length !== members.length) {
    throw new Error(
      `a fold of ${members.length} test clips was judged by ${predictions.length} predictions, ${missing} clips by none`,
    );
  }
}
