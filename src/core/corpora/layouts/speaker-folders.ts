import { labelOfWord } from './emotion-words.ts';
import type { FolderPeers } from './folder-peers.ts';
import { sexOf, splitPartOf } from './naming.ts';

/** Words for a person. `voice` and `person` are words for other things too, but not with a number. */
const KEYWORD = '(?:actor|actress|speaker|spkr?|subject|subj|talker|participant|person|voice)';
/** `03`, `0011`, `7b`, `F01`, `KM4`, but no version (`v2`) and no sample rate (`16k`). Two letters alone could be a word. */
const NUMBERED = String.raw`(?:\d{1,5}[a-jl-z]?|(?!v\d)[a-z]{1,2}\d{1,4})`;
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
/** A year, alone or after a keyword (`speaker_2024`). It can be a number of a speaker if others beside it are no years. */
const YEAR = /(?:^|[a-z _-])(?:19[5-9]|20[0-4])\d$/i;
/** `2024-05-01`, `20240501`, `01.05.2024`, `2024_05`. */
const DATE =
  /^(?:(?:19|20)\d\d([-_. ]?)(?:0[1-9]|1[0-2])(?:\1[0-3]\d)?|[0-3]?\d[-_. ][01]?\d[-_. ](?:\d\d|\d{4}))(?!\d)/;
/** The numbers of ESD's speakers. Other numbers at the start of a file's name are dates, days or sentences as often. */
const NUMBER_OF_ESD = /^00\d\d$/;

/** Words for what recordings are counted by beside persons, here and in guesses of rules. */
export const COUNTED =
  'take|rep|repetition|version|utt|utterance|clip|sentence|sent|text|session|sess|ses|dialog|dialogue|scene|day|week|month|year|' +
  'date|disc|cd|batch|set|room|site|lab|part|fold|block|trial|round|visit|phase|group|cohort|condition|task|story|prompt';
const COUNTED_WORD = new RegExp(`^(?:${COUNTED})s?[ _-]?\\d*$`, 'i');

/** Words for groups of persons, and versions or kinds of recordings, in folders beside which there are no persons. */
const VERSIONS = new Set(
  `adult adults all audio augmented baseline both child children clean control controls converted cut data denoised elderly
  enhanced fast files filtered final healthy high indoor indoors loud low misc native new noise noisy normal normalised
  normalized old original originals other others outdoor outdoors patient patients pilot pitched placebo post pre processed
  quiet raw recordings resampled reverb samples slow sound sounds speech studio synthetic telephone treatment trimmed unknown
  unlabelled unlabeled wav wavs whisper whispered young
  arabic bangla bengali cantonese catalan chinese czech danish deutsch dutch english espanol estonian farsi finnish francais
  french german greek hindi hungarian indonesian italian italiano japanese korean mandarin norwegian persian polish portuguese
  romanian russian spanish swedish tamil telugu thai turkish ukrainian urdu vietnamese`.split(/\s+/),
);

/**
 * The name of the speaker whose folder contains a clip; null if no folder is certainly one. A wrong guess could put one voice
 * into both training and test. `folders`: from the scanned folder on, which is no speaker's folder; `emotion` is the index of
 * the folder that names the emotion; `peers` are the other folders of the scan, if they are known. Numbered folders count if
 * their number starts the file's name, as in ESD (`0011/Angry/0011_000351.wav`).
 */
export function speakerOfFolders(
  folders: readonly string[],
  stem: string,
  emotion: number,
  peers: FolderPeers | null = null,
): string | null {
  for (let index = folders.length - 1; index > 0; index--) {
    if (index === emotion) continue;
    const folder = folders[index];
    if (KEYWORD_AND_NUMBER.test(folder) && YEAR.test(folder)) {
      if ([...(peers?.beside(folders, index) ?? [])].some(isSpeakerFolder)) return folder;
      continue;
    }
    if (isSpeakerFolder(folder) || isNumberOf(folder, stem)) return folder;
    if (isInFolderOfPersons(folders, index, emotion, peers)) return folder;
  }
  return null;
}

/** Whether a folder's name alone says that it holds one speaker. */
export function isSpeakerFolder(folder: string): boolean {
  return (KEYWORD_AND_NUMBER.test(folder) && !YEAR.test(folder)) || KEYWORD_AND_LETTER.test(folder);
}

/** Whether a folder's name says that its folders are speakers: `participants`. */
export const isFolderOfPersons = (folder: string): boolean => PERSONS.test(folder);

function isNumberOf(folder: string, stem: string): boolean {
  return NUMBER_OF_ESD.test(folder) && stem.startsWith(folder) && /^[^\d]/.test(stem.slice(folder.length));
}

function isInFolderOfPersons(
  folders: readonly string[],
  index: number,
  emotion: number,
  peers: FolderPeers | null,
): boolean {
  const folder = folders[index];
  const isOther = (beside: string) => NUMBER.test(beside) && !YEAR.test(beside);
  if (YEAR.test(folder) && ![...(peers?.beside(folders, index) ?? [])].some(isOther)) return false;
  // Folders for women and men, or for the parts of a split, can be between.
  let above = index - 1;
  while (above > 0 && isGroup(folders[above]) && above !== emotion) above--;
  if (above === emotion) return false;
  if (PERSONS.test(folders[above]))
    return !COUNTED_WORD.test(folder) && (NUMBER.test(folder) || isName(folder));
  if (PERSON.test(folders[above]) && NUMBER.test(folder)) return true;
  return NUMBER.test(folder) && isNumberedInGroup(folders, index, above, emotion, peers);
}

/**
 * Whether a number is of a person in a group of persons: `participants/control/p01`. Not if another group has the same number:
 * it could be a session of each person (`speakers/anna/s1`), or two people.
 */
function isNumberedInGroup(
  folders: readonly string[],
  index: number,
  above: number,
  emotion: number,
  peers: FolderPeers | null,
): boolean {
  let persons = above - 1;
  while (persons > 0 && isGroup(folders[persons]) && persons !== emotion) persons--;
  if (persons < 0 || persons === emotion || !PERSONS.test(folders[persons]) || NUMBER.test(folders[above]))
    return false;
  const places = peers?.placesOf(folders[index], index) ?? [];
  const isBetween = (folder: string) => isGroup(folder) || labelOfWord(folder) !== null;
  return (
    new Set(
      [...places].map((place) =>
        place
          .split('/')
          .filter((name) => !isBetween(name))
          .join('/'),
      ),
    ).size <= 1
  );
}

const isGroup = (folder: string): boolean => sexOf(folder) !== null || splitPartOf(folder) !== null;

function isName(folder: string): boolean {
  const words = folder
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  return (
    !isGroup(folder) &&
    !DATE.test(folder) &&
    !words.some((word) => VERSIONS.has(word) || COUNTED_WORD.test(word) || /^v\d+$/.test(word)) &&
    !/\d ?k(?:hz)?$/i.test(folder)
  );
}
