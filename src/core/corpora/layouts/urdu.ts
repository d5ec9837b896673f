import { labelOf, publishedLayout } from './published-layout.ts';

/**
 * URDU: Latif S et al. (2018), Cross Lingual Speech Emotion Recognition: Urdu vs. Western Languages, FIT,
 * doi:10.1109/FIT.2018.00023. Speaker, file, emotion and number, from talk shows: `SM1_F1_A01.wav`.
 */
const NAME = /^(S([MF])\d+)_F\d+_([AHNS])\d+$/i;

const LABEL_OF: Record<string, string> = { A: 'angry', H: 'happy', N: 'neutral', S: 'sad' };

export const urdu = publishedLayout({
  layout: 'urdu',
  name: 'URDU',
  commonNames: true,
  part: /^(?:angry|happy|neutral|sad)$/i,
  read(stem) {
    const fields = NAME.exec(stem);
    if (fields === null) return null;
    const [speaker, letter, code] = fields.slice(1).map((field) => field.toUpperCase());
    const sex = letter === 'F' ? 'female' : 'male';
    return { code, label: labelOf(LABEL_OF, code), speaker, sex };
  },
});
