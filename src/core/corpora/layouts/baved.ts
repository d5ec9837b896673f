import { ageOf } from './naming.ts';
import { publishedLayout } from './published-layout.ts';

/**
 * BAVED: Aouf A (2019), Basic Arabic Vocal Emotions Dataset, github.com/40uf411/Basic-Arabic-Vocal-Emotions-Dataset.
 * Speaker, sex, age, word, level and number: `1/12-f-23-4-1-77.wav`. The levels are of emotional intensity and say nothing
 * of the emotion, so they are labels of their own.
 */
const NAME = /^(\d+)-([mf])-(\d+)-([0-6])-([0-2])-\d+$/i;
const LEVELS = ['low', 'normal', 'high'];

export const baved = publishedLayout({
  layout: 'baved',
  name: 'BAVED',
  commonNames: true,
  part: /^[0-2]$/,
  read(stem) {
    const fields = NAME.exec(stem);
    if (fields === null) return null;
    const [, speaker, letter, years, sentence, code] = fields;
    const sex = letter.toLowerCase() === 'f' ? 'female' : 'male';
    return { code, label: LEVELS[Number(code)], speaker, sex, age: ageOf(years) ?? undefined, sentence };
  },
});
