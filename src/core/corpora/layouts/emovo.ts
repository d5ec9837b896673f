import { labelOf, publishedLayout } from './published-layout.ts';

/**
 * EMOVO: Costantini G et al. (2014), EMOVO Corpus: an Italian Emotional Speech Database, LREC. Emotion, speaker and
 * sentence, in a folder for each speaker: `f1/gio-f1-b1.wav`.
 */
const NAME = /^(neu|dis|gio|pau|rab|sor|tri)-([fm][123])-(b[1-3]|l[1-4]|n[1-5]|d[12])$/i;

/** The first letters of the Italian words: neutro, disgusto, gioia, paura, rabbia, sorpresa, tristezza. */
const LABEL_OF: Record<string, string> = {
  neu: 'neutral',
  dis: 'disgust',
  gio: 'happy',
  pau: 'fear',
  rab: 'angry',
  sor: 'surprise',
  tri: 'sad',
};

export const emovo = publishedLayout({
  layout: 'emovo',
  name: 'EMOVO',
  part: /^[fm][123]$/i,
  read(stem) {
    const fields = NAME.exec(stem);
    if (fields === null) return null;
    const [code, speaker, sentence] = fields.slice(1).map((field) => field.toLowerCase());
    const sex = speaker.startsWith('f') ? 'female' : 'male';
    return { code, label: labelOf(LABEL_OF, code), speaker, sex, sentence };
  },
});
