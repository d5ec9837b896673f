import { namedCorpus, numbers, voicesNamed } from './named-corpus.ts';

/** ShEMO: `female/F01A01.wav`. */
export const shemoPlan = namedCorpus({
  voices: voicesNamed(
    numbers(31, 2).flatMap((number) => [`F${number}`, `M${number}`]),
    (name) => name.startsWith('M'),
  ),
  codes: [
    ['A', 'angry'],
    ['F', 'fear'],
    ['H', 'happy'],
    ['N', 'neutral'],
    ['S', 'sad'],
    ['W', 'surprise'],
  ],
  maxClips: 99,
  path: ({ voice, code, index }) =>
    `${voice.sex}/${voice.name}${code}${String(index + 1).padStart(2, '0')}.wav`,
});
