import { namedCorpus, voicesNamed } from './named-corpus.ts';

const FOLDER_OF: Record<string, string> = { kz: 'Angry', mt: 'Happy', sk: 'Calm', hl: 'Sad' };

/** TurEV-DB: `Sound Source/Angry/1157_kz_kelime1.wav`. */
export const turevDbPlan = namedCorpus({
  voices: voicesNamed(['1157', '1984', '1985', '6783', '7895', '8246'], (name) => Number(name) % 2 === 1),
  codes: [
    ['kz', 'angry'],
    ['mt', 'happy'],
    ['sk', 'neutral'],
    ['hl', 'sad'],
  ],
  maxClips: 82,
  path: ({ voice, code, index }) =>
    `Sound Source/${FOLDER_OF[code]}/${voice.name}_${code}_kelime${index + 1}.wav`,
});
