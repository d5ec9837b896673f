import { EMOTIONS } from '#shared/emotions.ts';
import type { Migration } from './migration.ts';

const columns = EMOTIONS.map((emotion) => `${emotion} REAL NOT NULL CHECK (${emotion} BETWEEN 0 AND 1)`);
const choices = EMOTIONS.map((emotion) => `WHEN ${emotion} THEN '${emotion}'`);

/**
 * The predictions of test clips and the paths of weights. Only the seven probabilities are stored. The predicted
 * emotion (the first of the highest) and its probability are computed from them when read, so that they cannot disagree.
 */
export const predictionsMigration: Migration = {
  version: 3,
  name: 'predictions',
  sql: `
    CREATE TABLE predictions (
      run_number INTEGER NOT NULL,
      fold INTEGER NOT NULL,
      position INTEGER NOT NULL,
      ${columns.join(',\n      ')},
      predicted TEXT GENERATED ALWAYS AS (CASE max(${EMOTIONS.join(', ')}) ${choices.join(' ')} END) VIRTUAL,
      confidence REAL GENERATED ALWAYS AS (max(${EMOTIONS.join(', ')})) VIRTUAL,
      PRIMARY KEY (run_number, fold, position),
      FOREIGN KEY (run_number, fold) REFERENCES folds (run_number, fold) ON DELETE CASCADE,
      FOREIGN KEY (run_number, position) REFERENCES run_clips (run_number, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE checkpoints (
      run_number INTEGER NOT NULL,
      fold INTEGER NOT NULL,
      kind TEXT NOT NULL,
      path TEXT NOT NULL,
      epoch INTEGER NOT NULL,
      written_at TEXT NOT NULL,
      PRIMARY KEY (run_number, fold, kind),
      FOREIGN KEY (run_number, fold) REFERENCES folds (run_number, fold) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
  `,
};
