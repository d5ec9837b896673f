import { describe, expect, it } from 'vitest';
import {
  type Member,
  meanCurve,
  membersOf,
  readoutAt,
  smoothed,
} from '#renderer/pages/compare/curves/curve-series.ts';
import type { Epoch } from '#shared/runs.ts';

const epoch = (number: number, changes: Partial<Epoch> = {}): Epoch => ({
  epoch: number,
  fold: 0,
  loss: 2 / number,
  accuracy: number / 10,
  validationLoss: 3 / number,
  validationAccuracy: number / 20,
  validationUar: null,
  learningRate: 0.01,
  seconds: 30,
  ...changes,
});

const member = (epochs: Epoch[], bestEpoch: number | null = null): Member => ({
  run: 'a',
  fold: 0,
  epochs,
  x: epochs.map((one) => one.epoch),
  bestEpoch,
});

describe('the horizontal axis', () => {
  const curves = [
    {
      run: 'a',
      stepsPerEpoch: [10, 12],
      bestEpochs: [2, null],
      epochs: [epoch(1), epoch(2), epoch(1, { fold: 1 }), epoch(2, { fold: 1, seconds: 90 })],
    },
  ];

  it('counts epochs, steps or minutes for each fold', () => {
    expect(membersOf(curves, 'epoch').map(({ x }) => x)).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(membersOf(curves, 'step').map(({ x }) => x)).toEqual([
      [10, 20],
      [12, 24],
    ]);
    expect(membersOf(curves, 'time').map(({ x }) => x)).toEqual([
      [0.5, 1],
      [0.5, 2],
    ]);
    expect(membersOf(curves, 'epoch').map(({ bestEpoch }) => bestEpoch)).toEqual([2, null]);
  });
});

describe('smoothing', () => {
  it('starts at the first value and leaves out missing ones', () => {
    expect(smoothed([4, 2, null, 2], 0)).toEqual([4, 2, null, 2]);
    const [first, second, missing, third] = smoothed([4, 2, null, 2], 0.5);
    expect(first).toBe(4);
    // (0.5 · 0.5 · 4 + 0.5 · 2) / (1 − 0.25)
    expect(second).toBeCloseTo(8 / 3, 12);
    expect(missing).toBeNull();
    expect(third).toBeCloseTo(2 / 0.875, 12);
  });
});

describe('the mean curve', () => {
  it('has a band of one standard deviation and goes on with the runs that continued', () => {
    const curve = meanCurve(
      [
        member([epoch(1, { loss: 1 }), epoch(2, { loss: 2 }), epoch(3, { loss: 5 })]),
        member([epoch(1, { loss: 3 }), epoch(2, { loss: 2 })]),
      ],
      'loss',
      'training',
      0,
    );
    expect(curve.mean).toEqual([2, 2, 5]);
    expect(curve.low[0]).toBeCloseTo(2 - Math.SQRT2, 12);
    expect(curve.high[0]).toBeCloseTo(2 + Math.SQRT2, 12);
    expect([curve.low[2], curve.high[2]]).toEqual([5, 5]);
  });

  it('is null where nothing was recorded', () => {
    expect(meanCurve([member([epoch(1)])], 'validationUar', 'validation', 0).mean).toEqual([null]);
    expect(meanCurve([], 'loss', 'training', 0).x).toEqual([]);
  });
});

describe('the readout', () => {
  const two = [member([epoch(1), epoch(2), epoch(3)], 2), member([epoch(1), epoch(2), epoch(3)], 3)];

  it('has the best epoch of each run without a crosshair', () => {
    const readout = readoutAt(two, null);
    expect(readout).toMatchObject({ epoch: null, n: 2 });
    expect(readout?.values.loss.training).toBeCloseTo((2 / 2 + 2 / 3) / 2, 12);
  });

  it('has the nearest epoch at the crosshair', () => {
    expect(readoutAt(two, 2.4)).toMatchObject({ epoch: 2, n: 2 });
    expect(readoutAt(two, 99)?.epoch).toBe(3);
  });

  it('is null without epochs, or without a known best epoch', () => {
    expect(readoutAt([], 1)).toBeNull();
    expect(readoutAt([member([epoch(1)], null)], null)).toBeNull();
  });
});
