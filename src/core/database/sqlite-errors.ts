import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '#shared/failure.ts';

/** Error codes of Node's file system and of SQLite, grouped by the message for the user. */
const ERROR_GROUPS: readonly { codes: RegExp; code: string; message: (path: string) => string }[] = [
  {
    codes: /^(SQLITE_FULL|ENOSPC|EDQUOT)$/,
    code: 'disk-full',
    message: (path) =>
      `The disk is full, so ${path} cannot be written. Free some space and try again. ` +
      'Earlier records are safe.',
  },
  {
    codes:
      /^(SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM|SQLITE_AUTH|EACCES|EPERM|EROFS|ENOTDIR|EEXIST|EISDIR|ENOENT)/,
    code: 'folder-not-writable',
    message: (path) =>
      `${path} cannot be opened for writing. Check that the folder exists and is writable, ` +
      'or choose another data folder.',
  },
  {
    codes: /^ENOTFILE$/,
    code: 'folder-not-writable',
    message: (path) =>
      `${path}, or its -journal, -wal or -shm, is a folder, a named pipe or something else that is not a file. Move it away, or choose another data folder.`,
  },
  {
    codes: /^SQLITE_(BUSY|LOCKED)/,
    code: 'log-busy',
    message: (path) =>
      `Another program has locked ${path}. Close other windows and terminals of neural-SER ` +
      'and try again.',
  },
  {
    codes: /^SQLITE_(CORRUPT|NOTADB)/,
    code: 'log-damaged',
    message: (path) =>
      `The experiment log ${path} is damaged. Start neural-SER again. It then renames the damaged file ` +
      'and creates a new one.',
  },
  {
    codes: /^SQLITE_TOOBIG/,
    code: 'too-long',
    message: () => 'The text is too long to save. Shorten it.',
  },
  {
    codes: /^(SQLITE_IOERR|EIO)/,
    code: 'disk-error',
    message: (path) =>
      `The disk reported an error at ${path}. Check the drive, or choose a data folder on another one.`,
  },
];

/** The code of a SQLite or Node error, `''` for other errors. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Whether another program has locked the database. */
export const isBusy = (error: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(errorCode(error));

/** SQLite cannot open or extend its shared memory with less space, and calls that an error of the disk. */
const TOO_FEW_BYTES = 64 * 1024;

function isDiskFull(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize < TOO_FEW_BYTES;
  } catch {
    return false;
  }
}

/** Returns a {@link UserError} for an error of the disk or the file, and `error` itself for a defect of the program. */
export function asUserError(error: unknown, path: string): unknown {
  if (error instanceof UserError) return error;
  const named = errorCode(error);
  const code = named.startsWith('SQLITE_IOERR') && isDiskFull(path) ? 'SQLITE_FULL' : named;
  const group = ERROR_GROUPS.find(({ codes }) => codes.test(code));
  return group ? new UserError(group.code, group.message(path), { cause: error }) : error;
}

type Methods = { [name: string]: (...values: never[]) => unknown };

/** Returns the same functions. Their errors pass through {@link asUserError}. */
export function withUserErrors<T extends object>(methods: T, path: string): T {
  const guarded = Object.entries(methods as Methods).map(([name, method]) => [
    name,
    (...values: never[]) => {
      try {
        return method(...values);
      } catch (error) {
        throw asUserError(error, path);
      }
    },
  ]);
  return Object.fromEntries(guarded) as T;
}
