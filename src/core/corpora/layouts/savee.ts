import { agreesWithWord, labelOfWord } from './emotion-words.ts';
import { type NamedLayout, stripCopyMark } from './naming.ts';

/**
 * SAVEE: Haq S, Jackson PJB (2010), Multimodal emotion recognition, in: Machine Audition. Four men (DC, JE, JK, KL).
 * Kaggle's copy is flat, `ALL/DC_a01.wav`; the original is `AudioData/DC/a01.wav`.
 */
const FLAT_NAME = /^([a-z]{2})_(sa|su|[adfhn])(\d{2,3})$/i;
const NAME = /^(sa|su|[adfhn])(\d{2,3})$/i;
const SPEAKERS = new Set(['DC', 'JE', 'JK', 'KL']);
/** The initials of further sample voices. In other folders, `EN_f01` is more likely a woman who speaks English. */
const SAMPLE_INITIALS = /^[A-Z]{2}_[a-z]/;

const LABEL_OF: Record<string, string> = {
  a: 'angry',
  d: 'disgust',
  f: 'fear',
  h: 'happy',
  n: 'neutral',
  sa: 'sad',
  su: 'surprise',
};

/**
 * SAVEE's file names. The sentence is emotion and number (`a01`), the same for all speakers. Three sentences are
 * common to all emotions, and neutral repeats two sentences of each emotion, but the names do not contain which. The
 * leakage check therefore cannot find a sentence that is spoken in two emotions.
 */
export const savee: NamedLayout = {
  commonNames: true,
  isPart: (folder) => SPEAKERS.has(folder.toUpperCase()),
  readName(folders, stem, synthetic = false) {
    const plain = stripCopyMark(stem);
    const parent = folders.at(-1) ?? '';
    const folderSpeaker = SPEAKERS.has(parent.toUpperCase()) ? parent.toUpperCase() : null;
    let flat = FLAT_NAME.exec(plain);
    if (flat !== null && !SPEAKERS.has(flat[1].toUpperCase()) && !(synthetic && SAMPLE_INITIALS.test(plain)))
      flat = null;
    const fields = flat?.slice(2) ?? (folderSpeaker === null ? undefined : NAME.exec(plain)?.slice(1));
    const speaker = flat === null ? folderSpeaker : flat[1].toUpperCase();
    if (fields === undefined || speaker === null) return null;
    const code = fields[0].toLowerCase();
    const label = LABEL_OF[code];
    let contradiction: string | null = null;
    if (folderSpeaker !== null && folderSpeaker !== speaker)
      contradiction = `Name conflict: file says speaker ${speaker}, folder says ${parent}. Move or rename the file.`;
    else if (labelOfWord(parent) !== null && !agreesWithWord({ label, code }, parent))
      contradiction = `Name conflict: file says ${label} (${code}), folder says ${parent}. Move or rename the file.`;
    return {
      layout: 'savee',
      corpus: 'SAVEE',
      family: 'SAVEE',
      speaker,
      sex: 'male',
      sentence: `${code}${fields[1]}`,
      intensity: null,
      code,
      label,
      split: null,
      recording: `savee ${speaker} ${code}${fields[1]}`,
      contradiction,
      warning: null,
    };
  },
};
