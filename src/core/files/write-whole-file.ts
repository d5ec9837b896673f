import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './sync-folder.ts';

/** What a process that was killed while it wrote leaves behind. */
export const UNFINISHED_FILE = /\.\d+\.\d+\.tmp$/;

/** Two writes of one file at once, in this process, must not share their temporary name. */
let writes = 0;

/**
 * Writes a file so that `path` at any moment holds either all of it or what it held before: to a temporary name, synced,
 * renamed. Several arrays are written one after the other. Throws what the file system throws (`ENOSPC`, `EACCES`); the temporary file is then gone. (The package
 * write-file-atomic 7.0 writes once and does not look at how much of it the system took: on a disk with room for a
 * part, it leaves that part under the file's name and reports success.)
 */
export async function writeWholeFile(
  path: string,
  content: Uint8Array | string | readonly Uint8Array[],
): Promise<void> {
  const temporary = `${path}.${process.pid}.${writes++}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}
