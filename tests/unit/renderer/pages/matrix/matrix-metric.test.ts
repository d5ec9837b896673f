import { expect, it } from 'vitest';
import { cellValue, isMissing } from '#renderer/pages/matrix/matrix-metric.ts';
import type { MatrixCell } from '#shared/evaluations.ts';

const scores = (uar: number) => ({
  ...{ clips: 10, uar, uarInterval: [uar - 0.1, uar + 0.1], accuracy: uar / 2 },
  ...{ accuracyInterval: [0, 1], f1Macro: 0, f1MacroInterval: [0, 1] },
});
const cell = (changes: object = {}) =>
  ({ kind: 'evaluation', corpusClips: 10, results: scores(0.4), restricted: null, ...changes }) as MatrixCell;

it('shows the first value if there is no restricted one', () => {
  expect(cellValue(cell(), 'uar', true)).toEqual({
    value: 0.4,
    interval: [0.30000000000000004, 0.5],
    clips: 10,
  });
  const both = cell({ restricted: scores(0.6) });
  expect(cellValue(both, 'uar', true).value).toBe(0.6);
  expect(cellValue(both, 'uar', false).value).toBe(0.4);
  expect(cellValue(both, 'accuracy', true).value).toBe(0.3);
});

it('counts evaluations of an earlier state of a corpus as missing, but not own tests', () => {
  expect(isMissing(null, { clips: 10 })).toBe(true);
  expect(isMissing(cell(), { clips: 10 })).toBe(false);
  expect(isMissing(cell(), { clips: 11 })).toBe(true);
  expect(isMissing(cell({ kind: 'own-test' }), { clips: 11 })).toBe(false);
});
