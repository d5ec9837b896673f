import { realpath } from 'node:fs/promises';
import { errorCode } from './file-errors.ts';

/** The path of a file or folder with symbolic links resolved; `path` itself when it cannot be read. */
export async function realPathOrSame(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return path;
  }
}
