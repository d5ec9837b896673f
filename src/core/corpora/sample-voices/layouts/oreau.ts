import { namedCorpus, numbers, voicesNamed } from './named-corpus.ts';

/** Oréau: `OréauFR_02/f/sessj/10a02Ja.wav`. A woman and a man can have the same number. */
export const oreauPlan = namedCorpus({
  voices: voicesNamed(
    numbers(16, 2).flatMap((number) => [`f${number}`, `m${number}`]),
    (name) => name.startsWith('m'),
  ),
  codes: [
    ['C', 'angry'],
    ['D', 'disgust'],
    ['J', 'happy'],
    ['N', 'neutral'],
    ['P', 'fear'],
    ['S', 'surprise'],
    ['T', 'sad'],
  ],
  maxClips: 13,
  path({ voice: { name }, code, index }) {
    const text = `a${String(index + 1).padStart(2, '0')}`;
    return `OréauFR_02/${name[0]}/sess${code.toLowerCase()}/${name.slice(1)}${text}${code}a.wav`;
  },
});
