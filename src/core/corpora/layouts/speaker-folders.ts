import { sexOf, splitPartOf } from './naming.ts';

/** Words for a person. `voice` and `person` are words for other things too, but not with a number. */
const KEYWORD = '(?:actor|actress|speaker|spkr?|subject|subj|talker|participant|person|voice)';
/** `03`, `0011`, `7b`, `F01`, `KM4`. Two letters alone could be a language, a country or a word. */
const NUMBERED = String.raw`(?:\d{1,5}[a-z]?|[a-z]{1,2}\d{1,4})`;
/** `speaker_03`, `Actor 5`, `spk12`. */
const KEYWORD_AND_NUMBER = new RegExp(`^${KEYWORD}[ _-]?${NUMBERED}$`, 'i');
/** `subject-A`. F, M and W are no speakers but women and men. */
const KEYWORD_AND_LETTER = new RegExp(`^${KEYWORD}[ _-][a-eg-ln-vx-z]$`, 'i');
/** A folder whose folders are persons: `participants/p01`, `speakers/anna`. Not `voices`: these could be kinds of voice. */
const PERSONS =
  /^(?:the )?(?:all[ _-])?(?:actors|actresses|speakers|spkrs?|spks|subjects|talkers|participants|persons)$/i;
/** A folder with one word for a person, whose folders can be numbers: `speaker/03`. */
const PERSON = new RegExp(`^${KEYWORD}s?$`, 'i');
const NUMBER = new RegExp(`^${NUMBERED}$`, 'i');

/** Words for versions or kinds of recordings, in folders beside which there are no persons. */
const VERSIONS = new Set(
  `all audio augmented both child children clean converted cut data denoised enhanced fast files filtered final high loud low
  misc new noise noisy normal normalised normalized old original originals other others pitched processed quiet raw recordings
  resampled reverb samples slow sound sounds speech studio synthetic telephone trimmed unknown unlabelled unlabeled wav
  wavs whisper whispered`.split(/\s+/),
);

/**
 * The name of the speaker whose folder contains a clip; null if no folder is certainly one. A wrong guess could put one voice
 * into both training and test. `folders`: from the scanned folder on, which is no speaker's folder; `emotion` is the index of
 * the folder that names the emotion. Numbered folders count if their number starts the file's name, as in ESD
 * (`0011/Angry/0011_000351.wav`).
 */
export function speakerOfFolders(folders: readonly string[], stem: string, emotion: number): string | null {
  for (let index = folders.length - 1; index > 0; index--) {
    if (index === emotion) continue;
    const folder = folders[index];
    if (isSpeakerFolder(folder) || isNumberOf(folder, stem)) return folder;
    if (isInFolderOfPersons(folders, index, emotion)) return folder;
  }
  return null;
}

/** Whether a folder's name alone says that it holds one speaker. */
export function isSpeakerFolder(folder: string): boolean {
  return KEYWORD_AND_NUMBER.test(folder) || KEYWORD_AND_LETTER.test(folder);
}

/** Whether a folder's name says that its folders are speakers: `participants`. */
export const isFolderOfPersons = (folder: string): boolean => PERSONS.test(folder);

function isNumberOf(folder: string, stem: string): boolean {
  return /^\d+$/.test(folder) && stem.startsWith(folder) && /^[^\d]/.test(stem.slice(folder.length));
}

function isInFolderOfPersons(folders: readonly string[], index: number, emotion: number): boolean {
  // Folders for women and men, or for the parts of a split, can be between.
  let above = index - 1;
  while (above > 0 && isGroup(folders[above]) && above !== emotion) above--;
  const folder = folders[index];
  if (above === emotion) return false;
  if (PERSONS.test(folders[above])) return isName(folder);
  return PERSON.test(folders[above]) && NUMBER.test(folder);
}

const isGroup = (folder: string): boolean => sexOf(folder) !== null || splitPartOf(folder) !== null;

function isName(folder: string): boolean {
  const words = folder.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return !isGroup(folder) && !words.some((word) => VERSIONS.has(word)) && !/\d ?k?hz$/i.test(folder);
}
