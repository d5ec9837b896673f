import { labelOf, publishedLayout } from './published-layout.ts';

/**
 * TurEV-DB: Canpolat SF, Ormanoğlu Z, Zeyrek D (2020), Turkish Emotion Voice Database (TurEV-DB), SLTU-CCURL. Speaker,
 * emotion and word, in a folder for each emotion: `Sound Source/Angry/6783_kz_abla.wav`.
 */
const NAME = /^(\d{4})_(kz|mt|sk|hl)_(.+)$/i;

/** Kızgın, mutlu, sakin, hüzünlü. */
const LABEL_OF: Record<string, string> = { kz: 'angry', mt: 'happy', sk: 'calm', hl: 'sad' };

export const turevDb = publishedLayout({
  layout: 'turev-db',
  name: 'TurEV-DB',
  commonNames: true,
  part: /^(?:angry|calm|happy|sad)$/i,
  read(stem) {
    const fields = NAME.exec(stem);
    if (fields === null) return null;
    const [, speaker, letters, word] = fields;
    const code = letters.toLowerCase();
    return { code, label: labelOf(LABEL_OF, code), speaker, sentence: word.toLowerCase() };
  },
});
