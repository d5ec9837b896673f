import { UserError } from '../../shared/failure.ts';

/** Codes of Node's file system and of SQLite that mean the same to a user. */
const MEANINGS: readonly { codes: RegExp; code: string; sentence: (path: string) => string }[] = [
  {
    codes: /^(SQLITE_FULL|ENOSPC|EDQUOT)$/,
    code: 'disk-full',
    sentence: (path) =>
      `The disk is full: nothing more can be written to ${path}. Free some space and try again; ` +
      'what was recorded before is safe.',
  },
  {
    codes:
      /^(SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM|SQLITE_AUTH|EACCES|EPERM|EROFS|ENOTDIR|EEXIST|EISDIR|ENOENT)/,
    code: 'folder-not-writable',
    sentence: (path) =>
      `${path} cannot be opened for writing. Check that the folder exists and that you may write to it, ` +
      'or choose another data folder.',
  },
  {
    codes: /^SQLITE_(BUSY|LOCKED)/,
    code: 'log-busy',
    sentence: (path) =>
      `Another program has kept ${path} locked for too long. Close other windows and terminals of neural-SER ` +
      'and try again.',
  },
  {
    codes: /^SQLITE_(CORRUPT|NOTADB)/,
    code: 'log-damaged',
    sentence: (path) =>
      `The experiment log ${path} is damaged. Start neural-SER again: the damaged file is then set aside ` +
      'and a fresh one is begun.',
  },
  {
    codes: /^SQLITE_TOOBIG/,
    code: 'too-long',
    sentence: () => 'That text is too long to be recorded. Shorten it.',
  },
  {
    codes: /^(SQLITE_IOERR|EIO)/,
    code: 'disk-error',
    sentence: (path) =>
      `The disk reported an error at ${path}. Check the drive, or choose a data folder on another one.`,
  },
];

/** The code of a SQLite or Node error, `''` for anything else. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** What to throw for `error`: a {@link UserError} where the world is to blame, the error itself where we are. */
export function asUserError(error: unknown, path: string): unknown {
  if (error instanceof UserError) return error;
  const code = errorCode(error);
  const meaning = MEANINGS.find(({ codes }) => codes.test(code));
  return meaning ? new UserError(meaning.code, meaning.sentence(path), { cause: error }) : error;
}

type Methods = { [name: string]: (...values: never[]) => unknown };

/** The same functions, each throwing what {@link asUserError} makes of its errors. */
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
