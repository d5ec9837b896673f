import { labelOf, publishedLayout } from './published-layout.ts';

/**
 * ShEMO: Mohamad Nezami O, Jamshid Lou P, Karami M (2019), Language Resources and Evaluation 53,
 * doi:10.1007/s10579-018-9427-x. Speaker, emotion and number: `F01A02.wav`.
 */
const NAME = /^([FM])(\d{2})([AFHNSW])\d{2,3}$/;

const LABEL_OF: Record<string, string> = {
  A: 'angry',
  F: 'fear',
  H: 'happy',
  N: 'neutral',
  S: 'sad',
  W: 'surprise',
};

export const shemo = publishedLayout({
  layout: 'shemo',
  name: 'ShEMO',
  commonNames: true,
  part: /^(?:fe)?male$/i,
  read(stem) {
    const fields = NAME.exec(stem);
    if (fields === null) return null;
    const [, letter, number, code] = fields;
    const sex = letter === 'F' ? 'female' : 'male';
    return { code, label: labelOf(LABEL_OF, code), speaker: `${letter}${number}`, sex };
  },
});
