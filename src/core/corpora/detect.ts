import path from 'node:path';
import type { Layout } from '../../shared/corpora.ts';
import type { Breath } from '../turns/breath.ts';
import { cremaD } from './crema-d.ts';
import { emotionFolders } from './emotion-folders.ts';
import { emotionOfWord } from './emotion-words.ts';
import type { NamedLayout, Naming } from './naming.ts';
import { ravdess } from './ravdess.ts';
import { savee } from './savee.ts';
import { tess } from './tess.ts';
import type { FoundFile } from './walk.ts';

/** The published corpora: their files' names are unmistakable, so each is known wherever it lies. */
const PUBLISHED: readonly NamedLayout[] = [ravdess, tess, cremaD, savee];
const BY_LAYOUT: Record<Exclude<Layout, 'csv'>, NamedLayout> = {
  ravdess,
  tess,
  'crema-d': cremaD,
  savee,
  folders: emotionFolders,
};

/** The only sound files that are read. */
export const WAV_FILE = /\.(?:wav|wave)$/i;
/** Sound and video that could be a clip if somebody converted it. */
const OTHER_SOUND_FILE =
  /\.(?:mp3|mp2|flac|ogg|oga|opus|m4a|aac|wma|aiff?|aifc|au|amr|caf|webm|mp4|m4v|avi|mov|mkv|flv)$/i;

/** Whether a file's name is that of a sound, also of one that is not read. */
export const isSoundFile = (file: string): boolean => WAV_FILE.test(file) || OTHER_SOUND_FILE.test(file);

/** A file and what its path tells. `folders`: from the scanned folder's own name on. */
export interface NamedFile extends FoundFile {
  folders: string[];
  naming: Naming;
}

export interface Detected {
  /** WAV files of a known layout. */
  clips: NamedFile[];
  /** WAV files whose path tells no emotion. */
  unknown: FoundFile[];
  /** Files of a known layout in another format, of which there is no WAV beside. */
  otherFormats: FoundFile[];
}

/**
 * Tells each file's layout by its path: the published corpora by their files' names, in whatever folders and however
 * mixed, everything else by the nearest folder that names an emotion. The scanned folder's own name is such a folder
 * only where no folder below names an emotion (a project called “Sad” is not a corpus of sad clips). Takes a `breath`
 * between files.
 */
export async function detect(root: string, files: readonly FoundFile[], breath: Breath): Promise<Detected> {
  const foldersOf = new Map<string, string[]>();
  const placed = files.map((file) => {
    const folder = path.dirname(file.path);
    const folders = foldersOf.get(folder) ?? path.relative(root, folder).split(path.sep);
    foldersOf.set(folder, folders);
    return { file, folders };
  });
  const namesEmotion = (folder: string) => emotionOfWord(folder) !== null;
  const namedBelow = [...foldersOf.values()].some((folders) => folders.some(namesEmotion));
  const rootName = path.basename(root);
  const read = ({ file, folders }: { file: FoundFile; folders: string[] }): NamedFile | null => {
    const inside = folders.filter((folder) => folder !== '');
    const all = [rootName, ...inside];
    const stem = path.parse(file.path).name;
    const inFolders = namedBelow && !inside.some(namesEmotion) ? null : emotionFolders.readName(all, stem);
    const naming = readPublishedName(all, stem) ?? inFolders;
    return naming === null ? null : { ...file, folders: all, naming };
  };

  const clips: NamedFile[] = [];
  const unknown: FoundFile[] = [];
  const others: NamedFile[] = [];
  for (const place of placed) {
    await breath();
    if (!isSoundFile(place.file.path)) continue;
    const isWav = WAV_FILE.test(place.file.path);
    const named = read(place);
    if (named !== null) (isWav ? clips : others).push(named);
    else if (isWav) unknown.push(place.file);
  }
  const recordings = new Set(clips.map(({ naming }) => naming.recording));
  return { clips, unknown, otherFormats: others.filter(({ naming }) => !recordings.has(naming.recording)) };
}

/** What a file's name tells if it is one of the four published corpora's, else null. */
export function readPublishedName(folders: readonly string[], stem: string): Naming | null {
  for (const layout of PUBLISHED) {
    const naming = layout.readName(folders, stem);
    if (naming !== null) return naming;
  }
  return null;
}

/** Whether a folder of this name is a part of a corpus of this layout (`Actor_05`), and the whole lies above it. */
export function isPartOfCorpus(layout: Exclude<Layout, 'csv'>, folder: string): boolean {
  return BY_LAYOUT[layout].isPart(folder);
}
