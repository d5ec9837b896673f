import type { Database } from 'better-sqlite3';
import { readIntact } from '#core/database/stored-values.ts';
import { type Environment, environmentSchema } from '#shared/runs.ts';
import { type RunSettings, runSettingsSchema } from '#shared/settings/catalogue.ts';

/** The durations of the epochs of one fold of a run. */
export interface PastFold {
  run: string;
  settings: RunSettings;
  environment: Environment;
  train: number;
  validation: number;
  /** Duration of each epoch including its validation, in order. */
  seconds: number[];
}

export interface PastEpochs {
  /** The folds of the latest runs of a network on an engine, latest run first, including runs in the trash. */
  pastEpochs(network: string, engine: string): PastFold[];
}

/** Number of runs to read. Older runs may come from an older engine or from a machine under another load. */
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
      select.all(network, engine, LATEST_RUNS).flatMap((row) => {
        const settings = readIntact(runSettingsSchema, row.settings);
        const environment = readIntact(environmentSchema, row.environment);
        // A damaged run does not prevent a plan.
        if (settings === null || environment === null) return [];
        // Its epochs took as long as on several engines.
        if (environment.earlier !== undefined) return [];
        const { id: run, train, validation } = row;
        return [
          { run, settings, environment, train, validation, seconds: JSON.parse(row.seconds) as number[] },
        ];
      }),
  };
}
