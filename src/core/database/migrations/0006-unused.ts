import type { Migration } from './migration.ts';

/**
 * Drops what no program reads. `recipes` was never written either. `checkpoints` repeated file paths that follow from
 * the run's folder. The indexes were for sort orders and filters that no page and no command offers, and each of them
 * made every write to a run slower.
 */
export const unusedMigration: Migration = {
  version: 6,
  name: 'unused',
  sql: `
    DROP TABLE recipes;
    DROP TABLE checkpoints;
    DROP INDEX runs_by_finished;
    DROP INDEX runs_by_recipe;
    DROP INDEX runs_by_protocol;
    DROP INDEX runs_by_engine;
    DROP INDEX runs_by_seed;
    DROP INDEX runs_by_accuracy;
    DROP INDEX runs_by_uar;
    DROP INDEX runs_by_f1_macro;
    DROP INDEX runs_by_best_epoch;
    DROP INDEX runs_by_duration;
    DROP INDEX run_tags_by_tag;
  `,
};
