import path from 'node:path';
import { emotionFolders } from '#core/corpora/layouts/emotion-folders.ts';
import { countLabels, type EmotionLevel, emotionLevel } from '#core/corpora/layouts/emotion-level.ts';
import { agreesWithWord } from '#core/corpora/layouts/emotion-words.ts';
import { folderPeers } from '#core/corpora/layouts/folder-peers.ts';
import type { NamedLayout, Naming } from '#core/corpora/layouts/naming.ts';
import { LAYOUT_READERS, PUBLISHED_LAYOUTS } from '#core/corpora/layouts/registry.ts';
import type { Yielder } from '#core/system/yielder.ts';
import type { NamedLayoutKey } from '#shared/corpora.ts';
import { isSoundFileName, soundFileRank } from '#shared/sound-endings.ts';
import type { FoundFile } from './list-files.ts';
import { createNameCheck, type TwoLabels } from './other-names.ts';

/** A file and the information in its path. `folders`: from the name of the scanned folder on. */
export interface NamedFile extends FoundFile {
  folders: string[];
  naming: Naming;
  /** What its folders say alone; null if none certainly names an emotion. */
  byFolders: Naming | null;
}

export interface Detected {
  /** Sound files of a known layout, each recording in one format. */
  clips: NamedFile[];
  /** Sound files without an emotion in their path, each in one format. */
  unknown: FoundFile[];
}

/**
 * Detects each file's layout from its path: published corpora by their file names, in any folder and mixture; all
 * other files by the folder that names an emotion, also where many names contradict such folders. `isSynthetic` checks
 * whether the synthesizer wrote a folder. Calls `yieldNow` between files.
 */
export async function detect(
  root: string,
  files: readonly FoundFile[],
  isSynthetic: (folder: string) => Promise<boolean>,
  yieldNow: Yielder,
): Promise<Detected> {
  const rootName = path.basename(root);
  const foldersOf = new Map<string, string[]>();
  const entries = files.map((file) => {
    const folder = path.dirname(file.path);
    const inside = () => path.relative(root, folder).split(path.sep);
    const folders = foldersOf.get(folder) ?? [rootName, ...inside().filter((name) => name !== '')];
    foldersOf.set(folder, folders);
    return { file, folders };
  });
  const isOwnFolder = folderCheck(entries.map(({ file }) => file.path));
  const soundFolders = new Set(
    entries.filter(({ file }) => isSoundFileName(file.path)).map(({ folders }) => folders),
  );
  const peers = folderPeers([...soundFolders]);
  const sure = new Map<readonly string[], boolean>();
  /** A folder far above may be a project that only sounds like an emotion. */
  const isSure = (folders: readonly string[], { index }: EmotionLevel): boolean => {
    const answer =
      sure.get(folders) ?? (index === folders.length - 1 || countLabels(peers.beside(folders, index)) > 1);
    sure.set(folders, answer);
    return answer;
  };
  const read = async ({ file, folders }: (typeof entries)[number]): Promise<ReadFile> => {
    const stem = path.parse(file.path).name;
    const folder = path.dirname(file.path);
    const synthetic = await isSynthetic(folder);
    const byFolders = emotionFolders.readName(folders, stem, synthetic, peers);
    const byName = readPublishedName(folders, stem, (layout) => isOwnFolder(layout, folder), synthetic);
    const level = byFolders && emotionLevel(folders, peers);
    return { file, folders, byFolders, level, isSure: level !== null && isSure(folders, level), byName };
  };

  const reads: ReadFile[] = [];
  for (const entry of entries) {
    await yieldNow();
    if (isSoundFileName(entry.file.path)) reads.push(await read(entry));
  }
  const isMeant = createNameCheck(reads.flatMap(twoLabelsOf));
  const clips: NamedFile[] = [];
  const unknown: FoundFile[] = [];
  for (const { file, folders, byFolders, level, isSure, byName } of reads) {
    await yieldNow();
    const isPublished =
      byName !== null && (level === null || isMeant(byName.layout, placeOf(folders, level)));
    const naming = isPublished ? byName : byFolders;
    if (naming !== null) clips.push({ ...file, folders, naming, byFolders: isSure ? byFolders : null });
    else unknown.push(file);
  }
  return {
    clips: inOneFormat(clips, ({ naming }) => naming.recording),
    unknown: inOneFormat(unknown, ({ path: file }) => withoutEnding(file)),
  };
}

/** A sound file, read in both ways. */
interface ReadFile {
  file: FoundFile;
  folders: string[];
  byFolders: Naming | null;
  /** The folder that names the emotion in `byFolders`. */
  level: EmotionLevel | null;
  isSure: boolean;
  byName: Naming | null;
}

/** The folder whose folders are emotions. */
const placeOf = (folders: readonly string[], { index }: EmotionLevel) => folders.slice(0, index).join('/');

function twoLabelsOf({ folders, byFolders, level, byName }: ReadFile): TwoLabels[] {
  const [name, meant] = [byName?.label ?? null, byFolders?.label ?? null];
  if (byName === null || byFolders === null || level === null || name === null || meant === null) return [];
  const isNear = level.index === folders.length - 1;
  const user = agreesWithWord({ label: name, code: byName.code }, byFolders.code) ? name : meant;
  return [{ layout: byName.layout, place: placeOf(folders, level), name, user, isNear }];
}

/** A path without the ending of its file. */
export const withoutEnding = (file: string): string => file.slice(0, file.length - path.extname(file).length);

/** Leaves out files whose recording is also there in a better format: `x.mp3` beside `x.wav`. */
export function inOneFormat<T extends FoundFile>(files: readonly T[], recordingOf: (file: T) => string): T[] {
  const best = new Map<string, number>();
  const ranked = files.map((file) => {
    const recording = recordingOf(file);
    const rank = soundFileRank(file.path);
    best.set(recording, Math.min(rank, best.get(recording) ?? rank));
    return { file, recording, rank };
  });
  return ranked.filter(({ recording, rank }) => rank === best.get(recording)).map(({ file }) => file);
}

/**
 * The information in the file name of a published corpus; null for other files. `isOwnFolder`: whether the file's folder
 * can be of a layout, see {@link NamedLayout.isOwnFolder}. `synthetic`: whether the synthesizer wrote the folder.
 */
export function readPublishedName(
  folders: readonly string[],
  stem: string,
  isOwnFolder: (layout: NamedLayout) => boolean = () => true,
  synthetic = false,
): Naming | null {
  for (const layout of PUBLISHED_LAYOUTS) {
    const naming = layout.readName(folders, stem, synthetic);
    if (naming !== null && isOwnFolder(layout)) return naming;
  }
  return null;
}

/** Creates the check whether a folder can be of a layout, according to all files in it. Remembers the answers. */
function folderCheck(files: readonly string[]): (layout: NamedLayout, folder: string) => boolean {
  const stems = new Map<string, string[]>();
  for (const file of files) {
    const folder = path.dirname(file);
    const inFolder = stems.get(folder);
    if (inFolder === undefined) stems.set(folder, [path.parse(file).name]);
    else inFolder.push(path.parse(file).name);
  }
  const answers = new Map<NamedLayout, Map<string, boolean>>();
  return (layout, folder) => {
    if (layout.isOwnFolder === undefined) return true;
    const known = answers.get(layout) ?? new Map<string, boolean>();
    answers.set(layout, known);
    let answer = known.get(folder);
    if (answer === undefined) {
      answer = layout.isOwnFolder(stems.get(folder) ?? []);
      known.set(folder, answer);
    }
    return answer;
  };
}

/** Whether a folder of this name is one part of a corpus of this layout (`Actor_05`), so that the corpus is above it. */
export function isPartOfCorpus(layout: NamedLayoutKey, folder: string): boolean {
  return LAYOUT_READERS[layout].isPart(folder);
}
