import type { Emotion } from '../../shared/emotions.ts';
import { emotionOfWord } from './emotion-words.ts';
import { type NamedLayout, stripCopyMark } from './naming.ts';

/**
 * SAVEE: Haq S, Jackson PJB (2010), Multimodal emotion recognition, in: Machine Audition. Four men (DC, JE, JK, KL).
 * Kaggle's copy is flat, `ALL/DC_a01.wav`; the original is `AudioData/DC/a01.wav`.
 */
const FLAT_NAME = /^([a-z]{2})_(sa|su|[adfhn])(\d{2,3})$/i;
const NAME = /^(sa|su|[adfhn])(\d{2,3})$/i;
const SPEAKERS = new Set(['DC', 'JE', 'JK', 'KL']);
/** Other initials (sample voices have them) are only believed in such a folder: `EN_f01.wav` may mean anything. */
const CORPUS_FOLDER = /^all$|savee/i;

const EMOTION_OF: Record<string, Emotion> = {
  a: 'angry',
  d: 'disgust',
  f: 'fear',
  h: 'happy',
  n: 'neutral',
  sa: 'sad',
  su: 'surprise',
};

/**
 * SAVEE's names. The sentence is emotion and number (`a01`), the same for all speakers. Three sentences are common to
 * all emotions and neutral repeats two of each emotion's own, but the names do not tell which: the audit of a split
 * cannot see a sentence that is said in two emotions.
 */
export const savee: NamedLayout = {
  isPart: (folder) => SPEAKERS.has(folder.toUpperCase()),
  readName(folders, stem) {
    const plain = stripCopyMark(stem);
    const parent = folders.at(-1) ?? '';
    const folderSpeaker = SPEAKERS.has(parent.toUpperCase()) ? parent.toUpperCase() : null;
    let flat = FLAT_NAME.exec(plain);
    if (
      flat !== null &&
      !SPEAKERS.has(flat[1].toUpperCase()) &&
      !folders.some((folder) => CORPUS_FOLDER.test(folder))
    )
      flat = null;
    const fields = flat?.slice(2) ?? (folderSpeaker === null ? undefined : NAME.exec(plain)?.slice(1));
    const speaker = flat === null ? folderSpeaker : flat[1].toUpperCase();
    if (fields === undefined || speaker === null) return null;
    const code = fields[0].toLowerCase();
    const emotion = EMOTION_OF[code];
    const folderEmotion = emotionOfWord(parent);
    let contradiction: string | null = null;
    if (folderSpeaker !== null && folderSpeaker !== speaker)
      contradiction = `Its name says speaker ${speaker}, its folder ${parent}: nobody can tell whose voice it is.`;
    else if (folderEmotion !== null && folderEmotion !== emotion)
      contradiction = `Its name says ${emotion} (${code}), its folder ${parent}: one of them is wrong.`;
    return {
      layout: 'savee',
      corpus: 'SAVEE',
      family: 'SAVEE',
      speaker,
      sex: 'male',
      sentence: `${code}${fields[1]}`,
      intensity: null,
      code,
      emotion,
      split: null,
      recording: `savee ${speaker} ${code}${fields[1]}`,
      contradiction,
      warning: null,
    };
  },
};
