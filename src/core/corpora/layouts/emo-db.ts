import { OREAU_FOLDER } from './oreau.ts';
import { labelOf, publishedLayout } from './published-layout.ts';

/**
 * EMO-DB: Burkhardt F et al. (2005), A Database of German Emotional Speech, Interspeech. Speaker, sentence, emotion
 * (the first letter of the German word) and version: `03a01Fa.wav`, all in one folder.
 */
const NAME = /^(03|08|09|1[0-6])([ab]\d{2})([WLEAFTN])([a-g])$/;

const LABEL_OF: Record<string, string> = {
  W: 'angry',
  L: 'boredom',
  E: 'disgust',
  A: 'fear',
  F: 'happy',
  T: 'sad',
  N: 'neutral',
};
/** The ages of the speakers, as the corpus's page lists them. */
const AGES: Readonly<Record<string, number>> = {
  '03': 31,
  '08': 34,
  '09': 21,
  '10': 32,
  '11': 26,
  '12': 30,
  '13': 32,
  '14': 35,
  '15': 25,
  '16': 31,
};
const MEN = new Set(['03', '10', '11', '12', '15']);

/** Names of Oréau, of which a third also match {@link NAME}. */
const OREAU_NAME = /^\d{2}[a-z]\d{2}[CDJNPST][a-z]$/;

export const emoDb = publishedLayout({
  layout: 'emo-db',
  name: 'EMO-DB',
  commonNames: true,
  part: /^wav$/i,
  /** Not a folder in which more names are only Oréau's than only EMO-DB's. */
  isOwnFolder(stems) {
    let own = 0;
    for (const stem of stems) own += Number(NAME.test(stem)) - Number(OREAU_NAME.test(stem));
    return own >= 0;
  },
  read(stem, folders) {
    const fields = NAME.exec(stem);
    if (fields === null || OREAU_FOLDER.test(folders.at(-1) ?? '')) return null;
    const [, speaker, sentence, code] = fields;
    const sex = MEN.has(speaker) ? 'male' : 'female';
    return { code, label: labelOf(LABEL_OF, code), speaker, sex, age: AGES[speaker], sentence };
  },
});
