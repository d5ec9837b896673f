import type { Database } from 'better-sqlite3';
import { type Bin, bin } from './bin.ts';
import { type CheckpointsTable, checkpointsTable } from './checkpoints-table.ts';
import { type ClipsTable, clipsTable } from './clips-table.ts';
import { type EpochsTable, epochsTable } from './epochs-table.ts';
import { type FinishFold, finishFold } from './finish-fold.ts';
import { foldsTable } from './folds-table.ts';
import { type InterruptedRuns, interruptedRuns } from './interrupted-runs.ts';
import { type LibraryTable, libraryTable } from './library-table.ts';
import { openDatabase } from './open-database.ts';
import { type PastEpochs, pastEpochs } from './past-epochs.ts';
import { type PredictionsTable, predictionsTable } from './predictions-table.ts';
import { type RecipesTable, recipesTable } from './recipes-table.ts';
import { type RunFigures, runFigures } from './run-figures.ts';
import { type RunList, runList } from './run-list.ts';
import { runLookup } from './run-lookup.ts';
import { ownerLives, type RunOwner } from './run-owner.ts';
import { type RunRecord, runRecord } from './run-record.ts';
import { type RunsTable, runsTable } from './runs-table.ts';
import { type ScanMemoryTable, scanMemoryTable } from './scan-memory-table.ts';
import { withUserErrors } from './sqlite-errors.ts';

/** What can be asked of the log. `run` is an id, the beginning of one, or a run's name. */
export interface ReadableLog
  extends RunList,
    RunRecord,
    PastEpochs,
    Pick<RunFigures, 'listWithoutIntervals'>,
    Pick<LibraryTable, 'listLibrary' | 'readScannedClips' | 'readScannedProblems'>,
    Pick<RecipesTable, 'listRecipes'>,
    Pick<PredictionsTable, 'listPredictions'>,
    Pick<CheckpointsTable, 'listCheckpoints'> {}

/** What can be written into it; each call is one transaction. */
export interface WritableLog
  extends RunsTable,
    FinishFold,
    Pick<RunFigures, 'fillIntervals'>,
    Bin,
    InterruptedRuns,
    Pick<EpochsTable, 'addEpoch' | 'dropEpochsAfter'>,
    Pick<ClipsTable, 'seeClips' | 'saveClips'>,
    Pick<
      LibraryTable,
      | 'beginScan'
      | 'addScannedClips'
      | 'addScannedProblems'
      | 'keepScan'
      | 'removeFromLibrary'
      | 'restoreToLibrary'
    >,
    Pick<RecipesTable, 'saveRecipe' | 'forgetRecipe'>,
    Pick<CheckpointsTable, 'saveCheckpoint'> {}

/**
 * The experiment log. Every function throws {@link UserError} for what the world does to it (`disk-full`,
 * `folder-not-writable`, `log-busy`, `log-damaged`, `disk-error`), beside what its own comment says.
 */
export interface ExperimentLog extends ReadableLog, WritableLog {
  readonly path: string;
  /** Where the damaged log lies that was found in this one's place; null when there was none. */
  readonly setAside: string | null;
  readonly scanMemory: ScanMemoryTable;
  /** Writes what waits and closes the file; the second time nothing happens. */
  close(): void;
  [Symbol.dispose](): void;
}

export interface ExperimentLogOptions {
  now?: () => Date;
  ownerLives?: (owner: RunOwner) => boolean | null;
}

/**
 * Opens the log of the data folder, see {@link openDatabase}. Two processes may have it open at once.
 *
 * @throws UserError `log-too-new`, `not-a-log`, `folder-not-writable`, `disk-full`, `log-busy`, `disk-error`.
 */
export function openExperimentLog(folder: string, options: ExperimentLogOptions = {}): ExperimentLog {
  const now = options.now ?? (() => new Date());
  const { db, setAside } = openDatabase(folder, now());
  return experimentLogOver(db, setAside, { ...options, now });
}

/** The log over an open, migrated database, which is the log's from then on. */
export function experimentLogOver(
  db: Database,
  setAside: string | null,
  { now = () => new Date(), ownerLives: lives = ownerLives }: ExperimentLogOptions = {},
): ExperimentLog {
  const path = db.name;
  const lookup = runLookup(db);
  const clips = clipsTable(db);
  const folds = foldsTable(db);
  const epochs = epochsTable(db, lookup, now);
  const predictions = predictionsTable(db, lookup);
  const checkpoints = checkpointsTable(db, lookup, now);
  const library = libraryTable(db, now);
  const recipes = recipesTable(db, now);
  const figures = runFigures(db, { lookup, predictions, now });
  const scanMemory = withUserErrors(scanMemoryTable(db), path);
  const close = (): void => {
    if (!db.open) return;
    try {
      scanMemory.flush();
    } finally {
      db.close();
    }
  };
  const functions = {
    ...runList(db),
    ...runRecord(db, { lookup, folds, epochs, predictions }),
    ...pastEpochs(db),
    ...runsTable(db, { clips, folds, lookup, now, ownerLives: lives }),
    ...finishFold(db, { folds, predictions, figures, lookup, now }),
    listWithoutIntervals: figures.listWithoutIntervals,
    fillIntervals: figures.fillIntervals,
    ...bin(db, lookup, now),
    ...interruptedRuns(db, now, lives),
    seeClips: clips.seeClips,
    saveClips: clips.saveClips,
    ...library,
    ...recipes,
    addEpoch: epochs.addEpoch,
    dropEpochsAfter: epochs.dropEpochsAfter,
    listPredictions: predictions.listPredictions,
    saveCheckpoint: checkpoints.saveCheckpoint,
    listCheckpoints: checkpoints.listCheckpoints,
    close,
  };
  return { ...withUserErrors(functions, path), path, setAside, scanMemory, [Symbol.dispose]: close };
}
