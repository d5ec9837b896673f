import { closeSync, existsSync, readSync, statSync } from 'node:fs';
import { NotAFileError, openRegularFileSync } from './open-regular-file.ts';

export interface SqliteHeader {
  version: number;
  applicationId: number;
  /** Tables that are only in a write-ahead log do not count. */
  hasTables: boolean;
  hasWriteAheadLog: boolean;
}

/** The file's header and that of the b-tree page of the schema, with the number of its entries at byte 103. */
const HEADER_BYTES = 108;
const INTERIOR_PAGE = 5;
const WRITE_AHEAD = 2;
/** Files beside a database that SQLite opens. */
export const SQLITE_COMPANIONS = ['-journal', '-wal', '-shm'] as const;

/**
 * Version, application id and whether there are tables, from the first page of a database
 * (https://sqlite.org/fileformat2.html#the_database_header); null if there is none. Nothing is written: opening a database of a newer
 * or another program with SQLite can already write to it or create files beside it.
 * @throws NotAFileError, also for a file that SQLite keeps beside the database: it would wait for the other end of a named pipe; and the errors of the file system.
 */
export function readSqliteHeader(path: string): SqliteHeader | null {
  for (const companion of SQLITE_COMPANIONS) {
    const stats = statSync(path + companion, { throwIfNoEntry: false });
    if (stats && !stats.isFile()) throw new NotAFileError(path + companion, stats);
  }
  if (!existsSync(path)) return null;
  const header = Buffer.alloc(HEADER_BYTES);
  const file = openRegularFileSync(path);
  try {
    if (readSync(file, header, 0, header.length, 0) < header.length) return null;
  } finally {
    closeSync(file);
  }
  if (header.toString('latin1', 0, 15) !== 'SQLite format 3') return null;
  return {
    version: header.readUInt32BE(60),
    applicationId: header.readUInt32BE(68),
    hasWriteAheadLog: header[19] === WRITE_AHEAD,
    hasTables: header[100] === INTERIOR_PAGE || header.readUInt16BE(103) > 0,
  };
}
