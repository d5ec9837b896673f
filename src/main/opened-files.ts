/** What the system opens with the program: files by a double click or on the command line, and links to runs. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ARCHIVE_ENDING } from '#shared/archives.ts';
import { OPENED_FILES, PAGES, pageHash } from '#shared/pages.ts';
import { linkedRun } from '#shared/run-links.ts';
import { isSoundFileName } from '#shared/sound-endings.ts';

/** More files than this are not opened at once. */
const MAX_FILES = 50;
/** A path of another computer. Looking at it would send the user's name there. */
const REMOTE = /^(\\\\|\/\/)/;

/** The page of the first link among `args`, otherwise the page that opens the files; null if there is nothing to open. */
export function openedHash(args: readonly string[], folder: string): string | null {
  for (const arg of args) {
    const run = linkedRun(arg);
    if (run !== null) return `#${PAGES.run.path.replace(':id', run)}`;
  }
  return openedFilesHash(args, folder);
}

/**
 * The page that opens the files among `args`, relative to `folder`: run archives are imported, otherwise audio
 * files are predicted. Null if there is no such file; options, folders and other files are ignored.
 */
function openedFilesHash(args: readonly string[], folder: string): string | null {
  const paths = args
    .map(localPath)
    .filter((arg) => !arg.startsWith('-') && !REMOTE.test(arg) && !arg.includes('\0'))
    .map((arg) => resolve(folder, arg));
  const filesThat = (match: (path: string) => boolean) =>
    paths.filter((path) => match(path) && isFile(path)).slice(0, MAX_FILES);
  const archives = filesThat((path) => path.toLowerCase().endsWith(`.${ARCHIVE_ENDING}`));
  if (archives.length > 0) return pageHash('runs', query(archives));
  const sounds = filesThat(isSoundFileName);
  return sounds.length > 0 ? pageHash('predict', query(sounds)) : null;
}

const query = (paths: readonly string[]) =>
  `?${new URLSearchParams(paths.map((path): [string, string] => [OPENED_FILES, path]))}`;

/** Some desktops name a file by its address, `file:///home/a%20clip.wav`. Every other text stays as it is. */
function localPath(arg: string): string {
  if (!arg.startsWith('file:')) return arg;
  try {
    return fileURLToPath(arg);
  } catch {
    // An address of another computer, or not a file's.
    return '';
  }
}

/** Not a pipe or a device, which would wait when it is read. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
