import { namedCorpus, numbers, voicesNamed } from './named-corpus.ts';

/** BAVED: `1/12-f-23-4-1-77.wav`, in a folder for each level. */
export const bavedPlan = namedCorpus({
  voices: voicesNamed(numbers(61, 1), (name) => Number(name) % 2 === 0),
  codes: [
    ['0', 'sad'],
    ['1', 'neutral'],
    ['2', 'angry'],
  ],
  maxClips: 70,
  path: ({ voice: { name, sex }, code, index }) =>
    `${code}/${name}-${sex[0]}-23-${index % 7}-${code}-${index + 1}.wav`,
});
