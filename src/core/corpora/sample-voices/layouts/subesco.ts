import { namedCorpus, numbers, voicesNamed } from './named-corpus.ts';

/** SUBESCO: `F_02_MONIKA_S_1_ANGRY_1.wav`. */
export const subescoPlan = namedCorpus({
  voices: voicesNamed(
    numbers(10, 2).flatMap((number) => [`F_${number}`, `M_${number}`]),
    (name) => name.startsWith('M'),
  ),
  codes: [
    ['ANGRY', 'angry'],
    ['DISGUST', 'disgust'],
    ['FEAR', 'fear'],
    ['HAPPY', 'happy'],
    ['NEUTRAL', 'neutral'],
    ['SAD', 'sad'],
    ['SURPRISE', 'surprise'],
  ],
  maxClips: 50,
  path: ({ voice, code, index }) =>
    `${voice.name}_VOICE_S_${(index % 10) + 1}_${code}_${Math.floor(index / 10) + 1}.wav`,
});
