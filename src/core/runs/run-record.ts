import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { Clip } from '../../shared/corpora.ts';
import { type Fold, leakageSchema } from '../../shared/protocols.ts';
import { environmentSchema, type Run, type RunStatus, runSettingsSchema } from '../../shared/runs.ts';
import { computeFigures } from '../metrics/figures.ts';
import { CLIP_COLUMNS, type ClipRow, clipFromRow } from './clips-table.ts';
import type { EpochsTable } from './epochs-table.ts';
import type { FoldsTable } from './folds-table.ts';
import type { PredictionsTable } from './predictions-table.ts';
import type { RunLookup } from './run-lookup.ts';

export interface RunRecord {
  /** The id of the run that this names: its id, the beginning of it, or its name. As {@link showRun}, and quick. */
  findRun(run: string): string;
  /**
   * A run as shown, from its id, the beginning of its id, or its name. Its test figures are computed from the stored
   * predictions.
   *
   * @throws UserError `no-such-run`, `ambiguous-run`.
   */
  showRun(run: string): Run;
  /** What a run was divided into: its clips and folds in the order in which they were recorded. */
  showSplit(run: string): { clips: Clip[]; folds: Fold[] };
}

interface RunRow {
  id: string;
  name: string;
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
  seed: number;
}

export interface RunRecordParts {
  lookup: RunLookup;
  folds: FoldsTable;
  epochs: EpochsTable;
  predictions: PredictionsTable;
}

const corporaSchema = z.array(z.object({ name: z.string(), folder: z.string(), clips: z.number().int() }));

export function runRecord(db: Database, parts: RunRecordParts): RunRecord {
  const { lookup, folds, epochs, predictions } = parts;
  const read = db.prepare<[number], RunRow>(
    `SELECT id, name, status, failure_code, failure_message, created_at, finished_at, synthetic, corpora,
       corpus_fingerprint, settings, environment, parameters, leakage, notes, seed FROM runs WHERE number = ?`,
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

  const show = (run: string): Run => {
    const number = lookup.number(run);
    const row = read.get(number)!;
    const records = folds.records(number);
    const sum = (part: 'train' | 'validation' | 'test') =>
      records.reduce((total, fold) => total + fold[part], 0);
    const judged = untested.get(number) === 0 ? predictions.predictions(number) : [];
    return {
      id: row.id,
      name: row.name,
      status: row.status,
      failure:
        row.failure_code === null ? null : { code: row.failure_code, message: row.failure_message ?? '' },
      createdAt: row.created_at,
      finishedAt: row.finished_at,
      synthetic: row.synthetic === 1,
      corpora: corporaSchema.parse(JSON.parse(row.corpora)),
      corpusFingerprint: row.corpus_fingerprint,
      settings: runSettingsSchema.parse(JSON.parse(row.settings)),
      environment: environmentSchema.parse(JSON.parse(row.environment)),
      parameters: row.parameters,
      split: { train: sum('train'), validation: sum('validation'), test: sum('test') },
      leakage: leakageSchema.parse(JSON.parse(row.leakage)),
      folds: records,
      epochs: epochs.epochs(number),
      test: judged.length > 0 ? computeFigures(judged, { seed: row.seed }) : null,
      tags: tags.all(number),
      notes: row.notes,
    };
  };
  // One snapshot: the other door may write between two of the queries.
  const showAtOnce = db.transaction(show);

  const splitAtOnce = db.transaction((run: string) => {
    const number = lookup.number(run);
    return { clips: clips.all(number).map(clipFromRow), folds: folds.splits(number) };
  });

  return {
    findRun: (run) => idOf.get(lookup.number(run))!,
    showRun: (run) => showAtOnce.deferred(run),
    showSplit: (run) => splitAtOnce.deferred(run),
  };
}
