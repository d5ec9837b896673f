import { namedCorpus, voicesNamed } from './named-corpus.ts';

/** The folder of each emotion, after the speaker. */
const FOLDER_OF: Record<string, string> = {
  amused: 'Amused',
  anger: 'Angry',
  disgust: 'Disgusted',
  neutral: 'Neutral',
  sleepiness: 'Sleepy',
};

/** EmoV-DB: `bea_Amused/amused_1-28_0001.wav`. The names repeat from speaker to speaker. */
export const emovDbPlan = namedCorpus({
  voices: voicesNamed(['bea', 'sam', 'jenie', 'josh'], (name) => name.startsWith('s') || name === 'josh'),
  codes: [
    ['amused', 'happy'],
    ['anger', 'angry'],
    ['disgust', 'disgust'],
    ['neutral', 'neutral'],
    ['sleepiness', 'sad'],
  ],
  maxClips: 99,
  path({ voice, code, index }) {
    // The names of josh are written differently.
    const range = voice.name === 'josh' ? '1_28' : '1-28';
    return `${voice.name}_${FOLDER_OF[code]}/${code}_${range}_${String(index + 1).padStart(4, '0')}.wav`;
  },
});
