import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../../../shared/failure.ts';
import { currentOwner, ownerLives, type RunOwner } from '../../../runs/run-owner.ts';

const LOCK = 'install.lock';
const LOOK_MILLISECONDS = 300;

/**
 * Lets one process at a time install into a folder: waits while another one that lives holds the lock, and takes the
 * lock of a dead one. `waiting` is called once, when it must wait. The lock spares a second download; that no half of
 * two installs is mixed is the renaming's doing.
 */
export async function withInstallLock<T>(
  folder: string,
  work: () => Promise<T>,
  { waiting, signal }: { waiting?: () => void; signal?: AbortSignal } = {},
): Promise<T> {
  const lock = join(folder, LOCK);
  const mine = `${JSON.stringify(currentOwner())}\n${crypto.randomUUID()}\n`;
  for (let told = false; !(await claim(lock, mine)); ) {
    const holder = await readOrNull(lock);
    if (holder === null) continue;
    if (isDead(holder)) {
      await steal(lock, holder);
      continue;
    }
    if (!told) waiting?.();
    told = true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
    if (signal?.aborted) throw new UserError('cancelled', 'Cancelled.');
  }
  try {
    return await work();
  } finally {
    if ((await readOrNull(lock)) === mine) await rm(lock, { force: true });
  }
}

/** A link appears with its whole content, or not at all where the name is taken. */
async function claim(lock: string, mine: string): Promise<boolean> {
  const draft = `${lock}.${crypto.randomUUID()}`;
  await writeFile(draft, mine);
  try {
    await link(draft, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Moves a dead lock away; where somebody else was quicker and it is theirs already, puts it back. */
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

/** A lock of another computer (a shared folder) cannot be judged: it counts as alive. */
function isDead(holder: string): boolean {
  const [first = ''] = holder.split('\n');
  try {
    return ownerLives(JSON.parse(first) as RunOwner) === false;
  } catch (error) {
    if (error instanceof SyntaxError) return true;
    throw error;
  }
}

async function readOrNull(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}
