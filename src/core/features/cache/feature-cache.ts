import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import { isDiskFull } from '#core/system/file-errors.ts';
import { NotAFileError } from '#core/system/open-regular-file.ts';
import { readSqliteHeader, SQLITE_COMPANIONS, type SqliteHeader } from '#core/system/sqlite-header.ts';
import { UserError } from '#shared/failure.ts';
import { type FeaturePart, featureShape } from '#shared/settings/features.ts';
import type { SoundEffect } from '#shared/sound-effects.ts';
import { featureKey } from './feature-key.ts';
import {
  encodeRowsHeader,
  FEATURES_VERSION,
  hasHeader,
  readFully,
  rowBytes,
  rowPosition,
  writeFully,
} from './feature-rows.ts';
import type { RowsPath } from './rows-path.ts';

/**
 * The features of clips with the same feature settings: a file of rows (`feature-rows.ts`) and an SQLite index, which
 * provides the locking. Several processes may use it at once. A row is written before its index entry. The entry holds
 * a checksum of row, number and fingerprint, which is verified before the first use of the row: after a kill, a power
 * cut, a full disk or damage by another program, the affected rows are computed again.
 */
export interface FeatureCache extends FeatureStore {
  readonly rowsPath: string;
  /** New paths of damaged or foreign files that were moved away; normally empty. */
  readonly quarantined: readonly string[];
  /** Number of clips in the index, damaged rows included. */
  readonly size: number;
  /**
   * Adds a clip (`rowFloats` values) and returns its row; an existing clip keeps its row and values.
   * @throws UserError `disk-full`, `cache-busy`, `damaged-cache`; the cache is then unchanged.
   */
  append(fingerprint: string, matrix: Float32Array): number;
  /** As {@link append} for several clips in one transaction, which is much faster; adds all of them or none. */
  appendAll(clips: readonly { fingerprint: string; matrix: Float32Array }[]): number[];
}

/** Features of clips that can be found and read: of one cache, or of the caches of the parts of joined features. */
export interface FeatureStore extends Disposable {
  readonly rowFloats: number;
  /** What `openFeatureRows` (`feature-rows.ts`) takes. */
  readonly rowsPath: RowsPath;
  /** Whether the index contains the clip. Its row is not read, so {@link has} may still find it damaged. */
  isIndexed(fingerprint: string): boolean;
  /** Whether the clip's features exist and are intact. The first call reads and verifies the row. */
  has(fingerprint: string): boolean;
  /** The clip's row; null where {@link has} is false. */
  rowOf(fingerprint: string): number | null;
}

interface Entry {
  row: number;
  checksum: number;
}

/** Identifies the index, so that another program's database is not used as one: "NSER". */
const APPLICATION_ID = 0x4e534552;
/**
 * How long a call waits for the lock of another laboratory, which lasts about a millisecond. It blocks the thread; for longer locks of
 * other programs see `cache-waits.ts`.
 */
const BUSY_MILLISECONDS = 250;

/**
 * Opens the cache for these feature settings, of sounds changed by `effect`, in `folder`, and creates both if needed. Damaged or
 * foreign files are renamed to `….set-aside` and replaced.
 * @throws UserError `disk-full`, `cache-busy`, `cache-unwritable`.
 */
export function openFeatureCache(
  folder: string,
  features: FeaturePart,
  effect: SoundEffect | null = null,
): FeatureCache {
  const { key, stem } = locateCache(folder, features, effect);
  const [bands, frames] = featureShape(features);
  const rowFloats = bands * frames;
  const rowsPath = `${stem}.rows`;
  const quarantined: string[] = [];
  const index = withUserErrors(folder, () => {
    mkdirSync(folder, { recursive: true });
    return openIndex(`${stem}.sqlite`, quarantined);
  });
  let file: number;
  try {
    const openOrMake = index.transaction(() =>
      openRowsFile(rowsPath, encodeRowsHeader(rowFloats, key), index, quarantined),
    );
    file = withUserErrors(folder, () => openOrMake.immediate());
  } catch (error) {
    index.close();
    throw error;
  }

  const select = index.prepare<[string], Entry>('SELECT row, checksum FROM clips WHERE fingerprint = ?');
  const nextRow = index.prepare<[], number>('SELECT coalesce(max(row) + 1, 0) FROM clips').pluck();
  const count = index.prepare<[], number>('SELECT count(*) FROM clips').pluck();
  const replace = index.prepare<[string, number, number]>('INSERT OR REPLACE INTO clips VALUES (?, ?, ?)');
  const scratch = new Float32Array(rowFloats);
  /** Rows that this process has verified or written. */
  const verified = new Map<string, number>();

  const isIntact = (fingerprint: string, { row, checksum }: Entry): boolean => {
    const bytes = rowBytes(scratch, 0, rowFloats);
    return (
      readFully(file, bytes, rowPosition(row, rowFloats)) && checksumOf(fingerprint, row, bytes) === checksum
    );
  };

  const rowOf = (fingerprint: string): number | null => {
    const verifiedRow = verified.get(fingerprint);
    if (verifiedRow !== undefined) return verifiedRow;
    const entry = withUserErrors(folder, () => select.get(fingerprint));
    if (!entry || !isIntact(fingerprint, entry)) return null;
    verified.set(fingerprint, entry.row);
    return entry.row;
  };

  const writeClip = (fingerprint: string, matrix: Float32Array): number => {
    // Another process may have written the row already. A damaged row is overwritten in place.
    const entry = select.get(fingerprint);
    if (entry && isIntact(fingerprint, entry)) return entry.row;
    const row = entry?.row ?? nextRow.get()!;
    const bytes = rowBytes(matrix, 0, rowFloats);
    writeFully(file, bytes, rowPosition(row, rowFloats));
    replace.run(fingerprint, row, checksumOf(fingerprint, row, bytes));
    return row;
  };
  const write = index.transaction((clips: Parameters<FeatureCache['appendAll']>[0]) =>
    clips.map(({ fingerprint, matrix }) => writeClip(fingerprint, matrix)),
  );
  const appendAll: FeatureCache['appendAll'] = (clips) => {
    const wrong = clips.find(({ matrix }) => matrix.length !== rowFloats);
    if (wrong)
      throw new RangeError(`A row of this cache has ${rowFloats} values, not ${wrong.matrix.length}.`);
    const rows = withUserErrors(folder, () => write.immediate(clips));
    clips.forEach(({ fingerprint }, i) => {
      verified.set(fingerprint, rows[i]);
    });
    return rows;
  };

  return {
    rowFloats,
    rowsPath,
    quarantined,
    get size() {
      return withUserErrors(folder, () => count.get()!);
    },
    isIndexed: (fingerprint) =>
      verified.has(fingerprint) || withUserErrors(folder, () => select.get(fingerprint)) !== undefined,
    has: (fingerprint) => rowOf(fingerprint) !== null,
    rowOf,
    append: (fingerprint, matrix) => appendAll([{ fingerprint, matrix }])[0],
    appendAll,
    [Symbol.dispose]() {
      if (!index.open) return;
      index.close();
      closeSync(file);
    },
  };
}

/** Whether there is a cache for these feature settings and this effect; it may be empty. */
export function hasFeatureCache(
  folder: string,
  features: FeaturePart,
  effect: SoundEffect | null = null,
): boolean {
  return existsSync(`${locateCache(folder, features, effect).stem}.sqlite`);
}

/** The key of a cache, and the path of its files without their endings. */
function locateCache(
  folder: string,
  features: FeaturePart,
  effect: SoundEffect | null,
): { key: string; stem: string } {
  const key = featureKey(features, effect);
  return { key, stem: join(folder, `features-${FEATURES_VERSION}-${key.slice(0, 32)}`) };
}

/** CRC-32 of number, fingerprint and values, so that a row in the wrong position also counts as damaged. */
function checksumOf(fingerprint: string, row: number, bytes: Uint8Array): number {
  return crc32(bytes, crc32(`${row}:${fingerprint}`));
}

function openIndex(path: string, quarantined: string[]): Database.Database {
  try {
    return openCheckedIndex(path);
  } catch (error) {
    // Other errors (busy, full, cannot be opened) do not mean that the file is damaged.
    if (!(error instanceof Database.SqliteError) || !/^SQLITE_(NOTADB|CORRUPT|ERROR)/.test(error.code))
      throw error;
  }
  const target = quarantine(path, quarantined);
  // Another program's database would be damaged without them.
  for (const companion of SQLITE_COMPANIONS)
    if (existsSync(path + companion)) renameSync(path + companion, target + companion);
  return openCheckedIndex(path);
}

function openCheckedIndex(path: string): Database.Database {
  refuseForeign(path);
  const index = new Database(path, { timeout: BUSY_MILLISECONDS });
  try {
    // Does not wait for the disk: after a power cut the checks in this file find the damage. Unlike a write-ahead log,
    // a rollback journal also works on network drives.
    index.pragma('journal_mode = PERSIST');
    index.pragma('synchronous = OFF');
    const prepare = index.transaction(() => {
      const isNew = index.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
      if (isNew) {
        index.exec(
          'CREATE TABLE clips (fingerprint TEXT PRIMARY KEY, row INTEGER NOT NULL UNIQUE, checksum INTEGER NOT NULL) STRICT, WITHOUT ROWID',
        );
        index.pragma(`application_id = ${APPLICATION_ID}`);
      }
      const isOurs = index.pragma('application_id', { simple: true }) === APPLICATION_ID;
      const isIntact = index.pragma('quick_check(1)', { simple: true }) === 'ok';
      if (!isOurs || !isIntact) throw new Database.SqliteError('damaged or foreign', 'SQLITE_CORRUPT');
      index.prepare('SELECT fingerprint, row, checksum FROM clips').get();
    });
    prepare.immediate();
    return index;
  } catch (error) {
    index.close();
    throw error;
  }
}

/** Before SQLite opens it, which would change it. */
function refuseForeign(path: string): void {
  let header: SqliteHeader | null;
  try {
    header = readSqliteHeader(path);
  } catch (error) {
    if (!(error instanceof NotAFileError)) throw error;
    throw new Database.SqliteError(error.message, 'SQLITE_NOTADB');
  }
  const isOurs = header === null || header.applicationId === APPLICATION_ID;
  // A process may have ended before it made the table.
  const isEmpty = header?.applicationId === 0 && header.version === 0 && !header.hasTables;
  if ((!isOurs && !isEmpty) || header?.hasWriteAheadLog)
    throw new Database.SqliteError('foreign', 'SQLITE_NOTADB');
}

/**
 * Opens the rows for reading and writing. Runs under the index's lock, so that only one process creates the file. An
 * index whose rows are lost is emptied. The beginning of the header is what a killed process has left, and is written again.
 */
function openRowsFile(path: string, header: Buffer, index: Database.Database, quarantined: string[]): number {
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing?.isFile()) {
    const file = openSync(path, 'r+');
    if (hasHeader(file, header)) return file;
    closeSync(file);
  }
  const isBegun =
    existing?.isFile() &&
    existing.size < header.length &&
    readFileSync(path).equals(header.subarray(0, existing.size));
  if (existing && !isBegun) quarantine(path, quarantined);
  index.exec('DELETE FROM clips');
  writeFileSync(path, header, { flush: true });
  return openSync(path, 'r+');
}

function quarantine(path: string, quarantined: string[]): string {
  // Never in place of an earlier one.
  let target = `${path}.set-aside`;
  for (let count = 2; existsSync(target); count++) target = `${path}.set-aside-${count}`;
  if (existsSync(path)) renameSync(path, target);
  quarantined.push(target);
  return target;
}

/** Runs `work` and converts errors of the disk or caused by another process to UserErrors. */
function withUserErrors<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (typeof code !== 'string') throw error;
    if (isDiskFull(code) || /^SQLITE_(FULL|IOERR_WRITE)/.test(code)) {
      throw new UserError(
        'disk-full',
        `The disk is full: no features could be written to ${folder}. Free some disk space and try again; finished clips are saved.`,
        { cause: error },
      );
    }
    if (/^SQLITE_BUSY/.test(code)) {
      throw new UserError(
        'cache-busy',
        `Another program is using the features in ${folder}. Close it or try again.`,
        { cause: error },
      );
    }
    if (/^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(code)) {
      throw new UserError(
        'damaged-cache',
        `The index of the features in ${folder} was damaged during use. Restart the program to rebuild it.`,
        { cause: error },
      );
    }
    if (/^(EACCES|EPERM|EROFS|ENOTDIR|EEXIST|EISDIR|SQLITE_CANTOPEN|SQLITE_READONLY)/.test(code)) {
      throw new UserError(
        'cache-unwritable',
        `Features cannot be written to ${folder} (${code}). Choose a writable folder.`,
        { cause: error },
      );
    }
    throw error;
  }
}
