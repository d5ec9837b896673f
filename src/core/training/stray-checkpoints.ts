import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors, readSafetensorsHeader } from '#core/models/weight-files/safetensors.ts';
import { UserError } from '#shared/failure.ts';
import { CHECKPOINT_FILES, parseOrigin, parseProgress, RESUME_FILE, WEIGHTS } from './checkpoint.ts';

const UNFINISHED = /^(last|previous|next|weights|best-\d+)\.safetensors(\.\d+)+\.tmp$/;

/**
 * Removes what a killed training left in the folder of a fold and no resumed training needs: files that were not written
 * completely, best weights that no checkpoint names, and the checkpoints of a finished fold. `isFree` is asked before each
 * removal: false as soon as a process may train the run. Returns the names of the removed files.
 */
export async function removeStrayCheckpoints(folder: string, isFree: () => boolean): Promise<string[]> {
  const names = readdirSync(folder);
  const strays = new Set(names.filter((name) => UNFINISHED.test(name)));
  const resume = names.filter((name) => RESUME_FILE.test(name) && !UNFINISHED.test(name));
  if (resume.length > 0) {
    const needed = (await isFinished(folder)) ? new Set<string>() : await neededFiles(folder);
    if (needed !== null) for (const name of resume) if (!needed.has(name)) strays.add(name);
  }
  const removed: string[] = [];
  for (const name of strays) {
    if (!isFree()) break;
    rmSync(join(folder, name), { force: true });
    removed.push(name);
  }
  return removed;
}

/** Whether the weights of the finished fold are there and whole. Only then are its checkpoints useless. */
async function isFinished(folder: string): Promise<boolean> {
  const path = join(folder, WEIGHTS);
  if (!existsSync(path)) return false;
  try {
    return parseOrigin((await readSafetensors(path)).metadata.training)?.finished === true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** The files of a fold's checkpoints, and the best weights that these name. Null if a checkpoint cannot be read. */
async function neededFiles(folder: string): Promise<Set<string> | null> {
  const needed = new Set<string>();
  for (const name of CHECKPOINT_FILES) {
    const path = join(folder, name);
    if (!existsSync(path)) continue;
    needed.add(name);
    try {
      const { metadata } = await readSafetensorsHeader(path);
      const { bestFile } = parseProgress(metadata.progress, path);
      if (bestFile !== null) needed.add(bestFile);
    } catch (error) {
      if (error instanceof UserError) return null;
      throw error;
    }
  }
  // Without a checkpoint, a resumed fold starts anew.
  return needed;
}
