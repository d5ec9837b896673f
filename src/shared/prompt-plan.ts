import type { CorpusSheet, Prompt } from './own-corpora.ts';
import { createRandom } from './random.ts';

/**
 * The prompts of a speaker in the order in which they are shown: all sentences and emotions once, then the next repetition.
 * In a random order, equal seeds and codes give equal orders, and every speaker and repetition has another one.
 */
export function promptsOf({ prompts, seed }: Pick<CorpusSheet, 'prompts' | 'seed'>, code: string): Prompt[] {
  const { emotions, sentences, repetitions, order } = prompts;
  return Array.from({ length: repetitions }, (_, index) => {
    const repetition = index + 1;
    const all = sentences.flatMap((_, sentence) =>
      emotions.map((_, emotion): Prompt => ({ sentence, emotion, repetition })),
    );
    return order === 'fixed' ? all : createRandom('prompts', seed, code, repetition).shuffle(all);
  }).flat();
}
