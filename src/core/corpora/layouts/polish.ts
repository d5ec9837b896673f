import { labelOf, publishedLayout } from './published-layout.ts';

/**
 * Emotions in Polish speech recordings, Gdańsk University of Technology (Most Wiedzy). Speaker, emotion, word and
 * repetition: `m3.s_trzymaj_5.wav`. The sex of the speakers is not published.
 */
const NAME = /^([mk]\d)\.([ans])_(\w+?)_\d$/i;

/** Aggression, neutral, strach (fear). */
const LABEL_OF: Record<string, string> = { a: 'angry', n: 'neutral', s: 'fear' };

export const polish = publishedLayout({
  layout: 'polish',
  name: 'Polish',
  commonNames: true,
  read(stem) {
    const fields = NAME.exec(stem);
    if (fields === null) return null;
    const [speaker, code, sentence] = fields.slice(1).map((field) => field.toLowerCase());
    return { code, label: labelOf(LABEL_OF, code), speaker, sentence };
  },
});
