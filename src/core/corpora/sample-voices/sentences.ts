import { pronounce, pronounceTessWord, TESS_WORDS } from '#core/corpora/sample-voices/voice/lexicon.ts';

/** A sentence of a corpus. */
export interface Sentence {
  /** The name of the sentence in the corpus: `02`, `back`, `IEO`. */
  code: string;
  text: string;
  /** ARPABET symbols with stress digits, one list for each word. */
  words: readonly (readonly string[])[];
  /** Factor on the speech rate of the corpus's speakers; default 1. */
  tempo?: number;
}

function sentence(code: string, text: string): Sentence {
  return { code, text, words: text.split(' ').map(pronounce) };
}

/** RAVDESS's two statements. */
export const RAVDESS_SENTENCES: readonly Sentence[] = [
  sentence('01', 'Kids are talking by the door'),
  sentence('02', 'Dogs are sitting by the door'),
];

/** CREMA-D's twelve sentences. */
export const CREMA_D_SENTENCES: readonly Sentence[] = [
  sentence('IEO', "It's eleven o'clock"),
  sentence('TIE', 'That is exactly what happened'),
  sentence('IOM', "I'm on my way to the meeting"),
  sentence('IWW', 'I wonder what this is about'),
  sentence('TAI', 'The airplane is almost full'),
  sentence('MTI', 'Maybe tomorrow it will be cold'),
  sentence('IWL', 'I would like a new alarm clock'),
  sentence('ITH', "I think I have a doctor's appointment"),
  sentence('DFA', "Don't forget a jacket"),
  sentence('ITS', "I think I've seen this before"),
  sentence('TSI', 'The surface is slick'),
  sentence('WSI', "We'll stop in a couple of minutes"),
];

/** TESS's carrier phrase with each key word. */
export const TESS_SENTENCES: readonly Sentence[] = TESS_WORDS.map((word) => ({
  code: word,
  text: `Say the word ${word}`,
  words: [...['say', 'the', 'word'].map(pronounce), pronounceTessWord(word)],
  // The speakers of TESS speak slowly, as in a hearing test.
  tempo: 0.75,
}));

/** Our own sentences in place of SAVEE's TIMIT sentences, with the numbers of its files. */
export const SAVEE_SENTENCES: readonly Sentence[] = [
  'She found the letter under the table',
  'The train to the city was waiting',
  'He will call you in the morning',
  'The birds went down to the river',
  'My sister said the answer was there',
  'We like the green house near the water',
  'They are talking to people in the street',
  'The red boat was coming slowly',
  'It was a cold winter night',
  'You can open the window today',
  'The children are in the garden',
  'Every summer we have a new song',
  'I was sitting by the old station',
  'The snow will be over tomorrow',
  'Her friend went to the market',
  'There was milk with bread on the table',
  'The school is behind the yellow tree',
  'He never said a word about the road',
  'Maybe the coffee is in the kitchen',
  'The paper was from last year',
  'Our light is almost down',
  'I found your number this evening',
  'She was waiting for the rain',
  'The lamp is on the kitchen window',
].map((text, index) => sentence(String(index + 1).padStart(2, '0'), text));
