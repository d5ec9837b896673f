import { describe, expect, it } from 'vitest';
import { pairedTitle, pairOf } from '#renderer/pages/compare/pair.ts';
import type { ComparedItem } from '#shared/comparison.ts';

const item = (title: string, ...runs: [id: string, seed: number, counts?: boolean][]): ComparedItem =>
  ({
    title,
    runs: runs.map(([id, seed, counts = true]) => ({
      id,
      name: id,
      status: counts ? 'finished' : 'failed',
      seed,
      createdAt: '',
      counts,
    })),
  }) as ComparedItem;

const ids = (pair: ReturnType<typeof pairOf>) => pair?.map(({ run }) => run.id);

describe('the pair of runs', () => {
  const items = [
    item('one', ['a7', 7], ['a8', 8]),
    item('two', ['b9', 9, false], ['b8', 8], ['b7', 7]),
    item('three', ['c1', 1]),
  ];

  it('is of the baseline and the next item, with the same seed', () => {
    expect(ids(pairOf(items, 0, null))).toEqual(['a7', 'b7']);
    expect(ids(pairOf(items, 2, null))).toEqual(['c1', 'a7']);
  });

  it('is the chosen one, if its runs count', () => {
    expect(ids(pairOf(items, 0, ['c1', 'a8']))).toEqual(['c1', 'a8']);
    expect(ids(pairOf(items, 0, ['b9', 'a7']))).toEqual(['a7', 'b7']);
    expect(ids(pairOf(items, 0, ['a7', 'gone']))).toEqual(['a7', 'b7']);
    expect(ids(pairOf(items, 0, ['a7', 'a7']))).toEqual(['a7', 'b7']);
  });

  it('is null without two items with results', () => {
    expect(pairOf([items[0], item('failed', ['d', 1, false])], 0, null)).toBeNull();
    expect(pairOf([items[0]], 0, null)).toBeNull();
  });

  it('has titles that tell runs of a group apart', () => {
    const [first, second] = pairOf(items, 2, null)!;
    expect(pairedTitle(items, first)).toBe('three');
    expect(pairedTitle(items, second)).toBe('one, seed 7');
    const twins = [item('twins', ['x', 7], ['y', 7]), items[2]];
    expect(pairedTitle(twins, pairOf(twins, 0, null)![0])).toBe('twins, run x');
  });
});
