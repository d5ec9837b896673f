import { namedCorpus, numbers, voicesNamed } from './named-corpus.ts';

const FOLDER_OF: Record<string, string> = {
  a: 'anger',
  d: 'disgust',
  f: 'fear',
  h: 'happiness',
  s: 'sadness',
};

/** AESDD: `anger/a01 (3).wav`. */
export const aesddPlan = namedCorpus({
  voices: voicesNamed(numbers(6, 1), (name) => Number(name) % 2 === 1),
  codes: [
    ['a', 'angry'],
    ['d', 'disgust'],
    ['f', 'fear'],
    ['h', 'happy'],
    ['s', 'sad'],
  ],
  maxClips: 20,
  path: ({ voice, code, index }) =>
    `${FOLDER_OF[code]}/${code}${String(index + 1).padStart(2, '0')} (${voice.name}).wav`,
});
