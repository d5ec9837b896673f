import { identifierOf } from '#core/corpora/tables/cell-values.ts';
import { addSpeaker, rowsByColumn } from './companion-rows.ts';
import { noFacts } from './companion-tables.ts';
import { labelOfWord } from './emotion-words.ts';
import { publishedLayout } from './published-layout.ts';

/**
 * nEMO: Christop I (2024), nEMO: Dataset of Emotional Speech in Polish, LREC-COLING. Speaker, emotion and sentence:
 * `samples/WR0_surprised_64.wav`. `data.tsv` has the speakers' sex and age.
 */
const NAME = /^([A-Z]{2}0)_(anger|fear|happiness|neutral|sadness|surprised)_(\d{1,2})$/;

export const nemo = publishedLayout({
  layout: 'nemo',
  name: 'nEMO',
  part: /^samples$/i,
  read(stem) {
    const fields = NAME.exec(stem);
    if (fields === null) return null;
    const [, speaker, code, sentence] = fields;
    return { code, label: labelOfWord(code), speaker, sentence };
  },
  companion: {
    what: 'data.tsv',
    places: ['.'],
    isTable: (name) => /^data\.tsv$/i.test(name),
    read(bytes) {
      const facts = noFacts();
      for (const cell of rowsByColumn(bytes, ['file_id', 'speaker_id', 'gender'])) {
        addSpeaker(facts, identifierOf(cell('speaker_id')), cell('gender'), cell('age'));
      }
      return facts;
    },
  },
});
