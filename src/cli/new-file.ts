import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errorCode, isDiskFull } from '#core/system/file-errors.ts';
import { writeWholeFile } from '#core/system/write-whole-file.ts';
import { UserError } from '#shared/failure.ts';

/**
 * The absolute path of a file that a command may write. Called before the work, so that a mistake is reported first.
 * @throws UserError `file-exists` unless `force`; `no-such-folder`; `not-a-file`.
 */
export async function newFile(path: string, force: boolean): Promise<string> {
  const absolute = resolve(path);
  const existing = await stat(absolute).catch(() => null);
  if (existing?.isDirectory()) {
    throw new UserError('not-a-file', `${absolute} is a folder. Add the name of a file.`);
  }
  if (existing !== null && !force) {
    throw new UserError(
      'file-exists',
      `${absolute} already exists. Choose another name, or replace the file with --force.`,
    );
  }
  const folder = await stat(dirname(absolute)).catch(() => null);
  if (folder?.isDirectory() !== true) {
    throw new UserError(
      'no-such-folder',
      `The folder ${dirname(absolute)} does not exist. Create it, or choose another one.`,
    );
  }
  return absolute;
}

/** Writes a file atomically. @throws UserError `file-unwritable`. */
export async function writeNewFile(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeWholeFile(path, content);
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    const why = isDiskFull(code) ? 'the disk is full' : `system error ${code}`;
    throw new UserError('file-unwritable', `Cannot write ${path}: ${why}. Choose another place.`, {
      cause: error,
    });
  }
}
