import { expect, test } from 'vitest';
import {
  conditionLabel,
  expectedSeconds,
  ROBUSTNESS_CONDITIONS,
  type Robustness,
} from '#shared/robustness.ts';
import { soundEffectSchema } from '#shared/sound-effects.ts';
import { robustnessTable } from '#shared/tables/robustness-table.ts';

const scores = (uar: number) => ({
  uar,
  uarInterval: [uar - 0.1, uar + 0.1] as [number, number],
  accuracy: uar,
  accuracyInterval: [uar - 0.1, uar + 0.1] as [number, number],
});
const robustness = (units: number): Robustness => ({
  ...{ run: 'a', createdAt: '2026-11-22T15:30:00.000Z', ownTest: true, synthetic: false, clips: 12 },
  ...{ problems: 0, seed: 1, engine: 'wasm', device: 'cpu', seconds: 2, emotions: null, corpora: [] },
  leakage: { clips: 0, nearDuplicates: 0, speakers: 0, sentences: 0 },
  resampling: { unit: 'speakers', units, draws: 2000 },
  conditions: [
    { effect: null, ...scores(0.6), difference: null },
    {
      effect: { kind: 'gain', gainDb: -20 },
      ...scores(0.5),
      difference: { ...scores(-0.1), uarInterval: [-0.2, -0.05] },
    },
  ],
});

test('every condition has a name of its own, and valid parameters', () => {
  const labels = ROBUSTNESS_CONDITIONS.map(conditionLabel);
  expect(new Set(labels).size).toBe(ROBUSTNESS_CONDITIONS.length);
  expect(labels).toEqual(
    expect.arrayContaining([
      'Clean',
      'White noise, SNR 20 dB',
      'Pink noise, SNR 0 dB',
      'Reverberation, RT60 0.3 s',
      'Reverberation, RT60 1.0 s',
      'Telephone',
      'Speed × 0.9',
      'Gain −20 dB',
    ]),
  );
  expect(conditionLabel({ kind: 'speed', factor: 1.25 })).toBe('Speed × 1.25');
  for (const effect of ROBUSTNESS_CONDITIONS) {
    if (effect !== null) expect(soundEffectSchema.parse(effect)).toEqual(effect);
  }
});

test('the table has the results with intervals, if there are enough speakers', () => {
  const rows = (units: number) =>
    robustnessTable(robustness(units)).rows.map((row) => row.map(({ text }) => text));
  expect(rows(5)).toEqual([
    ['Clean', '60.0 [50.0–70.0]', '–', '60.0 [50.0–70.0]'],
    ['Gain −20 dB', '50.0 [40.0–60.0]', '−10.0 [−20.0 to −5.0]', '50.0 [40.0–60.0]'],
  ]);
  expect(rows(2)[1]).toEqual(['Gain −20 dB', '50.0', '−10.0', '50.0']);
});

test('the expected time grows with the clips and the time of training steps', () => {
  const epoch = (seconds: number) => ({ fold: 0, seconds }) as never;
  const run = (clips: number, seconds: number[]) =>
    ({ epochs: seconds.map(epoch), folds: [{ train: 100 }], split: { test: clips } }) as never;
  expect(expectedSeconds(run(10, []))).toBeCloseTo(10 * 18 * 0.006, 6);
  // 0.03 s per step on a clip is 0.01 s per prediction; one slow epoch does not matter.
  expect(expectedSeconds(run(20, [3, 3, 50]))).toBeCloseTo(20 * 18 * 0.016, 6);
});
