import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Problem } from '../../shared/corpora.ts';
import { createBreath } from '../turns/breath.ts';
import { forEachBounded } from './bounded.ts';
import { fileReason } from './file-reasons.ts';

/** One regular file below a folder. */
export interface FoundFile {
  /** As reached from the folder, links included. */
  path: string;
  /** With all links resolved: equal for two ways to one file. */
  realPath: string;
  /** A link leads to it, or to a folder above it. */
  linked: boolean;
}

/** A problem with something below a folder; `realPath` as for files, where it has one. */
export interface FoundProblem extends Problem {
  realPath: string;
  linked: boolean;
}

export interface WalkOptions {
  signal?: AbortSignal;
  /** Called after each folder with the number of files found so far. */
  onFound?: (files: number) => void;
  /** Asked before each folder with the number of files found so far: true ends the walk early. */
  enough?: (files: number) => boolean;
}

/** Each real folder is entered at most once directly and once through links, so loops end. */
type Folder = FoundFile;

const FOLDERS_AT_ONCE = 8;
/** A broken or stray link to anything else is nobody's clip. */
const CLIP_LIKE = /\.(?:wav|wave)$/i;

/**
 * All files below `root`, those that no link leads to first, each in the order of their paths. Hidden files and folders (`._x.wav` of
 * macOS), `__MACOSX`, devices and pipes are left out. Links to places inside `root` are followed, those out of it
 * become problems (`outside`), as do folders that cannot be read.
 *
 * Rejects with {@link UserError} `cancelled`, or the file system's error where `root` itself is not there.
 */
export async function walkFolder(
  root: string,
  options: WalkOptions = {},
): Promise<{ files: FoundFile[]; problems: FoundProblem[] }> {
  const files: FoundFile[] = [];
  const problems: FoundProblem[] = [];
  const realRoot = await realpath(root);
  const breath = createBreath(options.signal);
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
      await breath();
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
  await breath();
  return { files: files.sort(directFirst), problems: problems.sort(directFirst) };
}

/** Orders paths by their UTF-16 code units: the same on every machine, whatever its language. */
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
    problems.push({ ...folder, ...reason, reason: `This folder was passed over. ${reason.reason}` });
    return [];
  }
}

/** Where a link leads, if that is a file or folder inside `realRoot`; otherwise null and perhaps a problem. */
async function resolveLink(
  link: FoundFile,
  realRoot: string,
  problems: FoundProblem[],
): Promise<{ realPath: string; isFile: boolean } | null> {
  try {
    const realPath = await realpath(link.path);
    const stats = await stat(realPath);
    if (!stats.isFile() && !stats.isDirectory()) return null;
    if (isInside(realPath, realRoot)) return { realPath, isFile: stats.isFile() };
    if (stats.isDirectory() || CLIP_LIKE.test(link.path))
      problems.push({
        ...link,
        code: 'outside',
        reason: `A link out of the scanned folder, to ${realPath}: it was not followed. Scan that folder itself.`,
      });
    return null;
  } catch (error) {
    const reason = fileReason(error);
    if (reason === null) throw error;
    if (CLIP_LIKE.test(link.path))
      problems.push({ ...link, ...reason, reason: `A link that leads to nothing. ${reason.reason}` });
    return null;
  }
}

/** Whether `inner` is `outer` or lies below it; both absolute and without links. */
export function isInside(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return (
    relative === '' ||
    (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative))
  );
}
