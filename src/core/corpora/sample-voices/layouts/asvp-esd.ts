import { namedCorpus, numbers, voicesNamed } from './named-corpus.ts';

/** ASVP-ESD, speech: `actor_05/03-01-05-01-01-05-02-01-02.wav`. */
export const asvpEsdPlan = namedCorpus({
  voices: voicesNamed(numbers(99, 2), (name) => Number(name) % 2 === 0),
  codes: [
    ['01', 'neutral'],
    ['02', 'neutral'],
    ['03', 'happy'],
    ['04', 'sad'],
    ['05', 'angry'],
    ['06', 'fear'],
    ['07', 'disgust'],
    ['08', 'surprise'],
    ['09', 'happy'],
    ['10', 'happy'],
    ['11', 'fear'],
    ['12', 'sad'],
    ['13', 'fear'],
  ],
  maxClips: 99,
  path({ voice, code, index }) {
    const intensity = index % 2 === 0 ? '01' : '02';
    const statement = String(index + 1).padStart(2, '0');
    return `actor_${voice.name}/03-01-${code}-${intensity}-${statement}-${voice.name}-02-01-02.wav`;
  },
});
