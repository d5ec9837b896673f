import { labelOf, publishedLayout } from './published-layout.ts';

/**
 * JL-Corpus: James J, Tian L, Watson C (2018), Interspeech, doi:10.21437/Interspeech.2018-1349. Speaker, emotion,
 * sentence and session, repetition: `female1_angry_10a_1.wav`. Five primary and five secondary emotions.
 */
const NAME = /^((?:fe)?male[12])_([a-z]+)_(\d{1,2})[ab]_[12]$/i;

const LABEL_OF: Record<string, string> = Object.fromEntries(
  [
    ['angry', 'sad', 'neutral', 'happy', 'excited'],
    ['anxious', 'apologetic', 'assertive', 'concerned', 'encouraging'],
  ]
    .flat()
    .map((word) => [word, word]),
);

export const jlCorpus = publishedLayout({
  layout: 'jl-corpus',
  name: 'JL-Corpus',
  part: /^JL\(wav\+txt\)$/i,
  read(stem) {
    const fields = NAME.exec(stem);
    if (fields === null) return null;
    const [speaker, code] = fields.slice(1, 3).map((field) => field.toLowerCase());
    const sex = speaker.startsWith('f') ? 'female' : 'male';
    return { code, label: labelOf(LABEL_OF, code), speaker, sex, sentence: fields[3] };
  },
});
