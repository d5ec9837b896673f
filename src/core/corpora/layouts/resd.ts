import { rowsByColumn } from './companion-rows.ts';
import { noFacts, stemOf } from './companion-tables.ts';
import { labelOfWord } from './emotion-words.ts';
import { splitPartOf } from './naming.ts';
import { labelOf, publishedLayout } from './published-layout.ts';

/**
 * RESD: Lubenets I, Davidchuk N, Amentes A (2022), Russian Emotional Speech Dialogs, huggingface.co/datasets/Aniemore/resd.
 * Dialogue, the emotions of its two speakers, the first letter of the emotion that is heard, and number:
 * `train/disgust_happiness_36/36_disgust_happiness_h_100.wav`. The speakers are not published. The tables `train.csv` and
 * `test.csv` have the split, whose parts share all dialogues.
 */
const NAME = /^(\d{2})_([a-z]+)_([a-z]+)[ _]([a-z])_\d{3}$/i;
const TABLE = /^(train|test)\.csv$/i;

const LABEL_OF: Record<string, string> = {
  anger: 'angry',
  disgust: 'disgust',
  enthusiasm: 'enthusiasm',
  fear: 'fear',
  happiness: 'happy',
  neutral: 'neutral',
  sadness: 'sad',
};

export const resd = publishedLayout({
  layout: 'resd',
  name: 'RESD',
  part: /^(?:train|test|\d{2}_[a-z]+_[a-z]+|[a-z]+_[a-z]+_\d{2})$/i,
  read(stem, folders) {
    const fields = NAME.exec(stem);
    if (fields === null) return null;
    const [group, first, second, letter] = fields.slice(1).map((field) => field.toLowerCase());
    const code = [first, second].find((word) => word.startsWith(letter));
    if (code === undefined || [first, second].some((word) => labelOf(LABEL_OF, word) === null)) return null;
    return {
      code,
      label: labelOf(LABEL_OF, code),
      group,
      split: folders.map(splitPartOf).findLast((part) => part !== null) ?? null,
      key: stem,
    };
  },
  companion: {
    what: 'train.csv and test.csv',
    places: ['.'],
    isTable: (name) => TABLE.test(name),
    read(bytes, name) {
      const facts = noFacts();
      const split = splitPartOf(stemOf(name)) ?? undefined;
      for (const cell of rowsByColumn(bytes, ['path', 'emotion'])) {
        const code = cell('emotion');
        const label = labelOf(LABEL_OF, code) ?? labelOfWord(code);
        facts.clips.set(stemOf(cell('path')), { code, label, split });
      }
      return facts;
    },
  },
});
