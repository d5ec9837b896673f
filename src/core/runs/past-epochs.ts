import type { Database } from 'better-sqlite3';
import {
  type Environment,
  environmentSchema,
  type RunSettings,
  runSettingsSchema,
} from '../../shared/runs.ts';

/** How long the epochs of one fold of a run took. */
export interface PastFold {
  run: string;
  settings: RunSettings;
  environment: Environment;
  train: number;
  validation: number;
  /** Of each epoch, its validation included, in their order. */
  seconds: number[];
}

export interface PastEpochs {
  /** The folds of the latest runs of a network on an engine, the latest run first; those in the bin too. */
  pastEpochs(network: string, engine: string): PastFold[];
}

/** Runs that are looked at: older ones were made with an older engine, or by a machine under other load. */
const LATEST_RUNS = 20;

interface Row {
  id: string;
  settings: string;
  environment: string;
  train: number;
  validation: number;
  seconds: string;
}

export function pastEpochs(db: Database): PastEpochs {
  const select = db.prepare<[string, string, number], Row>(
    `WITH latest AS (
       SELECT number, id, settings, environment FROM runs
       WHERE network = ? AND engine = ? ORDER BY created_at DESC, number DESC LIMIT ?
     )
     SELECT id, settings, environment,
       (SELECT clips FROM split_parts WHERE run_number = number AND split_parts.fold = folds.fold AND part = 'train')
         AS train,
       (SELECT clips FROM split_parts WHERE run_number = number AND split_parts.fold = folds.fold AND part = 'validation')
         AS validation,
       (SELECT json_group_array(seconds) FROM
         (SELECT seconds FROM epochs WHERE run_number = number AND epochs.fold = folds.fold ORDER BY epoch)) AS seconds
     FROM latest JOIN folds ON folds.run_number = number
     WHERE EXISTS (SELECT 1 FROM epochs WHERE run_number = number AND epochs.fold = folds.fold)
     ORDER BY number DESC, folds.fold`,
  );
  return {
    pastEpochs: (network, engine) =>
      select.all(network, engine, LATEST_RUNS).map((row) => ({
        run: row.id,
        settings: runSettingsSchema.parse(JSON.parse(row.settings)),
        environment: environmentSchema.parse(JSON.parse(row.environment)),
        train: row.train,
        validation: row.validation,
        seconds: JSON.parse(row.seconds) as number[],
      })),
  };
}
