/** Files that the page may drag out of the window. */
import { realpath, stat } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { recordingsFolder, reportsFolder } from '#core/laboratory/paths.ts';
import { isLocalPath } from './local-path.ts';

/** Where such files lie in the laboratory, directly in the folder and with these endings. */
const PLACES = [
  { folderOf: recordingsFolder, ending: '.wav' },
  { folderOf: reportsFolder, ending: '.html' },
];

/**
 * The file that a path names, without links, if it is a saved recording or a kept report of the laboratory; null for every
 * other path, also for a link that leads out of these folders.
 */
export async function draggedFile(laboratory: string, path: string): Promise<string | null> {
  if (!isLocalPath(path)) return null;
  try {
    const file = await realpath(path);
    for (const { folderOf, ending } of PLACES) {
      const folder = await realpath(folderOf(laboratory)).catch(() => null);
      if (dirname(file) !== folder || extname(file).toLowerCase() !== ending) continue;
      return (await stat(file)).isFile() ? file : null;
    }
  } catch {
    // No such file, or the system refuses it: the same answer as for a foreign one.
  }
  return null;
}
