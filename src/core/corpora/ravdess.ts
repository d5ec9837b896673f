import type { Emotion } from '../../shared/emotions.ts';
import { emotionOfWord } from './emotion-words.ts';
import { type NamedLayout, stripCopyMark } from './naming.ts';

/**
 * RAVDESS: Livingstone SR, Russo FA (2018), PLoS ONE 13(5): e0196391. Seven numbers name a file:
 * modality - vocal channel - emotion - intensity - statement - repetition - actor; odd actors are male.
 */
const NAME = /^(\d\d)-(\d\d)-(\d\d)-(\d\d)-(\d\d)-(\d{2,3})-(\d{2,3})$/;
const ACTOR_FOLDER = /^actor[ _-]?(\d{1,3})$/i;

/** The thesis counts calm (02) as neutral. */
const EMOTION_OF: Record<string, Emotion> = {
  '01': 'neutral',
  '02': 'neutral',
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

/** RAVDESS's names. Song is a corpus of its own (`RAVDESS song`) with the same speakers. */
export const ravdess: NamedLayout = {
  isPart: (folder) => ACTOR_FOLDER.test(folder),
  readName(folders, stem) {
    const fields = NAME.exec(stripCopyMark(stem));
    if (fields === null) return null;
    const [, modality, channel, code, intensity, statement, repetition, actor] = fields;
    const emotion = EMOTION_OF[code] ?? null;
    return {
      layout: 'ravdess',
      corpus: channel === SONG ? 'RAVDESS song' : 'RAVDESS',
      family: 'RAVDESS',
      speaker: actor,
      sex: Number(actor) % 2 === 1 ? 'male' : 'female',
      sentence: statement,
      intensity: INTENSITY_OF[intensity] ?? null,
      code,
      emotion,
      split: null,
      recording: `ravdess ${[channel, code, intensity, statement, repetition, actor].join('-')}`,
      contradiction: contradictionOf(folders, modality, actor, code, emotion),
      warning: null,
    };
  },
};

function contradictionOf(
  folders: readonly string[],
  modality: string,
  actor: string,
  code: string,
  emotion: Emotion | null,
): string | null {
  if (modality === VIDEO_ONLY)
    return 'Its name says that it is a video without sound (modality 02), yet it is a sound file.';
  const folder = folders.findLast((name) => ACTOR_FOLDER.test(name));
  const folderActor = folder === undefined ? undefined : ACTOR_FOLDER.exec(folder)?.[1];
  if (folderActor !== undefined && Number(folderActor) !== Number(actor))
    return `Its name says actor ${actor}, its folder ${folder}: nobody can tell whose voice it is.`;
  const parent = folders.at(-1);
  const folderEmotion = parent === undefined ? null : emotionOfWord(parent);
  if (folderEmotion !== null && emotion !== null && folderEmotion !== emotion)
    return `Its name says ${emotion} (${code}), its folder ${parent}: one of them is wrong.`;
  return null;
}
