import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { readStored } from '#core/database/stored-values.ts';
import { CLIP_COLUMNS, type ClipRow, clipFromRow } from '#core/database/tables/clips-table.ts';
import type { EpochsTable } from '#core/database/tables/epochs-table.ts';
import type { FoldsTable } from '#core/database/tables/folds-table.ts';
import type { PredictionsTable } from '#core/database/tables/predictions-table.ts';
import { computeMetrics } from '#core/metrics/metrics.ts';
import { runCalibration } from '#core/metrics/run-calibration.ts';
import type { Clip } from '#shared/corpora.ts';
import { countCorrections } from '#shared/corrections.ts';
import { emotionNames } from '#shared/label-sets.ts';
import type { TestedClip } from '#shared/metrics.ts';
import { type Fold, leakageSchema } from '#shared/protocols.ts';
import { environmentSchema, type Run, type RunDescription, type RunStatus } from '#shared/runs.ts';
import { runSettingsSchema } from '#shared/settings/catalogue.ts';
import type { RunChecksums } from './run-checksums.ts';
import type { RunLookup } from './run-lookup.ts';
import type { UnwrittenStatuses } from './unwritten-statuses.ts';

export interface RunRecord {
  /** The id of a run, from its id, the start of its id, or its name. Faster than {@link showRun}; same errors. */
  findRun(run: string): string;
  /**
   * A run, from its id, the start of its id, or its name. Its test metrics are computed from the stored predictions.
   *
   * @throws UserError `no-such-run`, `ambiguous-run`, `record-damaged`.
   */
  showRun(run: string): Run;
  /** A run without its test results. Same errors. */
  describeRun(run: string): RunDescription;
  /** The same, and its tested clips: none until every fold was tested. */
  showTested(run: string): { run: RunDescription; tested: TestedClip[] };
  /** The clips and folds of a run, in the order in which they were recorded. */
  showSplit(run: string): { clips: Clip[]; folds: Fold[] };
}

interface RunRow {
  id: string;
  name: string;
  grid: string | null;
  status: RunStatus;
  failure_code: string | null;
  failure_message: string | null;
  created_at: string;
  finished_at: string | null;
  synthetic: number;
  corpora: string;
  corpus_fingerprint: string;
  settings: string;
  environment: string;
  parameters: number;
  leakage: string;
  notes: string;
}

export interface RunRecordParts {
  lookup: RunLookup;
  folds: FoldsTable;
  epochs: EpochsTable;
  predictions: PredictionsTable;
  unwritten: UnwrittenStatuses;
  checksums: Pick<RunChecksums, 'check'>;
}

const corporaSchema = z.array(z.object({ name: z.string(), folder: z.string(), clips: z.number().int() }));

export function runRecord(db: Database, parts: RunRecordParts): RunRecord {
  const { lookup, folds, epochs, predictions, unwritten, checksums } = parts;
  const read = db.prepare<[number], RunRow>(
    `SELECT id, name, grid, status, failure_code, failure_message, created_at, finished_at, synthetic, corpora,
       corpus_fingerprint, settings, environment, parameters, leakage, notes FROM runs WHERE number = ?`,
  );
  const idOf = db.prepare<[number], string>('SELECT id FROM runs WHERE number = ?').pluck();
  const untested = db
    .prepare<[number], number>('SELECT count(*) FROM folds WHERE run_number = ? AND tested_at IS NULL')
    .pluck();
  const tags = db
    .prepare<[number], string>('SELECT tag FROM run_tags WHERE run_number = ? ORDER BY tag')
    .pluck();
  const clips = db.prepare<[number], ClipRow>(
    `SELECT ${CLIP_COLUMNS} FROM run_clips JOIN clips ON clips.number = run_clips.clip_number
     WHERE run_clips.run_number = ? ORDER BY run_clips.position`,
  );

  const describe = (number: number): RunDescription => {
    checksums.check(number, ['description', 'epochs']);
    const row = read.get(number)!;
    const records = folds.records(number);
    const settings = stored(runSettingsSchema, row, 'settings');
    const sum = (part: 'train' | 'validation' | 'test') =>
      records.reduce((total, fold) => total + fold[part], 0);
    return {
      id: row.id,
      name: row.name,
      grid: row.grid,
      status: row.status,
      failure:
        row.failure_code === null ? null : { code: row.failure_code, message: row.failure_message ?? '' },
      ...unwritten.get(row.id),
      createdAt: row.created_at,
      finishedAt: row.finished_at,
      synthetic: row.synthetic === 1,
      corpora: stored(corporaSchema, row, 'corpora'),
      corpusFingerprint: row.corpus_fingerprint,
      settings,
      corrections: countCorrections(settings.corrections ?? []),
      environment: stored(environmentSchema, row, 'environment'),
      parameters: row.parameters,
      split: { train: sum('train'), validation: sum('validation'), test: sum('test') },
      leakage: stored(leakageSchema, row, 'leakage'),
      folds: records,
      epochs: epochs.epochs(number),
      tags: tags.all(number),
      notes: row.notes,
    };
  };
  const isTested = (number: number): boolean => untested.get(number) === 0;
  const testedPredictions = (number: number) => {
    if (!isTested(number)) return [];
    checksums.check(number, ['split', 'predictions']);
    return predictions.predictions(number);
  };
  // One transaction each, because another process may write between two queries.
  const showAtOnce = db.transaction((run: string): Run => {
    const number = lookup.number(run);
    const description = describe(number);
    const tested = testedPredictions(number);
    const test =
      tested.length > 0
        ? computeMetrics(tested, {
            seed: description.settings.seed,
            labels: emotionNames(description.settings.labels),
          })
        : null;
    const calibration = test === null ? null : runCalibration(description.folds, tested);
    const { tags, notes, ...rest } = description;
    return { ...rest, test, calibration, tags, notes };
  });
  const describeAtOnce = db.transaction((run: string) => describe(lookup.number(run)));
  const testedAtOnce = db.transaction((run: string) => {
    const number = lookup.number(run);
    const description = describe(number);
    if (!isTested(number)) return { run: description, tested: [] };
    checksums.check(number, ['split', 'predictions']);
    return { run: description, tested: predictions.testedClips(number) };
  });

  const splitAtOnce = db.transaction((run: string) => {
    const number = lookup.number(run);
    checksums.check(number, ['split']);
    return { clips: clips.all(number).map(clipFromRow), folds: folds.splits(number) };
  });

  return {
    findRun: (run) => idOf.get(lookup.number(run))!,
    showRun: (run) => showAtOnce.deferred(run),
    describeRun: (run) => describeAtOnce.deferred(run),
    showTested: (run) => testedAtOnce.deferred(run),
    showSplit: (run) => splitAtOnce.deferred(run),
  };
}

function stored<C extends 'corpora' | 'settings' | 'environment' | 'leakage', T>(
  schema: z.ZodType<T>,
  row: Pick<RunRow, 'id' | C>,
  column: C,
): T {
  return readStored(schema, row[column], `The ${column} of run ${row.id}`);
}
