import { namedCorpus, numbers, voicesNamed } from './named-corpus.ts';

const FOLDER_OF: Record<string, string> = { A: 'Angry', H: 'Happy', N: 'Neutral', S: 'Sad' };

/** URDU: `Angry/SM1_F1_A01.wav`. */
export const urduPlan = namedCorpus({
  voices: voicesNamed(
    numbers(12, 1).flatMap((number) => [`SM${number}`, `SF${number}`]),
    (name) => name.startsWith('SM'),
  ),
  codes: [
    ['A', 'angry'],
    ['H', 'happy'],
    ['N', 'neutral'],
    ['S', 'sad'],
  ],
  maxClips: 99,
  path: ({ voice, code, index }) =>
    `${FOLDER_OF[code]}/${voice.name}_F${index + 1}_${code}${String(index + 1).padStart(2, '0')}.wav`,
});
