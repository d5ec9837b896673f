import { labelOf, publishedLayout } from './published-layout.ts';

/**
 * AESDD: Vryzas N et al. (2018), Journal of the Audio Engineering Society 66(6), doi:10.17743/jaes.2018.0036. Emotion and
 * sentence, and the speaker in brackets: `anger/a01 (3).wav`. Odd speakers are men. Some names have the speaker with a
 * zero (`f10 (01)`) or a letter for a second take (`s01 (5)a`).
 */
const NAME = /^([ahfsd])(\d{2}) \(0?([1-6])\)[a-z]?$/i;

const LABEL_OF: Record<string, string> = { a: 'angry', h: 'happy', f: 'fear', s: 'sad', d: 'disgust' };

export const aesdd = publishedLayout({
  layout: 'aesdd',
  name: 'AESDD',
  commonNames: true,
  part: /^(?:anger|disgust|fear|happiness|sadness)$/i,
  keepsBrackets: true,
  read(stem) {
    const fields = NAME.exec(stem);
    if (fields === null) return null;
    const [, letter, sentence, speaker] = fields;
    const code = letter.toLowerCase();
    const sex = Number(speaker) % 2 === 1 ? 'male' : 'female';
    return { code, label: labelOf(LABEL_OF, code), speaker, sex, sentence };
  },
});
