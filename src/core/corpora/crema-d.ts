import { readFile } from 'node:fs/promises';
import type { Emotion } from '../../shared/emotions.ts';
import { emotionOfWord } from './emotion-words.ts';
import { type NamedLayout, sexOf, stripCopyMark } from './naming.ts';
import { decodeText, parseRows } from './table-text.ts';

/**
 * CREMA-D: Cao H et al. (2014), IEEE Transactions on Affective Computing 5(4), doi:10.1109/TAFFC.2014.2336244.
 * Actor _ sentence _ emotion _ level: `1001_IEO_ANG_HI.wav`. One published name has a single X as its level.
 */
const NAME = /^(\d{4})_([A-Z]{3})_([A-Z]{3})_([A-Z]{1,2})$/i;

const EMOTION_OF: Record<string, Emotion> = {
  ANG: 'angry',
  DIS: 'disgust',
  FEA: 'fear',
  HAP: 'happy',
  NEU: 'neutral',
  SAD: 'sad',
};
/** `XX`: not specified. */
const INTENSITY_OF: Record<string, string> = { LO: 'low', MD: 'medium', HI: 'high' };

/** CREMA-D's names; the actors' sex is in {@link readDemographics}. */
export const cremaD: NamedLayout = {
  isPart: () => false,
  readName(folders, stem) {
    const fields = NAME.exec(stripCopyMark(stem));
    if (fields === null) return null;
    const [actor, sentence, code, level] = fields.slice(1).map((field) => field.toUpperCase());
    const emotion = EMOTION_OF[code] ?? null;
    const parent = folders.at(-1) ?? '';
    const folderEmotion = emotionOfWord(parent);
    return {
      layout: 'crema-d',
      corpus: 'CREMA-D',
      family: 'CREMA-D',
      speaker: actor,
      sex: null,
      sentence,
      intensity: INTENSITY_OF[level] ?? null,
      code,
      emotion,
      split: null,
      recording: `crema-d ${actor} ${sentence} ${code} ${level}`,
      contradiction:
        folderEmotion !== null && emotion !== null && folderEmotion !== emotion
          ? `Its name says ${emotion} (${code}), its folder ${parent}: one of them is wrong.`
          : null,
      warning: null,
    };
  },
};

/** The file that CREMA-D tells sex and age in. */
export const DEMOGRAPHICS_FILE = 'VideoDemographics.csv';

/** Sex by actor (`1001`) from {@link DEMOGRAPHICS_FILE}. Rejects with the file system's or the parser's error. */
export async function readDemographics(path: string): Promise<Map<string, 'female' | 'male'>> {
  const rows = parseRows(decodeText(await readFile(path)));
  const header = (rows[0]?.cells ?? []).map((cell) => cell.toLowerCase());
  const actorColumn = header.indexOf('actorid');
  const sexColumn = header.indexOf('sex');
  const sexes = new Map<string, 'female' | 'male'>();
  if (actorColumn < 0 || sexColumn < 0) return sexes;
  for (const { cells } of rows.slice(1)) {
    const sex = sexOf(cells[sexColumn] ?? '');
    if (sex !== null) sexes.set(cells[actorColumn], sex);
  }
  return sexes;
}
