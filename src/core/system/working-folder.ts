import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode } from './file-errors.ts';
import { processExists, processNamespace } from './process-owner.ts';

/** What the system's temporary folder is used for. */
type Use = 'graph' | 'sound' | 'archive';

/** Folders of earlier versions have no name of the place. */
const NAME = /^neural-ser-(?:graph|sound|archive)-(\d+)-(?:([0-9a-f]{12})-)?\w+$/;
/** A folder of another place is surely not used any more after this long without a new file. */
const MAX_FOREIGN_DAYS = 7;

let place: string | undefined;

/**
 * Where process ids have the meaning that they have here: this computer and, on Linux, this namespace of process ids. Two
 * containers can share the folder for temporary files, and a process of one is not found in the other.
 */
function thisPlace(): string {
  place ??= createHash('sha256').update(`${hostname()}\n${processNamespace()}`).digest('hex').slice(0, 12);
  return place;
}

/** Makes a folder in the system's temporary folder. Its name has the process, so that another one can remove it after a kill. */
export const makeWorkingFolder = (use: Use): Promise<string> =>
  mkdtemp(join(tmpdir(), `neural-ser-${use}-${process.pid}-${thisPlace()}-`));

/**
 * Removes those of processes that have ended: of this place by their process ids, of others by their age. What belongs to
 * another user stays.
 */
export async function removeDeadWorkingFolders(): Promise<void> {
  if (!existsSync(tmpdir())) return;
  for (const name of await readdir(tmpdir())) {
    const [, pid, where] = NAME.exec(name) ?? [];
    if (pid === undefined) continue;
    try {
      const path = join(tmpdir(), name);
      const isDead = where === thisPlace() ? !processExists(Number(pid)) : await isOld(path);
      if (isDead) await rm(path, { recursive: true, force: true });
    } catch (error) {
      if (errorCode(error) === null) throw error;
    }
  }
}

const isOld = async (path: string): Promise<boolean> =>
  Date.now() - (await stat(path)).mtimeMs > MAX_FOREIGN_DAYS * 86_400_000;
