import { fileReason } from '#core/system/file-errors.ts';
import { readRegularFile } from '#core/system/open-regular-file.ts';
import { UserError } from '#shared/failure.ts';

/** A record of a run with the settings of 10,000 epochs has a few megabytes. */
const MAX_BYTES = 64e6;

/**
 * The value in a JSON file that the user names. `what`: the file, at the start of a message, such as `The grid`.
 * @throws UserError `config-unreadable`.
 */
export async function readJsonFile(path: string, what: string): Promise<unknown> {
  let bytes: Buffer;
  try {
    bytes = await readRegularFile(path, MAX_BYTES, () => unreadable(`${what} ${path} is larger than 64 MB.`));
  } catch (error) {
    const known = fileReason(error);
    if (known === null) throw error;
    throw unreadable(`${what} ${path} cannot be read. ${known.reason}`, error);
  }
  try {
    // Editors on Windows write a byte order mark, which is not JSON.
    return JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    throw unreadable(`${path} is not JSON: ${(error as Error).message}.`, error);
  }
}

function unreadable(message: string, cause?: unknown): UserError {
  return new UserError('config-unreadable', message, { cause });
}
