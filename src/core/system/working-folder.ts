import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode } from './file-errors.ts';
import { processExists } from './process-owner.ts';

/** What the system's temporary folder is used for. */
type Use = 'graph' | 'sound' | 'archive';

const NAME = /^neural-ser-(?:graph|sound|archive)-(\d+)-\w+$/;

/** Makes a folder in the system's temporary folder. Its name has the process, so that another one can remove it after a kill. */
export const makeWorkingFolder = (use: Use): Promise<string> =>
  mkdtemp(join(tmpdir(), `neural-ser-${use}-${process.pid}-`));

/** Removes those of processes that have ended. What belongs to another user stays. */
export async function removeDeadWorkingFolders(): Promise<void> {
  if (!existsSync(tmpdir())) return;
  for (const name of await readdir(tmpdir())) {
    const pid = NAME.exec(name)?.[1];
    if (pid === undefined || processExists(Number(pid))) continue;
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch((error) => {
      if (errorCode(error) === null) throw error;
    });
  }
}
