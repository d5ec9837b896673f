import { expect, test } from 'vitest';
import { type Prompts, promptKey } from '#shared/own-corpora.ts';
import { promptsOf } from '#shared/prompt-plan.ts';

const prompts: Prompts = {
  emotions: ['happy', 'sad', 'angry'],
  sentences: ['One.', 'Two.', 'Three.', 'Four.', 'Five.'],
  repetitions: 2,
  order: 'random',
};
const order = (seed: number, code: string, own: Prompts = prompts) =>
  promptsOf({ prompts: own, seed }, code).map(promptKey);

test('a random order has every prompt once, and each repetition after the one before', () => {
  const plan = promptsOf({ prompts, seed: 3 }, 'p01');
  expect(plan).toHaveLength(30);
  expect(new Set(plan.map(promptKey)).size).toBe(30);
  expect(plan.map(({ repetition }) => repetition)).toEqual([...Array(15).fill(1), ...Array(15).fill(2)]);
});

test('it depends on seed, speaker and repetition only', () => {
  expect(order(3, 'p01')).toEqual(order(3, 'p01'));
  expect(order(3, 'p01')).not.toEqual(order(4, 'p01'));
  expect(order(3, 'p01')).not.toEqual(order(3, 'p02'));
  const [first, second] = [order(3, 'p01').slice(0, 15), order(3, 'p01').slice(15)];
  expect(first.map((key) => key.slice(0, -1))).not.toEqual(second.map((key) => key.slice(0, -1)));
  expect(order(3, 'p01', { ...prompts, repetitions: 5 }).slice(0, 30)).toEqual(order(3, 'p01'));
});

test('a fixed order is that of the lists, the same for all', () => {
  const fixed: Prompts = { ...prompts, order: 'fixed' };
  expect(order(1, 'p01', fixed)).toEqual(order(2, 'p02', fixed));
  expect(order(1, 'p01', fixed).slice(0, 4)).toEqual(['0 0 1', '0 1 1', '0 2 1', '1 0 1']);
});
