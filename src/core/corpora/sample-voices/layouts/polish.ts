import { namedCorpus, voicesNamed } from './named-corpus.ts';

const WORDS = ['nie', 'oddaj', 'podaj', 'stop', 'tak', 'trzymaj'];

/** The Polish recordings of Gdańsk: `m3.s_trzymaj_5.wav`. */
export const polishPlan = namedCorpus({
  voices: voicesNamed(['m1', 'm2', 'm3', 'm4', 'm5'], () => true),
  codes: [
    ['a', 'angry'],
    ['n', 'neutral'],
    ['s', 'fear'],
  ],
  maxClips: 30,
  path: ({ voice, code, index }) =>
    `${voice.name}.${code}_${WORDS[index % WORDS.length]}_${Math.floor(index / WORDS.length) + 1}.wav`,
});
