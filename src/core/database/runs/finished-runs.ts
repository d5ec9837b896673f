import type { Database } from 'better-sqlite3';
import { readIntact } from '#core/database/stored-values.ts';
import { type RunSettings, runSettingsSchema } from '#shared/settings/catalogue.ts';
import type { RunChecksums } from './run-checksums.ts';

/** A finished run with its settings and its metrics, 0…1. */
export interface FinishedRun {
  id: string;
  name: string;
  uar: number;
  accuracy: number;
  f1Macro: number;
  settings: RunSettings;
}

export interface FinishedRuns {
  /**
   * Finished runs that are not in the trash, newest first; null in the place of a damaged one, so that fewer than `limit`
   * are the end of the list.
   * @param ids Only these runs; null: all runs.
   */
  listFinished(query: {
    ids: readonly string[] | null;
    limit: number;
    offset: number;
  }): (FinishedRun | null)[];
}

type Row = Omit<FinishedRun, 'settings' | 'f1Macro'> & { number: number; f1_macro: number; settings: string };

export function finishedRuns(db: Database, checksums: Pick<RunChecksums, 'isIntact'>): FinishedRuns {
  const list = (where: string) =>
    db.prepare<[{ ids: string | null; limit: number; offset: number }], Row>(
      `SELECT number, id, name, uar, accuracy, f1_macro, settings FROM runs
       WHERE ${where} AND status = 'finished' AND binned_at IS NULL AND uar IS NOT NULL
       ORDER BY created_at DESC, number DESC LIMIT @limit OFFSET @offset`,
    );
  const all = list('@ids IS NULL');
  const some = list('id IN (SELECT value FROM json_each(@ids))');
  const finishedRun = ({ number, f1_macro: f1Macro, settings, ...row }: Row): FinishedRun | null => {
    if (!checksums.isIntact(number, ['description'])) return null;
    const parsed = readIntact(runSettingsSchema, settings);
    return parsed === null ? null : { ...row, f1Macro, settings: parsed };
  };
  return {
    listFinished: ({ ids, limit, offset }) =>
      (ids === null ? all : some)
        .all({ ids: ids === null ? null : JSON.stringify(ids), limit, offset })
        .map(finishedRun),
  };
}
