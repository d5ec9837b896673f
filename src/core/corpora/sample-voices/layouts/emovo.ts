import { namedCorpus, voicesNamed } from './named-corpus.ts';

const SENTENCES = ['b1', 'b2', 'b3', 'l1', 'l2', 'l3', 'l4', 'n1', 'n2', 'n3', 'n4', 'n5', 'd1', 'd2'];

/** EMOVO: `f1/gio-f1-b1.wav`. */
export const emovoPlan = namedCorpus({
  voices: voicesNamed(['f1', 'm1', 'f2', 'm2', 'f3', 'm3'], (name) => name.startsWith('m')),
  codes: [
    ['neu', 'neutral'],
    ['dis', 'disgust'],
    ['gio', 'happy'],
    ['pau', 'fear'],
    ['rab', 'angry'],
    ['sor', 'surprise'],
    ['tri', 'sad'],
  ],
  maxClips: SENTENCES.length,
  path: ({ voice: { name }, code, index }) => `${name}/${code}-${name}-${SENTENCES[index]}.wav`,
});
