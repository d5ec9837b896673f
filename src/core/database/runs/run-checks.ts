import type { Database } from 'better-sqlite3';
import { RECORD_PARTS, type RunChecksums } from './run-checksums.ts';

export interface RunChecks {
  /** The row numbers of all ended runs with checksums, newest first. */
  listChecked(): number[];
  /** Reads the whole record of a run once per process. Lists mark it if it is damaged. Returns whether it is intact. */
  checkRecord(number: number): boolean;
}

export function runChecks(db: Database, checksums: Pick<RunChecksums, 'isIntact'>): RunChecks {
  const list = db
    .prepare<[], number>('SELECT run_number FROM run_checksums ORDER BY run_number DESC')
    .pluck();
  return {
    listChecked: () => list.all(),
    checkRecord: (number) => checksums.isIntact(number, RECORD_PARTS),
  };
}
