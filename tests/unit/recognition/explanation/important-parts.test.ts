import { expect, test } from 'vitest';
import { importantParts } from '#core/recognition/explanation/important-parts.ts';

/** Ten frames of 0.1 s; the sound is in frames 2 to 7, and starts at 1.5 s of its file. */
const INPUT = {
  rows: 4,
  frames: 10,
  hopSeconds: 0.1,
  windowStartSeconds: 0.2,
  used: { startSeconds: 1.5, endSeconds: 2 },
  frequenciesHz: [100, 200, 400, 800],
};
const weightsAt = (...cells: [row: number, frame: number, weight: number][]) => {
  const weights = new Float32Array(40);
  for (const [row, frame, weight] of cells) weights[row * 10 + frame] = weight;
  return weights;
};

test('are the times and bands with at least half of the largest sum, in seconds of the sound', () => {
  const { times, bands, paddedShare } = importantParts(
    weightsAt([1, 3, 1], [2, 3, 0.5], [1, 4, 1], [1, 6, 0.8], [0, 7, 0.2]),
    INPUT,
  );
  expect(times.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])).toEqual([
    [expect.closeTo(1.55), expect.closeTo(1.75)],
    [expect.closeTo(1.85), expect.closeTo(1.95)],
  ]);
  expect(times.map(({ share }) => share)).toEqual([expect.closeTo(2.5 / 3.5), expect.closeTo(0.8 / 3.5)]);
  expect(bands).toEqual([{ lowestHz: 150, highestHz: 300, share: expect.closeTo(2.8 / 3.5) }]);
  expect(paddedShare).toBeCloseTo(0);
});

test('have no times in the padding, whose share is given', () => {
  const { times, bands, paddedShare } = importantParts(weightsAt([3, 0, 1], [3, 9, 1], [0, 5, 1]), INPUT);
  expect(times.map(({ startSeconds }) => startSeconds)).toEqual([expect.closeTo(1.75)]);
  expect(bands.map(({ lowestHz, highestHz }) => [lowestHz, highestHz])).toEqual([
    [100, 150],
    [600, 800],
  ]);
  expect(paddedShare).toBeCloseTo(2 / 3);
  expect(importantParts(weightsAt([3, 0, 1]), INPUT)).toMatchObject({ times: [], paddedShare: 1 });
});

test('are none without weight, and no bands of cepstral coefficients', () => {
  expect(importantParts(new Float32Array(40), INPUT)).toEqual({ times: [], bands: [], paddedShare: 0 });
  const { times, bands } = importantParts(weightsAt([1, 4, 1]), { ...INPUT, frequenciesHz: null });
  expect([times.length, bands.length]).toEqual([1, 0]);
});
