import { identifierOf } from '#core/corpora/tables/cell-values.ts';
import type { SplitPart } from '#shared/corpora.ts';
import { rowsByColumn } from './companion-rows.ts';
import { noFacts } from './companion-tables.ts';
import { labelOfWord } from './emotion-words.ts';
import { splitPartOf } from './naming.ts';
import { publishedLayout } from './published-layout.ts';

/**
 * MELD: Poria S et al. (2019), ACL, doi:10.18653/v1/P19-1050. Dialogue and utterance, which restart in each part of the
 * split: `train_splits/dia0_utt3.wav`, the sound of `dia0_utt3.mp4`. The labels are in `train_sent_emo.csv`,
 * `dev_sent_emo.csv` and `test_sent_emo.csv`.
 */
const NAME = /^(?:final_videos_test)?(dia\d+)_(utt\d+)$/i;
const TABLE = /^(train|dev|test)_sent_emo(?:_dya)?\.csv$/i;

/** The six main characters. The sex of the others is not published. */
const SEX_OF = new Map<string, 'female' | 'male'>([
  ['Rachel', 'female'],
  ['Monica', 'female'],
  ['Phoebe', 'female'],
  ['Ross', 'male'],
  ['Chandler', 'male'],
  ['Joey', 'male'],
]);

export const meld = publishedLayout({
  layout: 'meld',
  name: 'MELD',
  part: /^(?:train_splits|dev_splits_complete|output_repeated_splits_test)$/i,
  read(stem, folders) {
    const fields = NAME.exec(stem);
    if (fields === null) return null;
    const split = folders.map(partIn).findLast((part) => part !== null) ?? null;
    const [dialogue, utterance] = fields.slice(1).map((field) => field.toLowerCase());
    // Without the part, the name means up to three utterances.
    const group = split === null ? null : `${split} ${dialogue}`;
    return { code: '', label: null, split, group, key: `${split} ${dialogue}_${utterance}` };
  },
  companion: {
    what: 'train_sent_emo.csv, dev_sent_emo.csv and test_sent_emo.csv, and folders that name the part (train_splits)',
    places: ['.'],
    isTable: (name) => TABLE.test(name),
    read(bytes, name) {
      const facts = noFacts();
      const split = splitPartOf(TABLE.exec(name)?.[1] ?? '');
      for (const cell of rowsByColumn(bytes, ['Speaker', 'Emotion', 'Dialogue_ID', 'Utterance_ID'])) {
        const code = cell('Emotion');
        const speaker = identifierOf(cell('Speaker')) ?? undefined;
        const [dialogue, utterance] = ['Dialogue_ID', 'Utterance_ID'].map((column) =>
          identifierOf(cell(column)),
        );
        facts.clips.set(`${split} dia${dialogue}_utt${utterance}`, {
          code,
          label: labelOfWord(code),
          speaker,
          sex: SEX_OF.get(speaker ?? ''),
        });
      }
      return facts;
    },
  },
});

/** The part that a folder's name contains as a word: `output_repeated_splits_test`. */
function partIn(folder: string): SplitPart | null {
  return (
    folder
      .split(/[^a-z]+/i)
      .map(splitPartOf)
      .find((part) => part !== null) ?? null
  );
}
