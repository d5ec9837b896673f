import { emotionLevel } from './emotion-level.ts';
import { labelOfWord } from './emotion-words.ts';
import type { FolderPeers } from './folder-peers.ts';
import { type NamedLayout, type Naming, splitPartOf } from './naming.ts';
import { isFolderOfPersons, isSpeakerFolder, speakerOfFolders } from './speaker-folders.ts';

interface EmotionFolders extends NamedLayout {
  /** `peers`: the other folders of the scan; null if they are not known. */
  readName(
    folders: readonly string[],
    stem: string,
    synthetic?: boolean,
    peers?: FolderPeers | null,
  ): Naming | null;
}

/**
 * One folder per emotion, anywhere above the clip (`mine/angry/x.wav`, `train/speaker_1/Fear/x.wav`); see
 * {@link emotionLevel} and {@link speakerOfFolders}.
 */
export const emotionFolders: EmotionFolders = {
  isPart: (folder) => labelOfWord(folder) !== null,
  readName(folders, stem, _synthetic, peers = null) {
    const level = emotionLevel(folders, peers);
    if (level === null) return null;
    const { index, conflict } = level;
    return {
      layout: 'folders',
      corpus: null,
      family: null,
      speaker: speakerOfFolders(folders, stem, index, peers),
      sex: null,
      sentence: null,
      intensity: null,
      code: folders[index],
      label: labelOfWord(folders[index]),
      split: folders.map(splitPartOf).findLast((part) => part !== null) ?? null,
      recording: [...folders, stem].join('/'),
      contradiction:
        conflict === null
          ? null
          : `Name conflict: the folders ${conflict.join(' and ')} name different emotions. Rename one of them.`,
      warning: null,
    };
  },
};

/**
 * The folder that gives a corpus of emotion folders its name: the common path of all its clips, without folders that
 * name an emotion, a speaker or a part of a split. `clipFolders` holds each clip's folders, from the name of the
 * scanned folder on. An empty array means that the folder is above the scanned folder.
 */
export function corpusFolderOf(clipFolders: readonly (readonly string[])[]): string[] {
  let common = containerOf(clipFolders[0] ?? []);
  for (const folders of clipFolders) {
    let same = 0;
    while (same < common.length && common[same] === folders[same]) same++;
    common = common.slice(0, same);
  }
  while (common.length > 0 && isGrouping(common)) common.pop();
  return common;
}

/** The folders above the outermost one that names an emotion. */
function containerOf(folders: readonly string[]): string[] {
  const index = emotionIndex(folders);
  return folders.slice(0, index < 0 ? folders.length : index);
}

/** The scanned folder counts only if no other names an emotion. */
function emotionIndex(folders: readonly string[]): number {
  const inside = folders.findIndex((folder, index) => index > 0 && labelOfWord(folder) !== null);
  if (inside >= 0) return inside;
  return folders.length > 0 && labelOfWord(folders[0]) !== null ? 0 : -1;
}

/** Whether the innermost of these folders is a part of a corpus: of a split, or one or all of its speakers. */
function isGrouping(folders: readonly string[]): boolean {
  const folder = folders[folders.length - 1];
  return (
    splitPartOf(folder) !== null ||
    isSpeakerFolder(folder) ||
    isFolderOfPersons(folder) ||
    (folders.length > 1 && isFolderOfPersons(folders[folders.length - 2])) ||
    // The scanned folder can be called `2024`.
    (folders.length > 1 && /^\d+$/.test(folder))
  );
}
