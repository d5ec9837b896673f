import { labelOfWord } from './emotion-words.ts';
import { publishedLayout } from './published-layout.ts';

/**
 * MESD: Duville MM, Alonso-Valerdi LM, Ibarra-Zarate DI (2021), doi:10.17632/cy34mh68j9. Emotion, kind of voice (female,
 * male, child), list of words and word: `Anger_F_A_abajo.wav`. The speakers are not published, so every split of this
 * corpus shares them.
 */
const NAME = /^(Anger|Disgust|Fear|Happiness|Neutral|Sadness)_([FMC])_[AB]_(.+)$/i;
const SEX_OF: Record<string, 'female' | 'male' | null> = { F: 'female', M: 'male', C: null };

export const mesd = publishedLayout({
  layout: 'mesd',
  name: 'MESD',
  read(stem) {
    const fields = NAME.exec(stem);
    if (fields === null) return null;
    const [, code, voice, word] = fields;
    return {
      code,
      label: labelOfWord(code),
      sex: SEX_OF[voice.toUpperCase()],
      sentence: word.toLowerCase(),
    };
  },
});
