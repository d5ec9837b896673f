import { closeSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import { UserError } from '../../shared/failure.ts';
import { type Recipe, recipeShape } from '../../shared/recipes.ts';
import {
  encodeRowsHeader,
  FEATURES_VERSION,
  hasHeader,
  readFully,
  rowBytes,
  rowPosition,
  writeFully,
} from './cache-rows.ts';
import { recipeKey } from './recipe-key.ts';

/**
 * The features of clips by one recipe: a file of rows (`cache-rows.ts`) and beside it an index in SQLite, which
 * brings the locking. Several processes may use it at once. A row is written before its index entry, and the entry
 * holds a checksum of row, number and fingerprint that is compared before the row is first used: whatever a kill, a
 * power cut, a full disk or another program left behind is at worst computed again.
 */
export interface FeatureCache {
  readonly rowFloats: number;
  /** What `openFeatureRows` (`cache-rows.ts`) takes. */
  readonly rowsPath: string;
  /** Where files were moved that stood in the way, damaged or foreign; mostly empty. */
  readonly setAside: readonly string[];
  /** Number of clips in the index, damaged rows included. */
  readonly size: number;
  /** Whether the index names the clip. Its row is not read, so {@link has} may still find it damaged. */
  names(fingerprint: string): boolean;
  /** Whether the clip's features are there and whole. The first time, its row is read and checked. */
  has(fingerprint: string): boolean;
  /** The clip's row; null where {@link has} is false. */
  rowOf(fingerprint: string): number | null;
  /**
   * Adds a clip (`rowFloats` values) and returns its row; a clip that is there already keeps its row and values.
   * @throws UserError `disk-full`, `cache-busy`, `damaged-cache`; nothing is changed then.
   */
  append(fingerprint: string, matrix: Float32Array): number;
  /** The same for several clips in one go, which takes a fraction of the time; all of them are added, or none. */
  appendAll(clips: readonly { fingerprint: string; matrix: Float32Array }[]): number[];
  [Symbol.dispose](): void;
}

interface Entry {
  row: number;
  checksum: number;
}

/** Of the index, so that no other program's database is taken for one: "NSER". */
const APPLICATION_ID = 0x4e534552;
/** How long to wait for another process, each of whose locks lasts about a millisecond. */
const BUSY_MILLISECONDS = 5000;

/**
 * Opens the cache of a recipe in `folder`, both made if they are not there. Damaged or foreign files are renamed to
 * `….set-aside` and replaced.
 * @throws UserError `disk-full`, `cache-busy`, `cache-unwritable`.
 */
export function openFeatureCache(folder: string, recipe: Recipe): FeatureCache {
  const key = recipeKey(recipe);
  const [bands, frames] = recipeShape(recipe);
  const rowFloats = bands * frames;
  const stem = join(folder, `features-${FEATURES_VERSION}-${key.slice(0, 32)}`);
  const rowsPath = `${stem}.rows`;
  const setAside: string[] = [];
  const index = explained(folder, () => {
    mkdirSync(folder, { recursive: true });
    return openIndex(`${stem}.sqlite`, setAside);
  });
  let file: number;
  try {
    const openOrMake = index.transaction(() =>
      openRowsFile(rowsPath, encodeRowsHeader(rowFloats, key), index, setAside),
    );
    file = explained(folder, () => openOrMake.immediate());
  } catch (error) {
    index.close();
    throw error;
  }

  const select = index.prepare<[string], Entry>('SELECT row, checksum FROM clips WHERE fingerprint = ?');
  const nextRow = index.prepare<[], number>('SELECT coalesce(max(row) + 1, 0) FROM clips').pluck();
  const count = index.prepare<[], number>('SELECT count(*) FROM clips').pluck();
  const replace = index.prepare<[string, number, number]>('INSERT OR REPLACE INTO clips VALUES (?, ?, ?)');
  const scratch = new Float32Array(rowFloats);
  /** Rows that were checked, or written by this process. */
  const sound = new Map<string, number>();

  const isWhole = (fingerprint: string, { row, checksum }: Entry): boolean => {
    const bytes = rowBytes(scratch, 0, rowFloats);
    return (
      readFully(file, bytes, rowPosition(row, rowFloats)) && checksumOf(fingerprint, row, bytes) === checksum
    );
  };

  const rowOf = (fingerprint: string): number | null => {
    const known = sound.get(fingerprint);
    if (known !== undefined) return known;
    const entry = explained(folder, () => select.get(fingerprint));
    if (!entry || !isWhole(fingerprint, entry)) return null;
    sound.set(fingerprint, entry.row);
    return entry.row;
  };

  const writeOne = (fingerprint: string, matrix: Float32Array): number => {
    // Another process may have been faster, or the row may be there and damaged: then it is mended in its place.
    const entry = select.get(fingerprint);
    if (entry && isWhole(fingerprint, entry)) return entry.row;
    const row = entry?.row ?? nextRow.get()!;
    const bytes = rowBytes(matrix, 0, rowFloats);
    writeFully(file, bytes, rowPosition(row, rowFloats));
    replace.run(fingerprint, row, checksumOf(fingerprint, row, bytes));
    return row;
  };
  const write = index.transaction((clips: Parameters<FeatureCache['appendAll']>[0]) =>
    clips.map(({ fingerprint, matrix }) => writeOne(fingerprint, matrix)),
  );
  const appendAll: FeatureCache['appendAll'] = (clips) => {
    const wrong = clips.find(({ matrix }) => matrix.length !== rowFloats);
    if (wrong)
      throw new RangeError(`A row of this cache has ${rowFloats} values, not ${wrong.matrix.length}.`);
    const rows = explained(folder, () => write.immediate(clips));
    clips.forEach(({ fingerprint }, i) => {
      sound.set(fingerprint, rows[i]);
    });
    return rows;
  };

  return {
    rowFloats,
    rowsPath,
    setAside,
    get size() {
      return explained(folder, () => count.get()!);
    },
    names: (fingerprint) =>
      sound.has(fingerprint) || explained(folder, () => select.get(fingerprint)) !== undefined,
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

/** CRC-32 over number, fingerprint and values, so that a row in the wrong place is as wrong as a damaged one. */
function checksumOf(fingerprint: string, row: number, bytes: Uint8Array): number {
  return crc32(bytes, crc32(`${row}:${fingerprint}`));
}

function openIndex(path: string, setAside: string[]): Database.Database {
  try {
    return openSoundIndex(path);
  } catch (error) {
    // Anything else (busy, full, not to be opened) says nothing against the file.
    if (!(error instanceof Database.SqliteError) || !/^SQLITE_(NOTADB|CORRUPT|ERROR)/.test(error.code))
      throw error;
  }
  moveAside(path, setAside);
  rmSync(`${path}-journal`, { force: true });
  return openSoundIndex(path);
}

function openSoundIndex(path: string): Database.Database {
  const index = new Database(path, { timeout: BUSY_MILLISECONDS });
  try {
    // No waiting for the disk: after a power cut the checks above and below find what is wrong. A rollback journal,
    // unlike a write-ahead log, also works on network drives.
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
      const isWhole = index.pragma('quick_check(1)', { simple: true }) === 'ok';
      if (!isOurs || !isWhole) throw new Database.SqliteError('damaged or foreign', 'SQLITE_CORRUPT');
      index.prepare('SELECT fingerprint, row, checksum FROM clips').get();
    });
    prepare.immediate();
    return index;
  } catch (error) {
    index.close();
    throw error;
  }
}

/**
 * Opens the rows for reading and writing. Runs under the index's lock, so that only one process makes the file; an
 * index that outlived its rows is emptied.
 */
function openRowsFile(path: string, header: Buffer, index: Database.Database, setAside: string[]): number {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isFile()) {
    const file = openSync(path, 'r+');
    if (hasHeader(file, header)) return file;
    closeSync(file);
  }
  if (there) moveAside(path, setAside);
  index.exec('DELETE FROM clips');
  const temporary = `${path}.new`;
  writeFileSync(temporary, header, { flush: true });
  renameSync(temporary, path);
  return openSync(path, 'r+');
}

function moveAside(path: string, setAside: string[]): void {
  const target = `${path}.set-aside`;
  renameSync(path, target);
  setAside.push(target);
}

/** Runs `work`; what the disk or another process brought about becomes a sentence for people. */
function explained<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (typeof code !== 'string') throw error;
    if (/^(ENOSPC|EDQUOT|EFBIG|SQLITE_FULL|SQLITE_IOERR_WRITE)/.test(code)) {
      throw new UserError(
        'disk-full',
        `There is no room for features in ${folder}; free some space and go on: what was prepared is kept.`,
        { cause: error },
      );
    }
    if (/^SQLITE_BUSY/.test(code)) {
      throw new UserError(
        'cache-busy',
        `Another program holds the features in ${folder}; close it or try again.`,
        { cause: error },
      );
    }
    if (/^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(code)) {
      throw new UserError(
        'damaged-cache',
        `The index of the features in ${folder} was damaged while in use; start again, and it is rebuilt.`,
        { cause: error },
      );
    }
    if (/^(EACCES|EPERM|EROFS|ENOTDIR|EEXIST|EISDIR|SQLITE_CANTOPEN|SQLITE_READONLY)/.test(code)) {
      throw new UserError(
        'cache-unwritable',
        `Features cannot be written to ${folder} (${code}); choose a folder that can be written to.`,
        { cause: error },
      );
    }
    throw error;
  }
}
