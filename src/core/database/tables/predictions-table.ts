import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { bytesToFloats, floatsToBytes } from '#core/database/float-bytes.ts';
import type { RunLookup } from '#core/database/runs/run-lookup.ts';
import { ADVICE, readStored } from '#core/database/stored-values.ts';
import type { Clip } from '#shared/corpora.ts';
import { EMOTIONS, type Emotion } from '#shared/emotions.ts';
import { UserError } from '#shared/failure.ts';
import type { Prediction, TestedClip } from '#shared/metrics.ts';
import { CLIP_COLUMNS, type ClipRow, clipFromRow } from './clips-table.ts';

/** A network's prediction for one test clip. */
export interface ClipPrediction {
  /** Position in the run's list of clips. */
  clip: number;
  /** One probability per emotion of the run's label set, in its order. */
  probabilities: ArrayLike<number>;
}

/** A stored prediction with its clip. The clips of a cell of the confusion matrix are a list of these. */
export interface StoredPrediction {
  clip: Clip;
  fold: number;
  actual: Emotion;
  /** The most probable emotion, the first of equal ones. */
  predicted: Emotion;
  /** Probability of `predicted`. */
  confidence: number;
  probabilities: readonly number[];
}

interface PredictionQuery {
  actual?: Emotion;
  predicted?: Emotion;
  /** Only clips with a wrong prediction. */
  errorsOnly?: boolean;
  fold?: number;
  limit?: number;
  offset?: number;
}

/**
 * The predictions of runs, in two tables: `predictions` has a column for each emotion of the default label set, and
 * `label_probabilities` a list for all other label sets.
 */
export interface PredictionsTable {
  /** The names of the emotions of the run's label set, in the order of its probabilities. */
  labels(number: number): string[];
  /** The run's predicted clips, most confident first. The query can select a confusion cell, or errors. */
  listPredictions(run: string, query?: PredictionQuery): StoredPrediction[];
  /** Call it inside a transaction. Replaces all predictions of the fold. */
  replace(number: number, fold: number, predictions: readonly ClipPrediction[]): void;
  /** The tested clips of all folds, in the order of the run's clips. */
  testedClips(number: number): TestedClip[];
  /** The predictions of one fold, or of all folds, in the order of the run's clips. */
  predictions(number: number, fold?: number): (Prediction & { fold: number })[];
}

interface Selection {
  number: number;
  fold: number | null;
}

const namesSchema = z.array(z.string()).min(1);

export function predictionsTable(db: Database, lookup: RunLookup): PredictionsTable {
  const columns = EMOTIONS.map((emotion) => `predictions.${emotion}`).join(', ');
  const sourceOf = (table: string, probabilities: string) => {
    const from = `FROM ${table}
      JOIN run_clips USING (run_number, position)
      JOIN clips ON clips.number = run_clips.clip_number
      WHERE ${table}.run_number = @number AND (@fold IS NULL OR ${table}.fold = @fold)
      ORDER BY position, ${table}.fold`;
    return {
      clear: db.prepare<[number, number]>(`DELETE FROM ${table} WHERE run_number = ? AND fold = ?`),
      // Rows without names are read in half the time: 2,400 clips in about 10 ms.
      short: db
        .prepare<[Selection], unknown[]>(
          `SELECT clips.emotion, clips.speaker, ${table}.fold, ${probabilities} ${from}`,
        )
        .raw(),
      tested: db
        .prepare<[Selection], unknown[]>(
          `SELECT clips.emotion, clips.speaker, clips.fingerprint, clips.path, clips.corpus, clips.sex, clips.age, ${table}.fold,
             ${probabilities} ${from}`,
        )
        .raw(),
      whole: db.prepare<[Selection], ClipRow & { fold: number }>(
        `SELECT ${CLIP_COLUMNS}, ${table}.fold ${from}`,
      ),
    };
  };
  const ofSeven = sourceOf('predictions', columns);
  const ofOthers = sourceOf('label_probabilities', 'probabilities');
  const insertSeven = db.prepare<number[]>(
    `INSERT INTO predictions (run_number, fold, position, ${EMOTIONS.join(', ')})
     VALUES (?, ?, ?, ${EMOTIONS.map(() => '?').join(', ')})`,
  );
  const insertOther = db.prepare<[number, number, number, Buffer]>(
    'INSERT INTO label_probabilities (run_number, fold, position, probabilities) VALUES (?, ?, ?, ?)',
  );
  // Records of older versions have no label set: theirs is the default one.
  const names = db
    .prepare<[number], string | null>(
      `SELECT (SELECT json_group_array(json_extract(value, '$.name')) FROM json_each(settings, '$.labels.emotions'))
       FROM runs WHERE number = ? AND json_type(settings, '$.labels') IS NOT NULL`,
    )
    .pluck();

  const labels = (number: number): string[] => {
    const stored = names.get(number) ?? null;
    return stored === null ? [...EMOTIONS] : readStored(namesSchema, stored, 'The label set of a run');
  };
  const isSeven = (of: readonly string[]): boolean => of.join() === EMOTIONS.join();
  const probabilitiesOf = (seven: boolean, values: readonly unknown[]): number[] =>
    seven ? (values as number[]) : bytesToFloats(values[0] as Buffer);
  const read = (number: number) => {
    const own = labels(number);
    const seven = isSeven(own);
    return { own, seven, source: seven ? ofSeven : ofOthers };
  };
  const testedClips = (number: number, fold: number | null): TestedClip[] => {
    const { own, seven, source } = read(number);
    return source.tested.all({ number, fold }).map(([emotion, speaker, ...row]) => {
      const [fingerprint, path, corpus, sex, age, fold, ...probabilities] = row;
      return {
        fingerprint: fingerprint as string,
        path: path as string,
        corpus: corpus as string,
        speaker: speaker as string | null,
        sex: sex as string | null,
        age: age as number | null,
        actual: indexOf(own, emotion as string),
        fold: fold as number,
        probabilities: probabilitiesOf(seven, probabilities),
      };
    });
  };

  return {
    labels,
    listPredictions: (run, { fold, actual, predicted, errorsOnly = false, limit, offset = 0 } = {}) => {
      const number = lookup.number(run);
      const { own, source } = read(number);
      const tested = testedClips(number, fold ?? null);
      const rows = source.whole.all({ number, fold: fold ?? null });
      const found = tested.flatMap(({ probabilities, actual: index }, at) => {
        const confidence = Math.max(...probabilities);
        const found = { actual: own[index], predicted: own[probabilities.indexOf(confidence)], confidence };
        const fits =
          (actual === undefined || found.actual === actual) &&
          (predicted === undefined || found.predicted === predicted) &&
          !(errorsOnly && found.actual === found.predicted);
        return fits ? [{ at, probabilities, ...found }] : [];
      });
      return found
        .sort((a, b) => b.confidence - a.confidence || a.at - b.at)
        .slice(offset, limit === undefined ? undefined : offset + limit)
        .map(({ at, ...prediction }) => ({
          clip: clipFromRow(rows[at]),
          fold: rows[at].fold,
          ...prediction,
        }));
    },
    replace: (number, fold, predictions) => {
      const { own, seven, source } = read(number);
      source.clear.run(number, fold);
      for (const { clip, probabilities } of predictions) {
        if (probabilities.length !== own.length) {
          throw new RangeError(
            `a prediction has ${probabilities.length} probabilities instead of ${own.length}`,
          );
        }
        if (seven) insertSeven.run(number, fold, clip, ...Array.from(probabilities));
        else insertOther.run(number, fold, clip, floatsToBytes(probabilities));
      }
    },
    testedClips: (number) => testedClips(number, null),
    predictions: (number, fold) => {
      const { own, seven, source } = read(number);
      return source.short
        .all({ number, fold: fold ?? null })
        .map(([emotion, speaker, fold, ...probabilities]) => ({
          actual: indexOf(own, emotion as string),
          probabilities: probabilitiesOf(seven, probabilities),
          speaker: speaker as string | null,
          fold: fold as number,
        }));
    },
  };
}

/** @throws UserError `record-damaged`. */
function indexOf(labels: readonly string[], emotion: string): number {
  const index = labels.indexOf(emotion);
  if (index >= 0) return index;
  throw new UserError(
    'record-damaged',
    `The emotion of a clip in the experiment log cannot be read. ${ADVICE}`,
  );
}
