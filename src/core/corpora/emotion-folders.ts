import { emotionOfWord } from './emotion-words.ts';
import { type NamedLayout, splitPartOf } from './naming.ts';

/** A folder that says of itself that it is one speaker's: `speaker_03`, `Actor 5`, `spk12`, `subject-A`. */
const SPEAKER_FOLDER =
  /^(?:actor|actress|speaker|spk|spkr|subject|talker|participant|person|voice)[ _-]?\w+$/i;

/**
 * One folder per emotion, anywhere above the clip (`mine/angry/x.wav`, `train/speaker_1/Fear/x.wav`): the nearest
 * folder that names an emotion counts. The speaker is told only by a folder that says so ({@link SPEAKER_FOLDER}), or
 * by a numbered folder whose number the file's name begins with, as in ESD (`0011/Angry/0011_000351.wav`); a guess
 * would let one voice stand on both sides of a split.
 */
export const emotionFolders: NamedLayout = {
  isPart: (folder) => emotionOfWord(folder) !== null,
  readName(folders, stem) {
    const index = folders.findLastIndex((folder) => emotionOfWord(folder) !== null);
    if (index < 0) return null;
    const speaker = folders.findLast(
      (folder) =>
        SPEAKER_FOLDER.test(folder) ||
        (/^\d+$/.test(folder) && stem.startsWith(folder) && /^[^\d]/.test(stem.slice(folder.length))),
    );
    return {
      layout: 'folders',
      corpus: null,
      family: null,
      speaker: speaker ?? null,
      sex: null,
      sentence: null,
      intensity: null,
      code: folders[index],
      emotion: emotionOfWord(folders[index]),
      split: folders.map(splitPartOf).findLast((part) => part !== null) ?? null,
      recording: [...folders, stem].join('/'),
      contradiction: null,
      warning: null,
    };
  },
};

/**
 * The folder that a corpus of emotion folders is named after, given the folders of all its clips (each from the
 * scanned folder's own name on): their common path, without folders that are an emotion, a speaker or a part of a
 * split. An empty array: it is above the scanned folder.
 */
export function corpusFolderOf(clipFolders: readonly (readonly string[])[]): string[] {
  let common = containerOf(clipFolders[0] ?? []);
  for (const folders of clipFolders) {
    let same = 0;
    while (same < common.length && common[same] === folders[same]) same++;
    common = common.slice(0, same);
  }
  while (common.length > 0 && isGrouping(common[common.length - 1])) common.pop();
  return common;
}

function containerOf(folders: readonly string[]): string[] {
  const index = folders.findLastIndex((folder) => emotionOfWord(folder) !== null);
  return folders.slice(0, index < 0 ? folders.length : index);
}

function isGrouping(folder: string): boolean {
  return splitPartOf(folder) !== null || SPEAKER_FOLDER.test(folder) || /^\d+$/.test(folder);
}
