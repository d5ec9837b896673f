import { readdir, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { fileReason } from '#core/system/file-errors.ts';
import { ARCHIVE_ENDING } from '#shared/archives.ts';
import { throwIfCancelled, UserError } from '#shared/failure.ts';

/** Results of a cluster are two folders deep. */
const MAX_DEPTH = 6;
const MAX_ARCHIVES = 100_000;

/**
 * The archives at a path, sorted: the file itself, or the `.neuralser` files in the folder and its subfolders. Hidden
 * folders, which hold unfinished results, and symbolic links to folders are not searched.
 * @throws UserError `archive-missing`, `no-archives` for a folder without any.
 */
export async function findArchives(path: string, signal?: AbortSignal): Promise<string[]> {
  const root = resolve(path);
  try {
    if (!(await stat(root)).isDirectory()) return [root];
    const found: string[] = [];
    await search(root, 0, found, signal);
    if (found.length > 0) return found;
  } catch (error) {
    const known = fileReason(error);
    if (known === null) throw error;
    throw new UserError('archive-missing', `${path} cannot be read. ${known.reason}`, { cause: error });
  }
  throw new UserError('no-archives', `There are no run archives (.${ARCHIVE_ENDING}) in ${path}.`);
}

async function search(
  folder: string,
  depth: number,
  found: string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  throwIfCancelled(signal);
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory() && depth < MAX_DEPTH) await search(path, depth + 1, found, signal);
    else if (entry.isFile() && extname(entry.name).toLowerCase() === `.${ARCHIVE_ENDING}`) {
      if (found.length < MAX_ARCHIVES) found.push(path);
    }
  }
}
