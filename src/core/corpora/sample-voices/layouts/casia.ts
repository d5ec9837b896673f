import { namedCorpus, voicesNamed } from './named-corpus.ts';

const WOMEN = ['liuchanhg', 'zhaoquanyin'];

/** CASIA: `wangzhe/angry/201.wav`. The names repeat in every folder. */
export const casiaPlan = namedCorpus({
  voices: voicesNamed(
    ['liuchanhg', 'wangzhe', 'zhaoquanyin', 'ZhaoZuoxiang'],
    (name) => !WOMEN.includes(name),
  ),
  codes: [
    ['angry', 'angry'],
    ['fear', 'fear'],
    ['happy', 'happy'],
    ['neutral', 'neutral'],
    ['sad', 'sad'],
    ['surprise', 'surprise'],
  ],
  maxClips: 50,
  path: ({ voice, code, index }) => `${voice.name}/${code}/${201 + index}.wav`,
});
