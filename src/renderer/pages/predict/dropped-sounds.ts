import { isSoundFileName } from '#shared/sound-endings.ts';
import { type FileSource, fileSource } from './take-files.ts';

/** The search of a folder stops after this number of entries. */
const MAX_ENTRIES = 20_000;

/** One dropped file or folder. */
export interface DroppedItem {
  file: File | null;
  /** Null if the browser has no entries: a folder is then a file that cannot be read. */
  entry: FileSystemEntry | null;
}

export interface DroppedSounds {
  /** Ordered by name within each folder. */
  files: FileSource[];
  /** Names of dropped folders without audio files. */
  emptyFolders: string[];
}

/** The items of a drop event; they must be read before the event handler returns. */
export const droppedItems = (data: DataTransfer): DroppedItem[] =>
  [...data.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ file: item.getAsFile(), entry: item.webkitGetAsEntry() }));

/**
 * All dropped files of any type, and the audio files in dropped folders and their subfolders, without hidden ones. An
 * unreadable folder counts as a folder without audio files.
 */
export async function droppedSounds(items: readonly DroppedItem[]): Promise<DroppedSounds> {
  const files: DroppedSounds['files'] = [];
  const emptyFolders: string[] = [];
  for (const { file, entry } of items) {
    if (entry?.isDirectory) {
      const found = await soundsIn(entry as FileSystemDirectoryEntry);
      if (found.length === 0) emptyFolders.push(entry.name);
      for (const sound of found) files.push({ name: sound.name, open: () => fileOf(sound) });
    } else if (file !== null) files.push(fileSource(file));
  }
  return { files, emptyFolders };
}

async function soundsIn(folder: FileSystemDirectoryEntry): Promise<FileSystemFileEntry[]> {
  const found: FileSystemFileEntry[] = [];
  const folders = [folder];
  let visited = 0;
  for (let next = folders.pop(); next !== undefined && visited < MAX_ENTRIES; next = folders.pop()) {
    for (const entry of await entriesOf(next)) {
      visited += 1;
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory) folders.push(entry as FileSystemDirectoryEntry);
      else if (isSoundFileName(entry.name)) found.push(entry as FileSystemFileEntry);
    }
  }
  return found.sort((a, b) => a.fullPath.localeCompare(b.fullPath, 'en', { numeric: true }));
}

async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    // The browser returns about a hundred entries per call, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    ).catch((error: unknown) => {
      if (error instanceof DOMException) return [];
      throw error;
    });
    if (some.length === 0) return entries;
    entries.push(...some);
  }
}

const fileOf = (entry: FileSystemFileEntry) =>
  new Promise<File>((resolve, reject) => entry.file(resolve, reject));
