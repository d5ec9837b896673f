import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { listFiles } from '#core/corpora/scan/list-files.ts';
import { throwIfCancelled } from '#shared/failure.ts';
import { isSoundFileName } from '#shared/sound-endings.ts';

/** A file to predict, or a folder that has none. */
export interface SoundFile {
  /** Absolute. */
  path: string;
  problem: string | null;
}

/**
 * The files to predict: each path of a file as it is, and in place of a folder all audio files in it and its subfolders.
 * A path that cannot be read stays, so that its prediction reports why.
 * @throws UserError `cancelled`.
 */
export async function soundFiles(paths: readonly string[], signal?: AbortSignal): Promise<SoundFile[]> {
  const files: SoundFile[] = [];
  for (const path of paths.map((written) => resolve(written))) {
    throwIfCancelled(signal);
    if (!(await isFolder(path))) {
      files.push({ path, problem: null });
      continue;
    }
    const found = (await listFiles(path, { signal })).files.filter((file) => isSoundFileName(file.path));
    for (const file of found) files.push({ path: file.path, problem: null });
    if (found.length === 0) {
      files.push({ path, problem: 'There are no audio files in this folder. Choose another folder.' });
    }
  }
  return files;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // The prediction of the path says what is wrong with it.
    return false;
  }
}
