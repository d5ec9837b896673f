import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { normaliseByItself, normaliseRows, speakerStatistics } from '#core/features/speaker-normalisation.ts';

interface Golden {
  bands: number;
  frames: number;
  /** By clip. */
  speakers: number[];
  /** `[clips, bands · frames]`. */
  clips: number[][];
  expected: number[][];
  /** The first clip, normalised by itself. */
  alone: number[];
}
const golden: Golden = JSON.parse(
  readFileSync(new URL('speaker-normalisation.json', import.meta.url), 'utf8'),
);
const shape = [golden.bands, golden.frames] as const;
const rows = {
  read: (row: number, into: Float32Array, offset: number) => into.set(golden.clips[row], offset),
};

function expectNear(found: Float32Array, expected: readonly number[]): void {
  for (const [i, value] of expected.entries()) expect(Math.abs(found[i] - value)).toBeLessThan(1e-5);
}

test('the clips of each speaker equal those of scikit-learn’s StandardScaler', () => {
  const { speakers, expected } = golden;
  const statistics = speakerStatistics(rows, { rows: [...speakers.keys()], speakers }, shape);
  const normalised = normaliseRows(rows, statistics, shape);
  // Behind three values of something else.
  const into = new Float32Array(3 + golden.bands * golden.frames);
  for (const clip of speakers.keys()) {
    normalised.read(clip, into, 3);
    expectNear(into.subarray(3), expected[clip]);
    expect([...into.subarray(0, 3)]).toEqual([0, 0, 0]);
  }
});

test('a clip without speaker is normalised by itself', () => {
  const alone = Float32Array.from(golden.clips[0]);
  normaliseByItself(alone, golden.bands);
  expectNear(alone, golden.alone);
  const others = speakerStatistics(rows, { rows: [1, 2], speakers: [0, 1] }, shape);
  const into = new Float32Array(golden.bands * golden.frames);
  normaliseRows(rows, others, shape).read(0, into, 0);
  expect(into).toEqual(alone);
});
