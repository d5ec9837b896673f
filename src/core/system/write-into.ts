import { UserError } from '#shared/failure.ts';
import { errorCode, isDiskFull } from './file-errors.ts';

/** What an error of the file system becomes. */
interface WriteFailure {
  /** The code for errors other than a full disk. */
  code: string;
  /** The message for a full disk. */
  full: string;
  /** The message for another error, whose code is given (`EACCES`). */
  other(reason: string): string;
}

/**
 * Runs `write`.
 * @throws UserError `disk-full`, or `code` for the other errors of the file system.
 */
export async function withWriteErrors<T>(
  { code, full, other }: WriteFailure,
  write: () => T | Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const reason = errorCode(error);
    if (reason === null) throw error;
    if (isDiskFull(reason)) throw new UserError('disk-full', full, { cause: error });
    throw new UserError(code, other(reason), { cause: error });
  }
}

/**
 * Runs `write`, which writes files into a folder that the user has chosen. `what`: what it writes, at the start of a
 * sentence (`Features`).
 * @throws UserError as {@link withWriteErrors}.
 */
export function writeInto<T>(
  folder: string,
  { what, code }: { what: string; code: string },
  write: () => T | Promise<T>,
): Promise<T> {
  const full = `The disk of ${folder} is full. Free some space or choose another folder.`;
  const other = (reason: string) =>
    `${what} cannot be written to ${folder} (${reason}). Choose a writable folder.`;
  return withWriteErrors({ code, full, other }, write);
}
