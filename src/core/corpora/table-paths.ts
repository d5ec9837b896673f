import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from './file-reasons.ts';

/**
 * Finds the files that a table names. `written` holds every path of the table, `folder` is the table's own. The
 * function it gives resolves to the absolute path of an existing file, or null.
 *
 * A table made elsewhere (`/content/drive/TESS/OAF_Fear/OAF_back_fear.wav`, `C:\\data\\x.wav`) is served by looking for
 * the longest end of the path that exists below `folder`. A bare file name is only believed where no other row of
 * the table has the same: many corpora repeat their names in each speaker's folder.
 */
export function createPathFinder(
  folder: string,
  written: readonly string[],
): (written: string) => Promise<string | null> {
  const timesNamed = new Map<string, Set<string>>();
  for (const text of written) {
    const name = partsOf(text).at(-1) ?? '';
    timesNamed.set(name, (timesNamed.get(name) ?? new Set()).add(text));
  }
  /** Folders are few and rows are many: what exists below `folder` is asked once for each folder written. */
  const places = new Map<string, Promise<string[]>>();

  return async (text) => {
    const plain = await existingFile(path.resolve(folder, text));
    if (plain !== null) return plain;
    const parts = partsOf(text);
    const name = parts.at(-1);
    if (name === undefined || parts.includes('..')) return null;
    const above = parts.slice(0, -1);
    const key = above.join('/');
    let place = places.get(key);
    if (place === undefined) {
      place = existingEnds(folder, above);
      places.set(key, place);
    }
    for (const candidate of await place) {
      if (candidate === folder && (timesNamed.get(name)?.size ?? 0) > 1) continue;
      const found = await existingFile(path.join(candidate, name));
      if (found !== null) return found;
    }
    return null;
  };
}

function partsOf(text: string): string[] {
  return text.split(/[\\/]+/).filter((part) => part !== '' && part !== '.');
}

/** The folders below `folder` that an end of `parts` leads to, the longest end first, `folder` itself last. */
async function existingEnds(folder: string, parts: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (let cut = 0; cut < parts.length; cut++) {
    const candidate = path.join(folder, ...parts.slice(cut));
    if (await holds(candidate, (stats) => stats.isDirectory())) found.push(candidate);
  }
  return [...found, folder];
}

/** `file`, or `file.wav`, where tables leave the ending out; null if neither is a file. */
async function existingFile(file: string): Promise<string | null> {
  const isFile = (stats: Stats) => stats.isFile();
  if (await holds(file, isFile)) return file;
  return path.extname(file) === '' && (await holds(`${file}.wav`, isFile)) ? `${file}.wav` : null;
}

async function holds(candidate: string, test: (stats: Stats) => boolean): Promise<boolean> {
  try {
    return test(await stat(candidate));
  } catch (error) {
    // A cell may hold anything: a name that is too long or has a NUL is no file of ours, as is one out of reach.
    if (errorCode(error) === null) throw error;
    return false;
  }
}
