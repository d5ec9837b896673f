import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode } from './file-errors.ts';

const OLD = '.old-';

/**
 * Puts the folder `prepared` in place of `target`, which may exist. A process that is killed in between leaves the old one beside it,
 * which {@link finishReplacing} puts back.
 */
export async function replaceFolder(prepared: string, target: string): Promise<void> {
  const old = join(dirname(target), `${OLD}${basename(target)}`);
  await rm(old, { recursive: true, force: true });
  await rename(target, old).catch((error) => {
    if (errorCode(error) !== 'ENOENT') throw error;
  });
  try {
    await rename(prepared, target);
  } catch (error) {
    if (existsSync(old)) await rename(old, target);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

/** Whether a killed process was replacing something in this folder. */
export const isReplacing = async (folder: string): Promise<boolean> =>
  existsSync(folder) && (await readdir(folder)).some((name) => name.startsWith(OLD));

/** Ends what killed processes were replacing in this folder: the new one stays where it is whole, otherwise the old one comes back. */
export async function finishReplacing(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const name of await readdir(folder)) {
    if (!name.startsWith(OLD)) continue;
    const target = join(folder, name.slice(OLD.length));
    if (existsSync(target)) await rm(join(folder, name), { recursive: true, force: true });
    else await rename(join(folder, name), target);
  }
}
