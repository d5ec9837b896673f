import { namedCorpus, voicesNamed } from './named-corpus.ts';

/** MESD: `Anger_F_A_palabra1.wav`. The names have the kind of voice (female, male, child) in place of the speaker. */
export const mesdPlan = namedCorpus({
  voices: voicesNamed(['F', 'M', 'C'], (name) => name === 'M'),
  codes: [
    ['Anger', 'angry'],
    ['Disgust', 'disgust'],
    ['Fear', 'fear'],
    ['Happiness', 'happy'],
    ['Neutral', 'neutral'],
    ['Sadness', 'sad'],
  ],
  maxClips: 48,
  path: ({ voice, code, index }) =>
    `${code}_${voice.name}_${'AB'[index % 2]}_palabra${Math.floor(index / 2) + 1}.wav`,
});
