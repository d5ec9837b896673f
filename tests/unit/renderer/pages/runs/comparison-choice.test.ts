import { expect, test } from 'vitest';
import { comparisonPath, comparisonProblem } from '#renderer/pages/runs/comparison-choice.ts';

const item = (...ids: string[]) => ({ rows: ids.map((id) => ({ id })) });
const items = (count: number) => Array.from({ length: count }, (_, index) => item(`${index}`));

test('two to eight runs or groups can be compared', () => {
  expect([2, 8].map((count) => comparisonProblem(items(count)))).toEqual([null, null]);
  expect([0, 1].map((count) => comparisonProblem(items(count)))).toEqual([
    'To compare, select 2 to 8 runs or groups.',
    'To compare, select 2 to 8 runs or groups.',
  ]);
  expect(comparisonProblem(items(9))).toBe('To compare, select at most 8 runs or groups.');
  const large = item(...Array.from({ length: 1200 }, (_, index) => `${index}`));
  expect(comparisonProblem([item('a'), large])).toBe(
    'To compare, select groups of at most 100 runs. One has 1,200.',
  );
});

test('the address of a comparison joins the runs of a group', () => {
  expect(comparisonPath([item('a', 'b', 'c'), item('20261122-1530-k3f9'), item('x&y')])).toBe(
    '/compare?runs=a+b+c,20261122-1530-k3f9,x%26y',
  );
});
