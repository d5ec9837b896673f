import type { Migration } from './migration.ts';

/**
 * Evaluations of runs on other corpora, with the prediction of every clip. `results` repeats what follows from the
 * predictions, because a matrix of runs and corpora shows many evaluations at once. An evaluation belongs to its run and
 * is deleted with it.
 *
 * `probabilities` are float32, little-endian, in the order of `labels`, so that any set of labels fits. `trained_on` of a
 * clip: 0: not in the training data, 1: the same sound is, 2: a near-identical recording is.
 */
export const evaluationsMigration: Migration = {
  version: 10,
  name: 'evaluations',
  sql: `
    CREATE TABLE evaluations (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      run_number INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
      created_at TEXT NOT NULL,
      corpora TEXT NOT NULL CHECK (json_valid(corpora)),
      clips_fingerprint TEXT NOT NULL,
      synthetic INTEGER NOT NULL CHECK (synthetic IN (0, 1)),
      engine TEXT NOT NULL,
      device TEXT NOT NULL,
      leakage TEXT NOT NULL CHECK (json_valid(leakage)),
      problems INTEGER NOT NULL,
      labels TEXT NOT NULL CHECK (json_valid(labels)),
      emotions TEXT NOT NULL CHECK (json_valid(emotions)),
      results TEXT NOT NULL CHECK (json_valid(results)),
      UNIQUE (run_number, clips_fingerprint)
    ) STRICT;
    CREATE INDEX evaluations_by_created ON evaluations (created_at);

    CREATE TABLE evaluation_clips (
      evaluation INTEGER NOT NULL REFERENCES evaluations (number) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      clip_number INTEGER NOT NULL REFERENCES clips (number),
      trained_on INTEGER NOT NULL CHECK (trained_on IN (0, 1, 2)),
      probabilities BLOB NOT NULL CHECK (length(probabilities) % 4 = 0),
      PRIMARY KEY (evaluation, position)
    ) STRICT, WITHOUT ROWID;
  `,
};
