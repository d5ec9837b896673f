import type { Database } from 'better-sqlite3';
import type { ArchivedRun } from '#core/archives/archived-run.ts';
import type { EpochsTable } from '#core/database/tables/epochs-table.ts';
import type { FoldsTable } from '#core/database/tables/folds-table.ts';
import type { PredictionsTable } from '#core/database/tables/predictions-table.ts';
import type { RunSettingsTable } from '#core/database/tables/run-settings-table.ts';
import { UserError } from '#shared/failure.ts';
import { emotionNames } from '#shared/label-sets.ts';
import type { Run } from '#shared/runs.ts';
import type { FinishFold } from './finish-fold.ts';
import type { RunChecksums } from './run-checksums.ts';
import type { RunLookup } from './run-lookup.ts';
import type { RunRecord } from './run-record.ts';

export interface ArchivedRuns {
  /**
   * Everything that an archive of the run holds, except its weights, and its metrics (null without results).
   * @throws UserError `run-active` for a run that has not ended.
   */
  readArchivedRun(run: string): { archived: ArchivedRun; metrics: Run['test'] };
  /**
   * Records a checked run of an archive under its own id. `clipNumbers` is the result of `saveForeignClips` for its clips.
   * Nothing is recorded after an error.
   * @throws UserError `run-exists` if a run has the id.
   */
  addArchivedRun(archived: ArchivedRun, clipNumbers: readonly number[]): void;
  /** Whether the log has a run with exactly this id, also in the trash. */
  hasRun(id: string): boolean;
}

export interface ArchivedRunsParts {
  lookup: RunLookup;
  record: Pick<RunRecord, 'showRun' | 'showSplit'>;
  settings: Pick<RunSettingsTable, 'insert'>;
  folds: FoldsTable;
  epochs: EpochsTable;
  predictions: PredictionsTable;
  checksums: Pick<RunChecksums, 'check' | 'seal'>;
  finishFold: FinishFold['finishFold'];
}

export function archivedRuns(db: Database, parts: ArchivedRunsParts): ArchivedRuns {
  const { lookup, record, settings: runSettings, folds, epochs, predictions, checksums, finishFold } = parts;
  const testedAt = db
    .prepare<[number], string | null>('SELECT tested_at FROM folds WHERE run_number = ? ORDER BY fold')
    .pluck();
  const insert = db
    .prepare<[Record<string, unknown>], number>(
      `INSERT INTO runs (id, name, grid, status, failure_code, failure_message, created_at, finished_at, network, recipe,
         protocol, engine, seed, synthetic, parameters, corpus_fingerprint, corpora, leakage, notes, settings,
         environment, label_set, emotions)
       VALUES (@id, @name, @grid, @status, @failureCode, @failureMessage, @createdAt, @finishedAt, @network, @recipe,
         @protocol, @engine, @seed, @synthetic, @parameters, @corpusFingerprint, @corpora, @leakage, @notes, @settings,
         @environment, @labelSet, @emotions)
       ON CONFLICT (id) DO NOTHING RETURNING number`,
    )
    .pluck();
  const addClip = db.prepare<[number, number, number]>(
    'INSERT INTO run_clips (run_number, position, clip_number) VALUES (?, ?, ?)',
  );
  const addTag = db.prepare<[number, string]>(
    'INSERT INTO run_tags (run_number, tag) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const exists = db.prepare<[string], number>('SELECT 1 FROM runs WHERE id = ?').pluck();

  const read = db.transaction((run: string) => {
    const number = lookup.number(run);
    const { status, test, calibration: _, ...shown } = record.showRun(run);
    if (status === 'waiting' || status === 'running' || status === 'paused') {
      throw new UserError('run-active', `Run ${shown.id} has not ended yet. Wait until it ends, or stop it.`);
    }
    const split = record.showSplit(run);
    // Also of a run that was not tested completely.
    checksums.check(number, ['predictions']);
    const times = testedAt.all(number);
    const { id, name, grid, failure, createdAt, finishedAt, settings, environment, parameters } = shown;
    const { corpora, corpusFingerprint, leakage, tags, notes } = shown;
    const archived: ArchivedRun = {
      head: {
        ...{
          id,
          name,
          grid,
          status,
          failure,
          createdAt,
          finishedAt,
          labels: emotionNames(settings.labels),
          settings,
          environment,
        },
        ...{ parameters, corpora, corpusFingerprint, leakage, tags, notes },
      },
      split: {
        clips: split.clips,
        folds: split.folds.map((fold, index) => ({
          ...fold,
          leakage: shown.folds[index].leakage,
          bestEpoch: shown.folds[index].bestEpoch,
          temperature: shown.folds[index].temperature,
          testedAt: times[index],
        })),
      },
      epochs: shown.epochs,
      predictions: times.flatMap((time, fold) => {
        if (time === null) return [];
        const stored = predictions.predictions(number, fold);
        // Stored predictions are in the order of the run's clips.
        const clips = folds.testMembers(number, fold).toSorted((a, b) => a - b);
        return [{ fold, clips, probabilities: stored.map(({ probabilities }) => [...probabilities]) }];
      }),
    };
    return { archived, metrics: test };
  });

  const add = db.transaction(({ head, split, ...results }: ArchivedRun, clipNumbers: readonly number[]) => {
    const { settings, environment } = head;
    const number = insert.get({
      id: head.id,
      name: head.name,
      grid: head.grid,
      status: head.status,
      failureCode: head.failure?.code ?? null,
      failureMessage: head.failure?.message ?? null,
      createdAt: head.createdAt,
      finishedAt: head.finishedAt,
      network: settings.network,
      recipe: settings.features.name,
      protocol: settings.protocol.name,
      engine: environment.engine,
      seed: settings.seed,
      synthetic: split.clips.some((clip) => clip.synthetic) ? 1 : 0,
      parameters: head.parameters,
      corpusFingerprint: head.corpusFingerprint,
      corpora: JSON.stringify(head.corpora),
      leakage: JSON.stringify(head.leakage),
      notes: head.notes,
      settings: JSON.stringify(settings),
      labelSet: settings.labels.name,
      emotions: settings.labels.emotions.length,
      environment: JSON.stringify(environment),
    });
    if (number === undefined) throw new UserError('run-exists', `There is already a run ${head.id}.`);
    runSettings.insert(number, settings, head.corpusFingerprint);
    clipNumbers.forEach((clip, position) => {
      addClip.run(number, position, clip);
    });
    split.folds.forEach((fold, index) => {
      folds.insert(number, index, fold, split.clips.length);
    });
    for (const tag of head.tags) addTag.run(number, tag);
    epochs.insertAll(number, results.epochs);
    for (const { fold, clips, probabilities } of results.predictions) {
      const { bestEpoch, temperature, testedAt } = split.folds[fold];
      finishFold(head.id, fold, {
        bestEpoch,
        temperature,
        testedAt: testedAt ?? head.createdAt,
        predictions: clips.map((clip, index) => ({ clip, probabilities: probabilities[index] })),
      });
    }
    checksums.seal(number);
  });

  return {
    readArchivedRun: (run) => read.deferred(run),
    addArchivedRun: (archived, clipNumbers) => add.immediate(archived, clipNumbers),
    hasRun: (id) => exists.get(id) !== undefined,
  };
}
