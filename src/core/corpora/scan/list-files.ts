import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { forEachBounded } from '#core/system/bounded-parallel.ts';
import { fileReason } from '#core/system/file-errors.ts';
import { createYielder } from '#core/system/yielder.ts';
import type { Problem } from '#shared/corpora.ts';
import { isSoundFileName } from '#shared/sound-endings.ts';

/** One regular file below a folder. */
export interface FoundFile {
  /** As reached from the folder, with links. */
  path: string;
  /** With all links resolved: equal for two paths to one file. */
  realPath: string;
  /** The path contains a link. */
  linked: boolean;
}

/** A problem with something below a folder. `realPath` as for files, if there is one. */
export interface FoundProblem extends Problem {
  realPath: string;
  linked: boolean;
}

export interface ListOptions {
  signal?: AbortSignal;
  /** Called after each folder with the number of files found so far. */
  onFound?: (files: number) => void;
  /** Called before each folder with the number of files found so far. True ends the listing early. */
  enough?: (files: number) => boolean;
}

/** Each real folder is entered at most once directly and once through links, so that link loops end. */
type Folder = FoundFile;

const FOLDERS_AT_ONCE = 8;
/**
 * Stores that name each file by its content: the cache of Hugging Face, git-annex, DVC. A data set there is a folder of links
 * into the store, which has no names to scan.
 */
const CONTENT_STORE =
  /[\\/](?:(?:datasets|models|spaces)--[^\\/]+[\\/]blobs|\.git[\\/]annex[\\/]objects|\.?dvc[\\/]cache)[\\/]/;

/**
 * All files below `root`: first those without a link in their path, then the others, each in the order of their
 * paths. Skips hidden files and folders (`._x.wav` of macOS), `__MACOSX`, devices and pipes. Links to targets inside
 * `root` are followed, and links to files in a {@link CONTENT_STORE}. Links to other targets become problems (`outside`), and
 * so do folders that cannot be read.
 *
 * Rejects with {@link UserError} `cancelled`, or with the file system's error if `root` does not exist.
 */
export async function listFiles(
  root: string,
  options: ListOptions = {},
): Promise<{ files: FoundFile[]; problems: FoundProblem[] }> {
  const files: FoundFile[] = [];
  const problems: FoundProblem[] = [];
  const realRoot = await realpath(root);
  const yieldNow = createYielder(options.signal);
  const enteredByLink = new Set<string>();
  let level: Folder[] = [{ path: root, realPath: realRoot, linked: false }];

  while (level.length > 0) {
    const below: Folder[] = [];
    const links: FoundFile[] = [];
    await forEachBounded(level, FOLDERS_AT_ONCE, options.signal, async (folder) => {
      if (options.enough?.(files.length)) return;
      for (const entry of await entriesOf(folder, problems)) {
        if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue;
        const found = {
          path: path.join(folder.path, entry.name),
          realPath: path.join(folder.realPath, entry.name),
          linked: folder.linked,
        };
        if (entry.isDirectory()) below.push(found);
        else if (entry.isFile()) files.push(found);
        else if (entry.isSymbolicLink()) links.push(found);
      }
      options.onFound?.(files.length);
      await yieldNow();
    });
    await forEachBounded(links, FOLDERS_AT_ONCE, options.signal, async (link) => {
      const target = await resolveLink(link, realRoot, problems);
      if (target === null) return;
      const found = { path: link.path, realPath: target.realPath, linked: true };
      if (target.isFile) files.push(found);
      else below.push(found);
    });
    below.sort((a, b) => comparePaths(a.path, b.path));
    level = below.filter(({ realPath, linked }) => {
      if (!linked) return true;
      if (enteredByLink.has(realPath)) return false;
      enteredByLink.add(realPath);
      return true;
    });
  }
  await yieldNow();
  return { files: files.sort(directFirst), problems: problems.sort(directFirst) };
}

/** Orders paths by their UTF-16 code units: the same on every machine, in every language. */
export function comparePaths(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function directFirst(a: FoundFile, b: FoundFile): number {
  return Number(a.linked) - Number(b.linked) || comparePaths(a.path, b.path);
}

async function entriesOf(folder: Folder, problems: FoundProblem[]): Promise<Dirent[]> {
  try {
    return await readdir(folder.path, { withFileTypes: true });
  } catch (error) {
    const reason = fileReason(error);
    if (reason === null) throw error;
    problems.push({ ...folder, ...reason, reason: `Folder skipped. ${reason.reason}` });
    return [];
  }
}

/** The target of a link if it may be followed; otherwise null, and where needed a problem. */
async function resolveLink(
  link: FoundFile,
  realRoot: string,
  problems: FoundProblem[],
): Promise<{ realPath: string; isFile: boolean } | null> {
  try {
    const realPath = await realpath(link.path);
    const stats = await stat(realPath);
    if (!stats.isFile() && !stats.isDirectory()) return null;
    if (isInside(realPath, realRoot) || (stats.isFile() && CONTENT_STORE.test(realPath)))
      return { realPath, isFile: stats.isFile() };
    if (stats.isDirectory() || isSoundFileName(link.path)) {
      const advice = stats.isDirectory()
        ? 'Scan that folder itself.'
        : 'Scan a folder that contains both, or put the file in the place of the link.';
      problems.push({
        ...link,
        code: 'outside',
        reason: `Link to ${realPath}, outside the scanned folder: not followed. ${advice}`,
      });
    }
    return null;
  } catch (error) {
    const reason = fileReason(error);
    if (reason === null) throw error;
    // Other broken links are not clips.
    if (isSoundFileName(link.path))
      problems.push({ ...link, ...reason, reason: `Broken link. ${reason.reason}` });
    return null;
  }
}

/** Whether `inner` is `outer` or below it. Both are absolute and without links. */
export function isInside(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return (
    relative === '' ||
    (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative))
  );
}
