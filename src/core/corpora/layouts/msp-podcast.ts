import { identifierOf } from '#core/corpora/tables/cell-values.ts';
import type { SplitPart } from '#shared/corpora.ts';
import { rowsByColumn } from './companion-rows.ts';
import { type ClipFacts, noFacts, stemOf } from './companion-tables.ts';
import { sexOf } from './naming.ts';
import { labelOf, publishedLayout } from './published-layout.ts';

/**
 * MSP-Podcast: Lotfian R, Busso C (2019), IEEE Transactions on Affective Computing 10(4), doi:10.1109/TAFFC.2017.2736999.
 * Podcast and segment: `Audios/MSP-PODCAST_0001_0008.wav`. The labels are in `Labels/labels_consensus.csv`, in early
 * releases `labels_concensus.csv`. The podcast is not the speaker.
 */
const NAME = /^MSP-PODCAST_(\d{4})_\d{4}(?:_\d{4})?$/;
const TABLE = /^labels_con[cs]ensus\.csv$/i;

const LABEL_OF: Record<string, string> = {
  A: 'angry',
  H: 'happy',
  S: 'sad',
  N: 'neutral',
  U: 'surprise',
  F: 'fear',
  D: 'disgust',
  C: 'contempt',
  O: 'other',
};
const NO_AGREEMENT = 'X';

export const mspPodcast = publishedLayout({
  layout: 'msp-podcast',
  name: 'MSP-Podcast',
  part: /^audios?$/i,
  read(stem) {
    const fields = NAME.exec(stem);
    return fields === null ? null : { code: '', label: null, key: stem, group: fields[1] };
  },
  companion: {
    what: 'labels_consensus.csv in the folder Labels',
    places: ['Labels', '.'],
    isTable: (name) => TABLE.test(name),
    read(bytes) {
      const facts = noFacts();
      for (const cell of rowsByColumn(bytes, ['FileName', 'EmoClass'])) {
        facts.clips.set(stemOf(cell('FileName')), {
          ...consensus(cell('EmoClass')),
          speaker: identifierOf(cell('SpkrID')) ?? undefined,
          sex: sexOf(cell('Gender')) ?? undefined,
          split: partOf(cell('Split_Set')),
        });
      }
      return facts;
    },
  },
});

function consensus(code: string): ClipFacts {
  if (code === NO_AGREEMENT)
    return { code, label: null, unlabelled: 'The annotators did not agree on an emotion (X).' };
  return { code, label: labelOf(LABEL_OF, code) };
}

/** Later releases have several test sets, which are one here. */
function partOf(set: string): SplitPart | undefined {
  if (/^train/i.test(set)) return 'train';
  if (/^(?:dev|val)/i.test(set)) return 'validation';
  return /^test/i.test(set) ? 'test' : undefined;
}
