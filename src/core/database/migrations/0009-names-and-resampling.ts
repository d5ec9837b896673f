import type { Migration } from './migration.ts';

/**
 * `corpus_names`: the names that the user gave to corpora, by the key of `draftCorpus`, so that every later scan finds
 * them. `resampled`, `resampled_units`: what the intervals of a run resample and how many, because intervals over too few
 * speakers are not shown. The filler of intervals computes them for older runs; the index finds these runs.
 */
export const namesAndResamplingMigration: Migration = {
  version: 9,
  name: 'names-and-resampling',
  sql: `
    CREATE TABLE corpus_names (
      corpus TEXT PRIMARY KEY,
      name TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE runs ADD COLUMN resampled TEXT CHECK (resampled IN ('speakers', 'clips'));
    ALTER TABLE runs ADD COLUMN resampled_units INTEGER;
    DROP INDEX runs_without_intervals;
    CREATE INDEX runs_without_intervals ON runs (created_at) WHERE uar IS NOT NULL AND resampled IS NULL;
  `,
};
