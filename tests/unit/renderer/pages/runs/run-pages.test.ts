import { expect, test } from 'vitest';
import { joinPages, pagesToLoad } from '#renderer/pages/runs/run-pages.ts';
import { tagsOf } from '#renderer/pages/runs/run-tags.ts';
import type { RunSummary } from '#shared/answers.ts';

test.each([
  [[null], 1],
  [[0], 1],
  [[999], 1],
  [[1000], 2],
  [[1000, null], 2],
  [[1000, 1000, 1000], 4],
  [[1000, 400, 1000], 2],
  [[1000, 1000, 1000, 1000, 1000], 5],
])('after pages with %j rows, %d pages are requested', (sizes, pages) => {
  expect(pagesToLoad(sizes, 1000, 5)).toBe(pages);
});

test('joins pages up to the first that is not loaded, without duplicate rows', () => {
  const row = (id: string) => ({ id });
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(row);
  expect(joinPages([undefined, [a]])).toBeUndefined();
  expect(joinPages([])).toBeUndefined();
  const first = [a, b];
  expect(joinPages([first])).toBe(first);
  expect(joinPages([first, [b, c], undefined, [d]])).toEqual([a, b, c]);
});

test('lists every tag once, sorted by name and number', () => {
  const runs = [['grid', 'seed 10'], ['grid'], [], ['seed 2']].map(
    (tags) => ({ tags }) as unknown as RunSummary,
  );
  expect(tagsOf(runs)).toEqual(['grid', 'seed 2', 'seed 10']);
});
