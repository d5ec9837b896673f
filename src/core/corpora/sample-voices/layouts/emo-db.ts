import { namedCorpus, voicesNamed } from './named-corpus.ts';

const TEXTS = ['a01', 'a02', 'a04', 'a05', 'a07', 'b01', 'b02', 'b03', 'b09', 'b10'];
const MEN = ['03', '10', '11', '12', '15'];
const SPEAKERS = ['03', '08', '09', '10', '11', '12', '13', '14', '15', '16'];

/** EMO-DB: `wav/03a01Fa.wav`. */
export const emoDbPlan = namedCorpus({
  voices: voicesNamed(SPEAKERS, (name) => MEN.includes(name)),
  codes: [
    ['W', 'angry'],
    ['L', 'neutral'],
    ['E', 'disgust'],
    ['A', 'fear'],
    ['F', 'happy'],
    ['T', 'sad'],
    ['N', 'neutral'],
  ],
  maxClips: 70,
  path: ({ voice, code, index }) =>
    `wav/${voice.name}${TEXTS[index % 10]}${code}${'abcdefg'[Math.floor(index / 10)]}.wav`,
});
