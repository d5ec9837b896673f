import { namedCorpus, voicesNamed } from './named-corpus.ts';

/** JL-Corpus: `Raw JL corpus (unchecked and unannotated)/JL(wav+txt)/female1_angry_10a_1.wav`. */
export const jlCorpusPlan = namedCorpus({
  voices: voicesNamed(['female1', 'male1', 'female2', 'male2'], (name) => name.startsWith('male')),
  codes: [
    ['angry', 'angry'],
    ['sad', 'sad'],
    ['neutral', 'neutral'],
    ['happy', 'happy'],
    ['excited', 'happy'],
    ['anxious', 'fear'],
    ['apologetic', 'sad'],
    ['assertive', 'angry'],
    ['concerned', 'fear'],
    ['encouraging', 'happy'],
  ],
  maxClips: 60,
  path({ voice, code, index }) {
    const part = 'ab'[Math.floor(index / 15) % 2];
    const take = Math.floor(index / 30) + 1;
    const name = `${voice.name}_${code}_${(index % 15) + 1}${part}_${take}.wav`;
    return `Raw JL corpus (unchecked and unannotated)/JL(wav+txt)/${name}`;
  },
});
