import { labelOf, publishedLayout } from './published-layout.ts';

/**
 * CaFE: Gournay P, Lahaie O, Lefebvre R (2018), A Canadian French Emotional Speech Dataset, ACM MMSys,
 * doi:10.1145/3204949.3208121. Actor, emotion, intensity and sentence: `03-C-2-6.wav`. Odd actors are men. Unpacking
 * damages the accents in the names of the folders (`ColŠre`), so they are not read.
 */
const NAME = /^(0[1-9]|1[0-2])-([CDJNPST])-([12])-([1-6])$/i;
const INTENSITY_OF: Record<string, string> = { 1: 'weak', 2: 'strong' };

/** The first letters of the French words: colère, dégoût, joie, neutre, peur, surprise, tristesse. */
export const FRENCH_LABEL_OF: Record<string, string> = {
  C: 'angry',
  D: 'disgust',
  J: 'happy',
  N: 'neutral',
  P: 'fear',
  S: 'surprise',
  T: 'sad',
};

export const cafe = publishedLayout({
  layout: 'cafe',
  name: 'CaFE',
  commonNames: true,
  part: /^(?:faible|fort|col.{1,2}re|d.{1,2}go.{1,2}t|joie|neutre|peur|surprise|tristesse)$/i,
  read(stem) {
    const fields = NAME.exec(stem);
    if (fields === null) return null;
    const [, speaker, written, level, sentence] = fields;
    const code = written.toUpperCase();
    return {
      code,
      label: labelOf(FRENCH_LABEL_OF, code),
      speaker,
      sex: Number(speaker) % 2 === 1 ? 'male' : 'female',
      sentence,
      // Neutral has one level, which says nothing.
      intensity: code === 'N' ? null : INTENSITY_OF[level],
    };
  },
});
