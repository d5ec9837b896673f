import { type FileSource, fileSource } from './take-files.ts';

/** Endings of what a browser may be able to decode; a folder holds other things too. */
const SOUND = /\.(wav|wave|mp3|ogg|oga|opus|flac|m4a|mp4|aac|webm|aiff?)$/i;
/** Of a folder no more is looked through: it is no handful of sounds. */
const MOST_ENTRIES = 20_000;

/** One thing that was dropped. */
export interface Dropped {
  file: File | null;
  /** Null where the browser knows no entries: a folder is then a file that cannot be read. */
  entry: FileSystemEntry | null;
}

export interface DroppedSounds {
  /** In the order of their names within each folder. */
  files: FileSource[];
  /** Names of dropped folders without a sound in them. */
  soundless: string[];
}

/** What a drop's event carries; to be asked before the event is over. */
export const droppedThings = (data: DataTransfer): Dropped[] =>
  [...data.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ file: item.getAsFile(), entry: item.webkitGetAsEntry() }));

/**
 * The dropped files, whatever they are, and the sounds in dropped folders and theirs, hidden ones left out. A folder
 * that cannot be read counts as one without a sound.
 */
export async function droppedSounds(things: readonly Dropped[]): Promise<DroppedSounds> {
  const files: DroppedSounds['files'] = [];
  const soundless: string[] = [];
  for (const { file, entry } of things) {
    if (entry?.isDirectory) {
      const found = await soundsIn(entry as FileSystemDirectoryEntry);
      if (found.length === 0) soundless.push(entry.name);
      for (const sound of found) files.push({ name: sound.name, open: () => opened(sound) });
    } else if (file !== null) files.push(fileSource(file));
  }
  return { files, soundless };
}

async function soundsIn(folder: FileSystemDirectoryEntry): Promise<FileSystemFileEntry[]> {
  const found: FileSystemFileEntry[] = [];
  const folders = [folder];
  let looked = 0;
  for (let next = folders.pop(); next !== undefined && looked < MOST_ENTRIES; next = folders.pop()) {
    for (const entry of await entriesOf(next)) {
      looked += 1;
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory) folders.push(entry as FileSystemDirectoryEntry);
      else if (SOUND.test(entry.name)) found.push(entry as FileSystemFileEntry);
    }
  }
  return found.sort((a, b) => a.fullPath.localeCompare(b.fullPath, 'en', { numeric: true }));
}

async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    // A hundred at a time; none: that was all.
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

const opened = (entry: FileSystemFileEntry) =>
  new Promise<File>((resolve, reject) => entry.file(resolve, reject));
