import { namedCorpus, numbers, voicesNamed } from './named-corpus.ts';

/** The folders of the emotions; neutral has one intensity and no folder for it. */
const FOLDER_OF: Record<string, string> = {
  C: 'Colère',
  D: 'Dégoût',
  J: 'Joie',
  N: 'Neutre',
  P: 'Peur',
  S: 'Surprise',
  T: 'Tristesse',
};

/** CaFE: `Colère/Faible/03-C-1-6.wav`. */
export const cafePlan = namedCorpus({
  voices: voicesNamed(numbers(12, 2), (name) => Number(name) % 2 === 1),
  codes: [
    ['C', 'angry'],
    ['D', 'disgust'],
    ['J', 'happy'],
    ['N', 'neutral'],
    ['P', 'fear'],
    ['S', 'surprise'],
    ['T', 'sad'],
  ],
  maxClips: 6,
  path({ voice, code, index }) {
    const strong = code !== 'N' && index % 2 === 1;
    const folder = code === 'N' ? FOLDER_OF.N : `${FOLDER_OF[code]}/${strong ? 'Fort' : 'Faible'}`;
    return `${folder}/${voice.name}-${code}-${strong ? 2 : 1}-${index + 1}.wav`;
  },
});
