import { agreesWithWord, labelOfWord } from './emotion-words.ts';
import { type NamedLayout, stripCopyMark } from './naming.ts';

/**
 * RAVDESS: Livingstone SR, Russo FA (2018), PLoS ONE 13(5): e0196391. A file name is seven numbers:
 * modality - vocal channel - emotion - intensity - statement - repetition - actor. Odd actors are male. Each number has its
 * range, because a date and a time (`24-06-05-10-15-30-01`) are seven numbers, too.
 */
const NAME = /^(0[1-3])-(0[12])-(0[1-8])-(0[12])-(0[12])-(\d{2,3})-(\d{2,3})$/;
const REPETITIONS = 2;
const ACTORS = 24;
/** Song has no disgust and no surprise. */
const SONG_CODES = 6;
const ACTOR_FOLDER = /^actor[ _-]?(\d{1,3})$/i;

const LABEL_OF: Record<string, string> = {
  '01': 'neutral',
  '02': 'calm',
  '03': 'happy',
  '04': 'sad',
  '05': 'angry',
  '06': 'fear',
  '07': 'disgust',
  '08': 'surprise',
};
const INTENSITY_OF: Record<string, string> = { '01': 'normal', '02': 'strong' };
const VIDEO_ONLY = '02';
const SONG = '02';

/** RAVDESS's file names. Song is a separate corpus (`RAVDESS song`) with the same speakers. */
export const ravdess: NamedLayout = {
  isPart: (folder) => ACTOR_FOLDER.test(folder),
  readName(folders, stem) {
    const fields = NAME.exec(stripCopyMark(stem));
    if (fields === null) return null;
    const [, modality, channel, code, intensity, statement, repetition, actor] = fields;
    if (channel === SONG && Number(code) > SONG_CODES) return null;
    // The sample voices have more repetitions and actors, always in the actor's folder.
    const published = between(repetition, REPETITIONS) && between(actor, ACTORS);
    if (!published && actorOf(folders)?.number !== Number(actor)) return null;
    const label = LABEL_OF[code];
    return {
      layout: 'ravdess',
      corpus: channel === SONG ? 'RAVDESS song' : 'RAVDESS',
      family: 'RAVDESS',
      speaker: actor,
      sex: Number(actor) % 2 === 1 ? 'male' : 'female',
      sentence: statement,
      intensity: INTENSITY_OF[intensity],
      code,
      label,
      split: null,
      recording: `ravdess ${[channel, code, intensity, statement, repetition, actor].join('-')}`,
      contradiction: contradictionOf(folders, modality, actor, code, label),
      warning: null,
    };
  },
};

const between = (number: string, last: number): boolean => Number(number) >= 1 && Number(number) <= last;

/** The nearest folder of an actor. */
function actorOf(folders: readonly string[]): { folder: string; number: number } | null {
  const folder = folders.findLast((name) => ACTOR_FOLDER.test(name));
  return folder === undefined ? null : { folder, number: Number(ACTOR_FOLDER.exec(folder)![1]) };
}

function contradictionOf(
  folders: readonly string[],
  modality: string,
  actor: string,
  code: string,
  label: string,
): string | null {
  if (modality === VIDEO_ONLY)
    return 'Name conflict: file says video without sound (modality 02), but it is a sound file.';
  const inFolder = actorOf(folders);
  if (inFolder !== null && inFolder.number !== Number(actor))
    return `Name conflict: file says actor ${actor}, folder says ${inFolder.folder}. Move or rename the file.`;
  const parent = folders.at(-1);
  if (parent !== undefined && labelOfWord(parent) !== null && !agreesWithWord({ label, code }, parent))
    return `Name conflict: file says ${label} (${code}), folder says ${parent}. Move or rename the file.`;
  return null;
}
