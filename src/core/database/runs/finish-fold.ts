import type { Database } from 'better-sqlite3';
import type { FoldsTable } from '#core/database/tables/folds-table.ts';
import type { ClipPrediction, PredictionsTable } from '#core/database/tables/predictions-table.ts';
import { computeMetrics } from '#core/metrics/metrics.ts';
import { crossFittedTemperatures, testClipsTemperature } from '#core/metrics/run-calibration.ts';
import type { Metrics, Prediction } from '#shared/metrics.ts';
import type { RunLookup } from './run-lookup.ts';
import type { RunMetrics } from './run-metrics.ts';

export interface FinishFold {
  /**
   * Saves the predictions for a fold's test clips (exactly those, in any order) and the epoch of its weights. A second
   * call replaces the first. After the last fold, the run has its metrics.
   */
  finishFold(
    run: string,
    fold: number,
    result: {
      bestEpoch: number | null;
      /** Fitted on the fold's validation clips. Default: null, none. */
      temperature?: number | null;
      predictions: readonly ClipPrediction[];
      /** Default: now. */
      testedAt?: string;
    },
  ): void;
  /**
   * Gives the folds of a run that was tested without validation clips their temperatures, fitted on each other's test clips, or
   * with a single fold on its own (`core/metrics/run-calibration.ts`). Changes nothing if a fold has validation clips or is not
   * tested yet.
   */
  fitTemperaturesOnTest(run: string): void;
}

export interface FinishFoldParts {
  folds: FoldsTable;
  predictions: PredictionsTable;
  metrics: Pick<RunMetrics, 'summarise'>;
  lookup: RunLookup;
  now: () => Date;
}

export function finishFold(db: Database, parts: FinishFoldParts): FinishFold {
  const { folds, predictions, metrics, lookup, now } = parts;
  const closeFold = db.prepare<
    [number | null, number | null, number | null, number | null, string, number, number]
  >(
    'UPDATE folds SET best_epoch = ?, accuracy = ?, uar = ?, temperature = ?, tested_at = ? WHERE run_number = ? AND fold = ?',
  );

  const finish = db.transaction<FinishFold['finishFold']>((run, fold, result) => {
    const number = lookup.number(run);
    checkPredictions(folds.testMembers(number, fold), result.predictions);
    predictions.replace(number, fold, result.predictions);
    const foldMetrics = columns(predictions.predictions(number, fold), predictions.labels(number));
    const at = result.testedAt ?? now().toISOString();
    closeFold.run(
      result.bestEpoch,
      foldMetrics?.accuracy ?? null,
      foldMetrics?.uar ?? null,
      result.temperature ?? null,
      at,
      number,
      fold,
    );
    metrics.summarise(number);
  });

  const setTemperature = db.prepare<[number | null, number, number]>(
    'UPDATE folds SET temperature = ? WHERE run_number = ? AND fold = ?',
  );
  const fitOnTest = db.transaction((run: string) => {
    const number = lookup.number(run);
    const records = folds.records(number);
    const isTested = records.every(({ bestEpoch }) => bestEpoch !== null);
    if (!isTested || records.some(({ validation }) => validation > 0)) return;
    const tested = predictions.testedClips(number);
    const fitted =
      records.length === 1 ? [testClipsTemperature(tested)] : crossFittedTemperatures(tested, records.length);
    for (const [fold, temperature] of fitted.entries()) setTemperature.run(temperature, number, fold);
  });

  return {
    finishFold: (run, fold, result) => finish.immediate(run, fold, result),
    fitTemperaturesOnTest: (run) => fitOnTest.immediate(run),
  };
}

/** The metrics that are stored per fold, without intervals. Null without clips. */
function columns(predictions: readonly Prediction[], labels: readonly string[]): Metrics | null {
  return predictions.length === 0 ? null : computeMetrics(predictions, { seed: 0, draws: 1, labels });
}

/** Metrics are valid only if every test clip of the fold has exactly one prediction. */
function checkPredictions(members: readonly number[], predictions: readonly ClipPrediction[]): void {
  const predicted = new Set(predictions.map(({ clip }) => clip));
  const missing = members.filter((member) => !predicted.has(member)).length;
  if (missing > 0 || predictions.length !== members.length) {
    throw new Error(
      `a fold of ${members.length} test clips got ${predictions.length} predictions, ${missing} clips have none`,
    );
  }
}
