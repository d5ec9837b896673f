import type { Database } from 'better-sqlite3';
import { type ArchivedRuns, archivedRuns } from '#core/database/runs/archived-runs.ts';
import { type FinishFold, finishFold } from '#core/database/runs/finish-fold.ts';
import { type FinishedRuns, finishedRuns } from '#core/database/runs/finished-runs.ts';
import { type InterruptedRuns, interruptedRuns } from '#core/database/runs/interrupted-runs.ts';
import { type PastEpochs, pastEpochs } from '#core/database/runs/past-epochs.ts';
import { type RunChecks, runChecks } from '#core/database/runs/run-checks.ts';
import { runChecksums } from '#core/database/runs/run-checksums.ts';
import { type RunGroupings, runGroupings } from '#core/database/runs/run-grouping.ts';
import { type RunList, runList } from '#core/database/runs/run-list.ts';
import { runLookup } from '#core/database/runs/run-lookup.ts';
import { type RunMetrics, runMetrics } from '#core/database/runs/run-metrics.ts';
import { type RunRecord, runRecord } from '#core/database/runs/run-record.ts';
import { type Trash, trash } from '#core/database/runs/trash.ts';
import type { UnwrittenStatuses } from '#core/database/runs/unwritten-statuses.ts';
import { type ClipsTable, clipsTable } from '#core/database/tables/clips-table.ts';
import { type CorpusRulesTable, corpusRulesTable } from '#core/database/tables/corpus-rules-table.ts';
import { type CorrectionsTable, correctionsTable } from '#core/database/tables/corrections-table.ts';
import { type EmotionWordsTable, emotionWordsTable } from '#core/database/tables/emotion-words-table.ts';
import { type EpochsTable, epochsTable } from '#core/database/tables/epochs-table.ts';
import { type EvaluationsTable, evaluationsTable } from '#core/database/tables/evaluations-table.ts';
import { foldsTable } from '#core/database/tables/folds-table.ts';
import { type LabelSetsTable, labelSetsTable } from '#core/database/tables/label-sets-table.ts';
import { type LibraryTable, libraryTable } from '#core/database/tables/library-table.ts';
import { type PredictionsTable, predictionsTable } from '#core/database/tables/predictions-table.ts';
import { type RobustnessTable, robustnessTable } from '#core/database/tables/robustness-table.ts';
import { type RunSettingsTable, runSettingsTable } from '#core/database/tables/run-settings-table.ts';
import { type RunsTable, runsTable } from '#core/database/tables/runs-table.ts';
import { type ScanMemoryTable, scanMemoryTable } from '#core/database/tables/scan-memory-table.ts';
import { ownerLives, type ProcessOwner } from '#core/system/process-owner.ts';
import { openDatabase } from './open-database.ts';
import { withUserErrors } from './sqlite-errors.ts';

/** The queries of the log. `run` is an id, the start of an id, or a run's name. */
interface ReadableLog
  extends RunList,
    RunRecord,
    FinishedRuns,
    PastEpochs,
    RunGroupings,
    Pick<RunSettingsTable, 'listWithoutSettingValues'>,
    Pick<RunMetrics, 'listWithoutIntervals'>,
    Pick<ArchivedRuns, 'hasRun' | 'readArchivedRun'>,
    Pick<
      LibraryTable,
      'libraryPaths' | 'listLibrary' | 'readScannedClips' | 'readScannedProblems' | 'corpusNames'
    >,
    Pick<PredictionsTable, 'listPredictions'>,
    Pick<LabelSetsTable, 'listLabelSets'>,
    Pick<EmotionWordsTable, 'ownWords' | 'ownWordsKey'>,
    Pick<CorpusRulesTable, 'corpusRule'>,
    Pick<CorrectionsTable, 'listCorrections'>,
    RunChecks,
    Pick<EvaluationsTable, 'listEvaluations' | 'findEvaluation' | 'listEvaluationClips'>,
    Pick<RobustnessTable, 'listRobustness'> {}

/** The changes to the log. Each call is one transaction. */
interface WritableLog
  extends RunsTable,
    FinishFold,
    Pick<ArchivedRuns, 'addArchivedRun'>,
    Pick<RunMetrics, 'fillIntervals'>,
    Pick<RunSettingsTable, 'fillSettingValues'>,
    Trash,
    InterruptedRuns,
    Pick<EpochsTable, 'addEpoch' | 'dropEpochsAfter'>,
    Pick<ClipsTable, 'updateClipPaths' | 'saveClips' | 'saveForeignClips'>,
    Pick<EvaluationsTable, 'saveEvaluation' | 'removeEvaluation'>,
    Pick<RobustnessTable, 'saveRobustness'>,
    Pick<LabelSetsTable, 'saveLabelSet' | 'removeLabelSet'>,
    Pick<EmotionWordsTable, 'saveOwnWords' | 'removeOwnWords'>,
    Pick<CorpusRulesTable, 'saveCorpusRule'>,
    Pick<CorrectionsTable, 'changeCorrections' | 'undoCorrections' | 'followCorrections'>,
    Pick<
      LibraryTable,
      | 'beginScan'
      | 'addScannedClips'
      | 'addScannedProblems'
      | 'saveScan'
      | 'removeFromLibrary'
      | 'restoreToLibrary'
      | 'nameCorpus'
    > {}

/**
 * The experiment log. Every function throws {@link UserError} for errors of the disk or the file (`disk-full`,
 * `folder-not-writable`, `log-busy`, `log-damaged`, `disk-error`), in addition to the errors in its own comment.
 */
export interface ExperimentLog extends ReadableLog, WritableLog {
  readonly path: string;
  /** New path of the damaged log that was found in this place; null if there was none. */
  readonly quarantined: string | null;
  readonly scanMemory: ScanMemoryTable;
  /** The statuses that could not be recorded yet. The recorder of trainings fills it. */
  readonly unwritten: UnwrittenStatuses;
  /** Does `work`, in which no call waits for another program: a locked log fails at once with `log-busy`. */
  withoutWaiting<T>(work: () => T): T;
  /** Writes the pending scan memory and closes the file. A second call does nothing. */
  close(): void;
  [Symbol.dispose](): void;
}

export interface ExperimentLogOptions {
  now?: () => Date;
  ownerLives?: (owner: ProcessOwner) => boolean | null;
}

/**
 * Opens the log of the data folder, see {@link openDatabase}. Several processes can have it open at the same time.
 *
 * @throws UserError `log-too-new`, `not-a-log`, `folder-not-writable`, `disk-full`, `log-busy`, `disk-error`.
 */
export function openExperimentLog(folder: string, options: ExperimentLogOptions = {}): ExperimentLog {
  const now = options.now ?? (() => new Date());
  const { db, quarantined } = openDatabase(folder, now());
  return experimentLogOver(db, quarantined, { ...options, now });
}

/** Makes the log of an open, migrated database. The log owns the database and closes it. */
export function experimentLogOver(
  db: Database,
  quarantined: string | null,
  { now = () => new Date(), ownerLives: lives = ownerLives }: ExperimentLogOptions = {},
): ExperimentLog {
  const path = db.name;
  const unwritten: UnwrittenStatuses = new Map();
  const lookup = runLookup(db);
  const checksums = runChecksums(db);
  const clips = clipsTable(db);
  const folds = foldsTable(db);
  const epochs = epochsTable(db, lookup, now);
  const predictions = predictionsTable(db, lookup);
  const library = libraryTable(db, now);
  const runSettings = runSettingsTable(db);
  const metrics = runMetrics(db, { lookup, predictions, now });
  const scanMemory = withUserErrors(scanMemoryTable(db), path);
  const close = (): void => {
    if (!db.open) return;
    try {
      scanMemory.flush();
    } finally {
      db.close();
    }
  };
  const record = runRecord(db, { lookup, folds, epochs, predictions, unwritten, checksums });
  const folding = finishFold(db, { folds, predictions, metrics, lookup, now });
  const functions = {
    ...runList(db, { unwritten, checksums }),
    ...runChecks(db, checksums),
    ...finishedRuns(db, checksums),
    ...record,
    ...archivedRuns(db, {
      lookup,
      record,
      settings: runSettings,
      folds,
      epochs,
      predictions,
      checksums,
      finishFold: folding.finishFold,
    }),
    ...pastEpochs(db),
    ...folding,
    ...runGroupings(db),
    listWithoutSettingValues: runSettings.listWithoutSettingValues,
    fillSettingValues: runSettings.fillSettingValues,
    ...runsTable(db, { clips, folds, settings: runSettings, checksums, lookup, now, ownerLives: lives }),
    listWithoutIntervals: metrics.listWithoutIntervals,
    fillIntervals: metrics.fillIntervals,
    ...trash(db, lookup, now),
    ...interruptedRuns(db, { now, ownerLives: lives, checksums }),
    updateClipPaths: clips.updateClipPaths,
    saveClips: clips.saveClips,
    saveForeignClips: clips.saveForeignClips,
    ...library,
    ...labelSetsTable(db, now),
    ...emotionWordsTable(db, now),
    ...corpusRulesTable(db, now),
    ...correctionsTable(db, now),
    addEpoch: epochs.addEpoch,
    dropEpochsAfter: epochs.dropEpochsAfter,
    listPredictions: (run: string, query?: Parameters<PredictionsTable['listPredictions']>[1]) => {
      checksums.check(lookup.number(run), ['split', 'predictions']);
      return predictions.listPredictions(run, query);
    },
    ...evaluationsTable(db, lookup, now),
    ...robustnessTable(db, lookup, now),
    close,
  };
  const withoutWaiting = <T>(work: () => T): T => {
    const before = db.pragma('busy_timeout', { simple: true }) as number;
    db.pragma('busy_timeout = 0');
    try {
      return work();
    } finally {
      db.pragma(`busy_timeout = ${before}`);
    }
  };
  return {
    ...withUserErrors(functions, path),
    path,
    quarantined,
    scanMemory,
    unwritten,
    withoutWaiting,
    [Symbol.dispose]: close,
  };
}
