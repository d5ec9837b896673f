import type { Migration } from './migration.ts';

/**
 * Scanned clips keep their own label: calm, which version 0.1.0 stored as neutral, is calm again. The clips of runs keep the
 * emotion as which they counted.
 *
 * `label_set` and `emotions` of a run repeat the name and the size of the label set in its settings, for lists.
 *
 * `label_probabilities` holds the predictions of runs whose label set is not the default one: float32, little-endian, in
 * the order of the label set's emotions. The predictions of all others are in `predictions`.
 */
export const labelsMigration: Migration = {
  version: 13,
  name: 'labels',
  sql: `
    UPDATE scanned_clips SET emotion = 'calm'
    WHERE emotion = 'neutral' AND (
      code LIKE '%calm%'
      OR code = '02' AND EXISTS (
        SELECT 1 FROM scanned_corpora AS corpora
        WHERE corpora.scan = scanned_clips.scan AND corpora.position = scanned_clips.corpus AND corpora.layout = 'ravdess'
      )
    );

    CREATE TABLE label_probabilities (
      run_number INTEGER NOT NULL,
      fold INTEGER NOT NULL,
      position INTEGER NOT NULL,
      probabilities BLOB NOT NULL CHECK (length(probabilities) % 4 = 0),
      PRIMARY KEY (run_number, fold, position),
      FOREIGN KEY (run_number, fold) REFERENCES folds (run_number, fold) ON DELETE CASCADE,
      FOREIGN KEY (run_number, position) REFERENCES run_clips (run_number, position)
    ) STRICT, WITHOUT ROWID;

    ALTER TABLE runs ADD COLUMN label_set TEXT NOT NULL DEFAULT 'seven';
    ALTER TABLE runs ADD COLUMN emotions INTEGER NOT NULL DEFAULT 7;

    CREATE TABLE label_sets (
      name TEXT PRIMARY KEY,
      label_set TEXT NOT NULL CHECK (json_valid(label_set)),
      saved_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
