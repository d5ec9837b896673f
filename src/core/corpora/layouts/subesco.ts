import { labelOfWord } from './emotion-words.ts';
import { publishedLayout } from './published-layout.ts';

/**
 * SUBESCO: Sultana S et al. (2021), PLoS ONE 16(4): e0250173. Sex, number and name of the speaker, sentence, emotion,
 * take: `F_02_MONIKA_S_1_ANGRY_1.wav`. One published name has a stray bracket: `…_SURPRISE_3].wav`.
 */
const NAME = /^([FM])_(\d{2})_[A-Z]+_S_(\d{1,2})_(ANGRY|DISGUST|FEAR|HAPPY|NEUTRAL|SAD|SURPRISE)_\d(\]?)$/i;

export const subesco = publishedLayout({
  layout: 'subesco',
  name: 'SUBESCO',
  read(stem) {
    const fields = NAME.exec(stem);
    if (fields === null) return null;
    const [letter, number, sentence, code, bracket] = fields.slice(1).map((field) => field.toUpperCase());
    return {
      code,
      label: labelOfWord(code),
      speaker: `${letter}_${number}`,
      sex: letter === 'F' ? 'female' : 'male',
      sentence,
      warning: bracket === '' ? null : 'The name ends with a stray bracket, which is ignored.',
    };
  },
});
