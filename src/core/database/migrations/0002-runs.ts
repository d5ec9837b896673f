import type { Migration } from './migration.ts';

/**
 * Runs, their clips, folds and epochs. Columns repeat a value of `settings` or a computed value (`accuracy`, `uar`,
 * `f1_macro`, `best_epoch`, `duration_seconds`) only where lists sort or filter by it.
 *
 * A part of a split is one JSON array of positions in the run's list of clips, in the order that training draws from.
 * With one row per member, leave-one-speaker-out on 12,000 clips would need 1.5 million rows, and other processes would
 * wait while they are written. The view `split_members` shows the members as rows for SQL queries.
 */
export const runsMigration: Migration = {
  version: 2,
  name: 'runs',
  sql: `
    CREATE TABLE runs (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      status TEXT NOT NULL CHECK (
        status IN ('waiting', 'running', 'paused', 'stopped', 'interrupted', 'failed', 'finished')
      ),
      failure_code TEXT,
      failure_message TEXT,
      created_at TEXT NOT NULL,
      finished_at TEXT,
      binned_at TEXT,
      network TEXT NOT NULL,
      recipe TEXT NOT NULL,
      protocol TEXT NOT NULL,
      engine TEXT NOT NULL,
      seed INTEGER NOT NULL,
      synthetic INTEGER NOT NULL CHECK (synthetic IN (0, 1)),
      accuracy REAL,
      uar REAL,
      f1_macro REAL,
      best_epoch INTEGER,
      duration_seconds REAL NOT NULL DEFAULT 0,
      parameters INTEGER NOT NULL,
      corpus_fingerprint TEXT NOT NULL,
      corpora TEXT NOT NULL CHECK (json_valid(corpora)),
      leakage TEXT NOT NULL CHECK (json_valid(leakage)),
      owner_pid INTEGER,
      owner_start TEXT,
      owner_host TEXT,
      owner_seen_at TEXT,
      notes TEXT NOT NULL DEFAULT '',
      settings TEXT NOT NULL CHECK (json_valid(settings)),
      environment TEXT NOT NULL CHECK (json_valid(environment)),
      CHECK ((failure_code IS NULL) = (failure_message IS NULL)),
      CHECK ((owner_pid IS NULL) = (owner_start IS NULL)),
      CHECK ((owner_pid IS NULL) = (owner_host IS NULL))
    ) STRICT;
    CREATE INDEX runs_by_created ON runs (created_at);
    CREATE INDEX runs_by_finished ON runs (finished_at);
    CREATE INDEX runs_by_name ON runs (name);
    CREATE INDEX runs_by_status ON runs (status, created_at);
    CREATE INDEX runs_by_network ON runs (network, created_at);
    CREATE INDEX runs_by_recipe ON runs (recipe, created_at);
    CREATE INDEX runs_by_protocol ON runs (protocol, created_at);
    CREATE INDEX runs_by_engine ON runs (engine, created_at);
    CREATE INDEX runs_by_seed ON runs (seed, created_at);
    CREATE INDEX runs_by_accuracy ON runs (accuracy);
    CREATE INDEX runs_by_uar ON runs (uar);
    CREATE INDEX runs_by_f1_macro ON runs (f1_macro);
    CREATE INDEX runs_by_best_epoch ON runs (best_epoch);
    CREATE INDEX runs_by_duration ON runs (duration_seconds);
    CREATE INDEX runs_binned ON runs (binned_at) WHERE binned_at IS NOT NULL;

    CREATE TABLE run_clips (
      run_number INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      clip_number INTEGER NOT NULL REFERENCES clips (number),
      PRIMARY KEY (run_number, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE folds (
      run_number INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
      fold INTEGER NOT NULL,
      name TEXT NOT NULL,
      leakage TEXT NOT NULL CHECK (json_valid(leakage)),
      best_epoch INTEGER,
      accuracy REAL,
      uar REAL,
      tested_at TEXT,
      PRIMARY KEY (run_number, fold)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE split_parts (
      run_number INTEGER NOT NULL,
      fold INTEGER NOT NULL,
      part TEXT NOT NULL CHECK (part IN ('train', 'validation', 'test')),
      clips INTEGER NOT NULL,
      positions TEXT NOT NULL,
      PRIMARY KEY (run_number, fold, part),
      FOREIGN KEY (run_number, fold) REFERENCES folds (run_number, fold) ON DELETE CASCADE,
      CHECK (clips = json_array_length(positions))
    ) STRICT;

    CREATE VIEW split_members AS
      SELECT runs.id AS run, split_parts.fold, split_parts.part, run_clips.position, run_clips.clip_number
      FROM split_parts
      JOIN runs ON runs.number = split_parts.run_number
      JOIN json_each(split_parts.positions) AS member
      JOIN run_clips ON run_clips.run_number = split_parts.run_number AND run_clips.position = member.value;

    CREATE TABLE epochs (
      run_number INTEGER NOT NULL,
      fold INTEGER NOT NULL,
      epoch INTEGER NOT NULL,
      loss REAL NOT NULL,
      accuracy REAL NOT NULL,
      validation_loss REAL,
      validation_accuracy REAL,
      learning_rate REAL NOT NULL,
      seconds REAL NOT NULL,
      PRIMARY KEY (run_number, fold, epoch),
      FOREIGN KEY (run_number, fold) REFERENCES folds (run_number, fold) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE run_tags (
      run_number INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
      tag TEXT NOT NULL,
      PRIMARY KEY (run_number, tag)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX run_tags_by_tag ON run_tags (tag);
  `,
};
