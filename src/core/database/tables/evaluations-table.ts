import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { bytesToFloats, floatsToBytes } from '#core/database/float-bytes.ts';
import type { RunLookup } from '#core/database/runs/run-lookup.ts';
import { ADVICE, isDamagedRecord, readStored } from '#core/database/stored-values.ts';
import type { Clip } from '#shared/corpora.ts';
import {
  type EvaluationScores,
  type EvaluationSummary,
  emotionUseSchema,
  evaluationScoresSchema,
  type TrainedOn,
} from '#shared/evaluations.ts';
import { UserError } from '#shared/failure.ts';
import { leakageSchema } from '#shared/protocols.ts';
import { CLIP_COLUMNS, type ClipRow, clipFromRow } from './clips-table.ts';

/** An evaluation with its predictions. */
export interface NewEvaluation
  extends Pick<
    EvaluationSummary,
    'run' | 'corpora' | 'synthetic' | 'engine' | 'device' | 'leakage' | 'emotions'
  > {
  /** SHA-256 (hex) of the clips. */
  clipsFingerprint: string;
  /** Number of skipped files. */
  problems: number;
  /** The labels of the model, in the order of its probabilities. */
  labels: readonly string[];
  scores: EvaluationScores;
  /** `[clips, labels]`, row-major. */
  probabilities: Float32Array;
  /** One entry per clip. */
  trainedOn: readonly TrainedOn[];
}

/** A clip of an evaluation with its prediction. */
export interface StoredEvaluationClip {
  clip: Clip;
  probabilities: number[];
  trainedOn: TrainedOn;
}

export interface EvaluationsTable {
  /**
   * Saves an evaluation and returns its id. `clipNumbers` are the numbers of its clips, in the order of the probabilities.
   * An earlier evaluation of the same run on the same clips is replaced and keeps its id.
   * @throws UserError `no-such-run`.
   */
  saveEvaluation(evaluation: NewEvaluation, clipNumbers: readonly number[]): string;
  /** The evaluations of a run, or of all runs; the newest first. @throws UserError `no-such-run`. */
  listEvaluations(query?: { run?: string; limit?: number; offset?: number }): EvaluationSummary[];
  /**
   * An evaluation with the labels of its probabilities and the seed of its run.
   * @throws UserError `no-such-evaluation`.
   */
  findEvaluation(id: string): { summary: EvaluationSummary; labels: string[]; seed: number };
  /** Its clips with their predictions, in their order. @throws UserError `no-such-evaluation`. */
  listEvaluationClips(id: string): StoredEvaluationClip[];
  /** Deletes an evaluation. @throws UserError `no-such-evaluation`. */
  removeEvaluation(id: string): void;
}

interface EvaluationRow {
  number: number;
  id: string;
  run: string;
  created_at: string;
  corpora: string;
  synthetic: number;
  engine: string;
  device: string;
  leakage: string;
  problems: number;
  labels: string;
  emotions: string;
  results: string;
  checksum: string | null;
  seed: number;
}

const TRAINED_ON: readonly TrainedOn[] = [null, 'same clip', 'near-identical'];
const corporaSchema = z.array(z.object({ name: z.string(), folder: z.string(), clips: z.number().int() }));
const labelsSchema = z.array(z.string());

/** Characters of the clips' fingerprint in an id. An id is the same for the same run and clips. */
const FINGERPRINT_CHARACTERS = 12;

export function evaluationsTable(db: Database, lookup: RunLookup, now: () => Date): EvaluationsTable {
  const select = `SELECT evaluations.number, evaluations.id, runs.id AS run, evaluations.created_at, evaluations.corpora,
      evaluations.synthetic, evaluations.engine, device, evaluations.leakage, problems, labels, evaluations.emotions, results, checksum, seed
    FROM evaluations JOIN runs ON runs.number = run_number`;
  const byId = db.prepare<[string], EvaluationRow>(`${select} WHERE evaluations.id = ?`);
  const all = db.prepare<[{ run: number | null; limit: number; offset: number }], EvaluationRow>(
    `${select} WHERE @run IS NULL OR run_number = @run
     ORDER BY evaluations.created_at DESC, evaluations.number DESC LIMIT @limit OFFSET @offset`,
  );
  const clips = db.prepare<[number], ClipRow & { probabilities: Buffer; trained_on: number }>(
    `SELECT ${CLIP_COLUMNS}, probabilities, trained_on FROM evaluation_clips
     JOIN clips ON clips.number = clip_number WHERE evaluation = ? ORDER BY position`,
  );
  const idOf = db.prepare<[number], string>('SELECT id FROM runs WHERE number = ?').pluck();
  const remove = db.prepare<[string]>('DELETE FROM evaluations WHERE id = ?');
  const removeSame = db.prepare<[number, string]>(
    'DELETE FROM evaluations WHERE run_number = ? AND clips_fingerprint = ?',
  );
  const insert = db
    .prepare<[Record<string, unknown>], number>(
      `INSERT INTO evaluations (id, run_number, created_at, corpora, clips_fingerprint, synthetic, engine, device,
         leakage, problems, labels, emotions, results)
       VALUES (@id, @run, @createdAt, @corpora, @fingerprint, @synthetic, @engine, @device,
         @leakage, @problems, @labels, @emotions, @results)
       RETURNING number`,
    )
    .pluck();
  const setChecksum = db.prepare<[string, number]>('UPDATE evaluations SET checksum = ? WHERE number = ?');
  const contents = db
    .prepare<[number], unknown[]>(
      `SELECT id, created_at, corpora, clips_fingerprint, synthetic, engine, device, leakage, problems, labels, emotions,
         results FROM evaluations WHERE number = ?`,
    )
    .raw();
  const clipContents = db
    .prepare<[number], unknown[]>(
      `SELECT position, trained_on, hex(probabilities), fingerprint, corpus, speaker, sex, emotion
       FROM evaluation_clips JOIN clips ON clips.number = clip_number WHERE evaluation = ? ORDER BY position`,
    )
    .raw();
  const insertClip = db.prepare<[number, number, number, number, Buffer]>(
    `INSERT INTO evaluation_clips (evaluation, position, clip_number, trained_on, probabilities)
     VALUES (?, ?, ?, ?, ?)`,
  );

  const found = (id: string): EvaluationRow => {
    const row = byId.get(id);
    if (row !== undefined) return row;
    throw new UserError(
      'no-such-evaluation',
      `There is no evaluation "${id}". It may have been removed. Evaluate the run again.`,
    );
  };

  const checksum = (number: number): string => {
    const hash = createHash('sha256');
    for (const query of [contents, clipContents]) {
      for (const row of query.iterate(number)) hash.update(`${JSON.stringify(row)}\n`);
    }
    return hash.digest('hex');
  };
  /** Evaluations of older versions have no checksum. */
  const check = (row: EvaluationRow): void => {
    if (row.checksum === null || row.checksum === checksum(row.number)) return;
    throw new UserError(
      'record-damaged',
      `The record of evaluation ${row.id} is damaged: it does not match its checksum. ${ADVICE}`,
    );
  };

  const save = db.transaction((evaluation: NewEvaluation, clipNumbers: readonly number[]): string => {
    const { labels, probabilities, trainedOn, clipsFingerprint } = evaluation;
    const expected = clipNumbers.length * labels.length;
    if (probabilities.length !== expected || trainedOn.length !== clipNumbers.length) {
      throw new RangeError(
        `${clipNumbers.length} clips need ${expected} probabilities, not ${probabilities.length}`,
      );
    }
    const run = lookup.number(evaluation.run);
    removeSame.run(run, clipsFingerprint);
    const id = `${idOf.get(run)}-${clipsFingerprint.slice(0, FINGERPRINT_CHARACTERS)}`;
    const number = insert.get({
      id,
      run,
      createdAt: now().toISOString(),
      corpora: JSON.stringify(evaluation.corpora),
      fingerprint: clipsFingerprint,
      synthetic: evaluation.synthetic ? 1 : 0,
      engine: evaluation.engine,
      device: evaluation.device,
      leakage: JSON.stringify(evaluation.leakage),
      problems: evaluation.problems,
      labels: JSON.stringify(labels),
      emotions: JSON.stringify(evaluation.emotions),
      results: JSON.stringify(evaluationScoresSchema.parse(evaluation.scores)),
    })!;
    for (const [position, clip] of clipNumbers.entries()) {
      const row = probabilities.subarray(position * labels.length, (position + 1) * labels.length);
      insertClip.run(number, position, clip, TRAINED_ON.indexOf(trainedOn[position]), floatsToBytes(row));
    }
    setChecksum.run(checksum(number), number);
    return id;
  });

  return {
    saveEvaluation: (evaluation, clipNumbers) => save.immediate(evaluation, clipNumbers),
    listEvaluations: ({ run, limit = -1, offset = 0 } = {}) =>
      all.all({ run: run === undefined ? null : lookup.number(run), limit, offset }).flatMap(readableSummary),
    findEvaluation: (id) => {
      const row = found(id);
      check(row);
      return { summary: summaryOf(row), labels: stored(labelsSchema, row, 'labels'), seed: row.seed };
    },
    listEvaluationClips: (id) => {
      const evaluation = found(id);
      check(evaluation);
      return clips.all(evaluation.number).map((row) => ({
        clip: clipFromRow(row),
        probabilities: bytesToFloats(row.probabilities),
        trainedOn: TRAINED_ON[row.trained_on],
      }));
    },
    removeEvaluation: (id) => {
      if (remove.run(id).changes === 0) found(id);
    },
  };
}

/** Nothing for a damaged evaluation, which must not prevent a list of the others. */
function readableSummary(row: EvaluationRow): EvaluationSummary[] {
  try {
    return [summaryOf(row)];
  } catch (error) {
    if (!isDamagedRecord(error)) throw error;
    return [];
  }
}

function summaryOf(row: EvaluationRow): EvaluationSummary {
  return {
    id: row.id,
    run: row.run,
    createdAt: row.created_at,
    corpora: stored(corporaSchema, row, 'corpora'),
    synthetic: row.synthetic === 1,
    engine: row.engine,
    device: row.device,
    leakage: stored(leakageSchema, row, 'leakage'),
    problems: row.problems,
    emotions: stored(emotionUseSchema, row, 'emotions'),
    ...stored(evaluationScoresSchema, row, 'results'),
  };
}

function stored<C extends 'corpora' | 'leakage' | 'labels' | 'emotions' | 'results', T>(
  schema: z.ZodType<T>,
  row: Pick<EvaluationRow, 'id' | C>,
  column: C,
): T {
  return readStored(schema, row[column], `The ${column} of evaluation ${row.id}`);
}
