import { identifierOf } from '#core/corpora/tables/cell-values.ts';
import { addSpeaker, rowsByColumn } from './companion-rows.ts';
import { noFacts, stemOf } from './companion-tables.ts';
import { labelOfWord } from './emotion-words.ts';
import { publishedLayout } from './published-layout.ts';

/**
 * Emozionalmente: Catania F, Wilke JW, Garzotto F (2025), IEEE Transactions on Audio, Speech and Language Processing 33;
 * zenodo.org/records/6569824. The names are times: `audio/1628012345678.wav`. `metadata/samples.csv` has emotion, speaker
 * and sentence, `metadata/users.csv` the speakers' sex and age.
 */
const NAME = /^\d{13}$/;
const TABLE = /^(?:samples|users)\.csv$/i;

export const emozionalmente = publishedLayout({
  layout: 'emozionalmente',
  name: 'Emozionalmente',
  part: /^audio$/i,
  read(stem, folders) {
    // Many programs name recordings by the time, so such a name counts only in the corpus's own folder.
    if (!NAME.test(stem) || !/^audio$/i.test(folders.at(-1) ?? '')) return null;
    if (folders.some((folder) => labelOfWord(folder) !== null)) return null;
    return { code: '', label: null, key: stem };
  },
  companion: {
    what: 'samples.csv in the folder metadata',
    places: ['metadata', '.'],
    isTable: (name) => TABLE.test(name),
    read(bytes) {
      const facts = noFacts();
      for (const cell of rowsByColumn(bytes, ['file_name', 'actor', 'emotion_expressed'])) {
        const code = cell('emotion_expressed');
        facts.clips.set(stemOf(cell('file_name')), {
          code,
          label: labelOfWord(code),
          speaker: identifierOf(cell('actor')) ?? undefined,
          sentence: cell('sentence') || undefined,
        });
      }
      for (const cell of rowsByColumn(bytes, ['username', 'gender'])) {
        addSpeaker(facts, identifierOf(cell('username')), cell('gender'), cell('age'));
      }
      return facts;
    },
  },
});
