import { link, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NotAFileError, readRegularFile } from '#core/system/open-regular-file.ts';
import { currentOwner, ownerLives, type ProcessOwner } from '#core/system/process-owner.ts';
import { UserError } from '#shared/failure.ts';

const LOCK = 'install.lock';
const POLL_MILLISECONDS = 300;
/** A younger draft may be of a process that is just claiming or stealing the lock. */
const DRAFT_MILLISECONDS = 60_000;

/**
 * Lets one process at a time install into a folder: waits while a live process holds the lock, and takes over the lock
 * of a dead one. `waiting` is called once, before the wait. The lock only avoids a second download; renaming the
 * finished folder is what keeps two installations apart.
 */
export async function withInstallLock<T>(
  folder: string,
  work: () => Promise<T>,
  { waiting, signal }: { waiting?: () => void; signal?: AbortSignal } = {},
): Promise<T> {
  const lock = join(folder, LOCK);
  const mine = `${JSON.stringify(currentOwner())}\n${crypto.randomUUID()}\n`;
  for (let notified = false; !(await claim(lock, mine)); ) {
    const holder = await readOrNull(lock);
    if (holder === null) continue;
    if (isDead(holder)) {
      await steal(lock, holder);
      continue;
    }
    if (!notified) waiting?.();
    notified = true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    if (signal?.aborted) throw new UserError('cancelled', 'Cancelled.');
  }
  try {
    return await work();
  } finally {
    if ((await readOrNull(lock)) === mine) await rm(lock, { force: true });
  }
}

/** Removes drafts of locks whose processes were killed in the moment between writing and linking. */
export async function removeDeadDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${LOCK}.`)) continue;
    const path = join(folder, name);
    const changed = await stat(path).catch(() => null);
    if (changed === null || Date.now() - changed.ctimeMs < DRAFT_MILLISECONDS) continue;
    const draft = await readOrNull(path);
    if (draft !== null && isDead(draft)) await rm(path, { force: true });
  }
}

/** A link appears with its whole content, or not at all where the name exists. */
async function claim(lock: string, mine: string): Promise<boolean> {
  const draft = `${lock}.${crypto.randomUUID()}`;
  try {
    // Also a draft that a full disk has cut is removed.
    await writeFile(draft, mine);
    await link(draft, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Removes a dead lock. If another process has replaced it meanwhile, puts that lock back. */
async function steal(lock: string, holder: string): Promise<void> {
  const taken = `${lock}.${crypto.randomUUID()}`;
  try {
    await rename(lock, taken);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const live = (await readOrNull(taken)) !== holder;
  if (live)
    await link(taken, lock).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  await rm(taken, { force: true });
}

/** A lock from another computer (on a shared folder) cannot be checked and counts as alive. */
function isDead(holder: string): boolean {
  const [first = ''] = holder.split('\n');
  try {
    return ownerLives(JSON.parse(first) as ProcessOwner) === false;
  } catch (error) {
    if (error instanceof SyntaxError) return true;
    throw error;
  }
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return (await readRegularFile(path)).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    if (!(error instanceof NotAFileError)) throw error;
    throw new UserError('not-a-file', `${error.message}. Remove it and try again.`, { cause: error });
  }
}
