import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { LOG_FILE } from '#core/database/open-database.ts';

/**
 * Makes the runs of a laboratory those of an earlier version, which had no temperatures and no checksums: their predictions are
 * the networks' own probabilities. Nothing may have the laboratory open.
 */
export function forgetTemperatures(laboratory: string): void {
  const db = new SqliteDatabase(join(laboratory, LOG_FILE), { fileMustExist: true });
  const { changes } = db.prepare('UPDATE folds SET temperature = NULL').run();
  if (changes === 0) throw new Error(`${laboratory} has no runs`);
  db.exec('DELETE FROM run_checksums');
  db.close();
}
