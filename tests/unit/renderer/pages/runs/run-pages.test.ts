import { expect, test } from 'vitest';
import { joinPages, pagesWanted } from '../../../../../src/renderer/pages/runs/run-pages.ts';
import { tagsOf } from '../../../../../src/renderer/pages/runs/run-tags.ts';
import type { RunSummary } from '../../../../../src/shared/answers.ts';

test.each([
  [[null], 1],
  [[0], 1],
  [[999], 1],
  [[1000], 2],
  [[1000, null], 2],
  [[1000, 1000, 1000], 4],
  [[1000, 400, 1000], 2],
  [[1000, 1000, 1000, 1000, 1000], 5],
])('of pages with %j rows %d are asked for', (sizes, wanted) => {
  expect(pagesWanted(sizes, 1000, 5)).toBe(wanted);
});

test('pages make one list, up to the first that is not there, and a row that moved on stands once', () => {
  const row = (id: string) => ({ id });
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(row);
  expect(joinPages([undefined, [a]])).toBeUndefined();
  expect(joinPages([])).toBeUndefined();
  const first = [a, b];
  expect(joinPages([first])).toBe(first);
  expect(joinPages([first, [b, c], undefined, [d]])).toEqual([a, b, c]);
});

test('every tag in use once, by name, numbers by their size', () => {
  const runs = [['grid', 'seed 10'], ['grid'], [], ['seed 2']].map(
    (tags) => ({ tags }) as unknown as RunSummary,
  );
  expect(tagsOf(runs)).toEqual(['grid', 'seed 2', 'seed 10']);
});
