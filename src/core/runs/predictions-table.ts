import type { Database } from 'better-sqlite3';
import type { Clip } from '../../shared/corpora.ts';
import { EMOTION_INDEX, EMOTIONS, type Emotion } from '../../shared/emotions.ts';
import type { Prediction } from '../../shared/figures.ts';
import { CLIP_COLUMNS, type ClipRow, clipFromRow } from './clips-table.ts';
import type { RunLookup } from './run-lookup.ts';

/** What a network said of one test clip. */
export interface ClipPrediction {
  /** Position in the run's list of clips. */
  clip: number;
  /** Seven, in thesis order. */
  probabilities: ArrayLike<number>;
}

/** A stored prediction with its clip: the sound behind a cell of the confusion matrix. */
export interface JudgedClip {
  clip: Clip;
  fold: number;
  truth: Emotion;
  predicted: Emotion;
  /** Probability of `predicted`. */
  confidence: number;
  probabilities: number[];
}

export interface JudgedQuery {
  truth?: Emotion;
  predicted?: Emotion;
  /** Only clips that were taken for another emotion than theirs. */
  errorsOnly?: boolean;
  fold?: number;
  limit?: number;
  offset?: number;
}

export interface PredictionsTable {
  /** The run's judged clips, the most confident first: a confusion cell, or its most confident errors. */
  listPredictions(run: string, query?: JudgedQuery): JudgedClip[];
  /** To be called inside a transaction: what was there of the fold is replaced. */
  replace(number: number, fold: number, predictions: readonly ClipPrediction[]): void;
  /** Of one fold, or of all, in the order of the run's clips. */
  predictions(number: number, fold?: number): Prediction[];
}

type Probabilities = Record<Emotion, number>;
type JudgedRow = ClipRow & Probabilities & { fold: number; predicted: Emotion; confidence: number };

const PROBABILITY_COLUMNS = EMOTIONS.map((emotion) => `predictions.${emotion}`).join(', ');

export function predictionsTable(db: Database, lookup: RunLookup): PredictionsTable {
  const from = `FROM predictions
    JOIN run_clips USING (run_number, position)
    JOIN clips ON clips.number = run_clips.clip_number
    WHERE predictions.run_number = @number AND (@fold IS NULL OR predictions.fold = @fold)`;
  const clear = db.prepare<[number, number]>('DELETE FROM predictions WHERE run_number = ? AND fold = ?');
  const insert = db.prepare<number[]>(
    `INSERT INTO predictions (run_number, fold, position, ${EMOTIONS.join(', ')})
     VALUES (?, ?, ?, ${EMOTIONS.map(() => '?').join(', ')})`,
  );
  const all = db.prepare<
    [{ number: number; fold: number | null }],
    Probabilities & { emotion: Emotion; speaker: string | null }
  >(
    `SELECT ${PROBABILITY_COLUMNS}, clips.emotion, clips.speaker ${from} ORDER BY position, predictions.fold`,
  );
  const judged = db.prepare<[Record<string, unknown>], JudgedRow>(
    `SELECT ${CLIP_COLUMNS}, ${PROBABILITY_COLUMNS}, fold, predicted, confidence ${from}
       AND (@truth IS NULL OR clips.emotion = @truth)
       AND (@predicted IS NULL OR predicted = @predicted)
       AND (@errorsOnly = 0 OR predicted <> clips.emotion)
     ORDER BY confidence DESC, position LIMIT @limit OFFSET @offset`,
  );

  return {
    listPredictions: (run, query = {}) =>
      judged
        .all({
          number: lookup.number(run),
          fold: query.fold ?? null,
          truth: query.truth ?? null,
          predicted: query.predicted ?? null,
          errorsOnly: query.errorsOnly ? 1 : 0,
          limit: query.limit ?? -1,
          offset: query.offset ?? 0,
        })
        .map((row) => ({
          clip: clipFromRow(row),
          fold: row.fold,
          truth: row.emotion as Emotion,
          predicted: row.predicted,
          confidence: row.confidence,
          probabilities: EMOTIONS.map((emotion) => row[emotion]),
        })),
    replace: (number, fold, predictions) => {
      clear.run(number, fold);
      for (const { clip, probabilities } of predictions) {
        if (probabilities.length !== EMOTIONS.length) {
          throw new RangeError(`a prediction has ${probabilities.length} probabilities instead of 7`);
        }
        insert.run(number, fold, clip, ...Array.from(probabilities));
      }
    },
    predictions: (number, fold) =>
      all.all({ number, fold: fold ?? null }).map((row) => ({
        truth: EMOTION_INDEX[row.emotion],
        probabilities: EMOTIONS.map((emotion) => row[emotion]),
        speaker: row.speaker,
      })),
  };
}
