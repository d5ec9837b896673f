import { namedCorpus, numbers, voicesNamed } from './named-corpus.ts';

const WOMEN = [1, 2, 3, 7, 9, 15, 16, 17, 18, 19];
const PARTS = ['train', 'evaluation', 'test'];

/** ESD: `0011/Angry/train/0011_000351.wav`, one English speaker after the other, then the Mandarin ones. */
export const esdPlan = namedCorpus({
  voices: voicesNamed(
    numbers(20, 4).map((_, index, all) => all[(index + 10) % 20]),
    (name) => !WOMEN.includes(Number(name)),
  ),
  codes: [
    ['Neutral', 'neutral'],
    ['Angry', 'angry'],
    ['Happy', 'happy'],
    ['Sad', 'sad'],
    ['Surprise', 'surprise'],
  ],
  maxClips: 350,
  path({ voice: { name }, code, label, index }) {
    const number = String(label * 350 + index + 1).padStart(6, '0');
    return `${name}/${code}/${PARTS[index % PARTS.length]}/${name}_${number}.wav`;
  },
});
