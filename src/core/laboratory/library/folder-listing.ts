import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { errorCode, fileReason } from '#core/system/file-errors.ts';
import { UserError } from '#shared/failure.ts';
import type { FolderListing } from '#shared/library.ts';
import { isSoundFileName } from '#shared/sound-endings.ts';

/** A longer list is hard to use, and every link in it must be followed. */
const MAX_FOLDERS = 5000;

/** The folders in which each system mounts disks. */
const DISK_FOLDERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['/media', '/run/media', '/mnt'],
  darwin: ['/Volumes'],
};

/**
 * The folders in `folder` (the home folder if it is null) without hidden ones, and other folders to start from.
 * @throws UserError `folder-missing`, `not-a-folder`, `folder-unreadable`.
 */
export async function listFolder(folder: string | null): Promise<FolderListing> {
  const here = resolve(folder ?? homedir());
  const entries = (await entriesOf(here)).filter(({ name }) => !name.startsWith('.'));
  const named = await Promise.all(
    entries
      .slice(0, MAX_FOLDERS)
      .map(async (entry) =>
        (await isFolder(here, entry)) ? [{ name: entry.name, path: join(here, entry.name) }] : [],
      ),
  );
  const parent = dirname(here);
  return {
    folder: here,
    parent: parent === here ? null : parent,
    folders: named.flat().toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })),
    sounds: entries.filter((entry) => !entry.isDirectory() && isSoundFileName(entry.name)).length,
    places: await startPlaces(),
  };
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const reason = fileReason(error);
    if (reason === null) throw error;
    if (errorCode(error) === 'ENOTDIR') {
      throw new UserError('not-a-folder', `${folder} is not a folder.`, { cause: error });
    }
    const code = reason.code === 'missing' ? 'folder-missing' : 'folder-unreadable';
    const what = reason.code === 'missing' ? 'The folder does not exist.' : reason.reason;
    throw new UserError(code, `${folder}: ${what} Choose another folder.`, { cause: error });
  }
}

async function isFolder(here: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return isFolderAt(join(here, entry.name));
}

async function isFolderAt(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return false;
  }
}

async function startPlaces(): Promise<FolderListing['places']> {
  const home = homedir();
  const places = [{ name: 'Home', path: home }];
  if (process.platform === 'win32') {
    const drives = [...'CDEFGHIJKLMNOPQRSTUVWXYZAB'].map((letter) => `${letter}:\\`);
    const there = await Promise.all(drives.map(isFolderAt));
    return [...places, ...drives.filter((_, index) => there[index]).map((path) => ({ name: path, path }))];
  }
  places.push({ name: 'Computer', path: '/' });
  for (const above of DISK_FOLDERS[process.platform] ?? []) {
    for (const disk of await foldersIn(above)) {
      // Desktop Linux mounts a user's disks one folder deeper.
      const below = basename(disk) === basename(home) ? await foldersIn(disk) : [disk];
      places.push(...below.map((path) => ({ name: basename(path), path })));
    }
  }
  return places;
}

async function foldersIn(above: string): Promise<string[]> {
  try {
    const entries = await readdir(above, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(above, name));
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return [];
  }
}
