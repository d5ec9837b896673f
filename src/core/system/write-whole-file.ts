import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './sync-folder.ts';

/** Names of the temporary files that a process killed during a write leaves behind. */
export const UNFINISHED_FILE = /\.\d+\.\d+\.tmp$/;

/** Makes temporary names unique, for simultaneous writes of the same file in this process. */
let writes = 0;

/**
 * Writes a file atomically: at any moment `path` holds either the whole new content or its old content. Writes to a
 * temporary name, syncs and renames. Several arrays are written one after the other. Throws the file system's errors
 * (`ENOSPC`, `EACCES`) after removing the temporary file. (The package write-file-atomic 7.0 writes once and does not
 * check how many bytes the system wrote: on a nearly full disk it leaves a truncated file and reports success.)
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
