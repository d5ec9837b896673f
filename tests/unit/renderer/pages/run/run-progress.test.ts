import { describe, expect, test } from 'vitest';
import { EMPTY_LIVE_RUN, type LiveRun } from '#renderer/client/live-runs.ts';
import { mergedEpochs, remainingSeconds, roughSeconds, shareDone } from '#renderer/pages/run/run-progress.ts';
import type { Epoch, Run } from '#shared/runs.ts';

const epoch = (number: number, seconds = 10, fold = 0): Epoch => ({
  ...{
    epoch: number,
    fold,
    loss: 1,
    accuracy: 0.5,
    validationLoss: 1,
    validationAccuracy: 0.5,
    validationUar: 0.5,
  },
  ...{ learningRate: 1e-3, seconds },
});
const run = (folds = 1) =>
  ({
    settings: { epochs: 30, batchSize: 16 },
    folds: Array.from({ length: folds }, () => ({ train: 320, validation: 120, test: 100 })),
  }) as unknown as Run;
/** Live data at step `step` of 20 of an epoch. */
const at = (number: number, step: number, fold = 0, folds = 1): LiveRun => ({
  ...EMPTY_LIVE_RUN,
  steps: 20,
  phase: { phase: 'training', fold, folds, trainings: folds, done: number - 1, total: 30 },
  batch: {
    ...{ fold, epoch: number, step, stepInFold: (number - 1) * 20 + step },
    ...{ loss: 1, accuracy: 0.5, clipsPerSecond: 72 },
  },
});

describe('progress', () => {
  test('grows from the first step to the last of the last fold', () => {
    const length = { epochs: 30, trainings: 2 };
    expect(shareDone(EMPTY_LIVE_RUN, length)).toBeNull();
    expect(shareDone(EMPTY_LIVE_RUN, length, { fold: 1, epoch: 15 })).toBe(0.75);
    expect(shareDone(at(1, 10), { epochs: null, trainings: 1 })).toBeNull();
    expect(shareDone(at(1, 10), { epochs: 30, trainings: 1 })).toBeCloseTo(0.5 / 30);
    expect(shareDone(at(30, 20), { epochs: 30, trainings: 1 })).toBe(1);
    expect(shareDone(at(16, 20, 1, 2), length)).toBeCloseTo(0.5 + 16 / 60);
    // The next fold has started, but has no batch yet.
    const next = {
      ...at(30, 20),
      phase: { phase: 'training', fold: 1, folds: 2, trainings: 2, done: 0, total: 30 },
    } as LiveRun;
    expect(shareDone(next, length)).toBe(0.5);
    const testing = {
      ...next,
      phase: { phase: 'testing', fold: 1, folds: 2, trainings: 2, done: 5, total: 9 },
    } as LiveRun;
    expect(shareDone(testing, length)).toBe(1);
    const features = {
      ...next,
      phase: { phase: 'features', fold: 0, folds: 2, trainings: 2, done: 5, total: 9 },
    } as LiveRun;
    expect(shareDone(features, length)).toBe(0);
    const refit = {
      ...next,
      phase: { phase: 'refit', fold: 1, folds: 2, trainings: 2, done: 6, total: 24 },
    } as LiveRun;
    // A final model follows the two folds, so they are two thirds of the run.
    const withFinal = { epochs: 30, trainings: 3 };
    expect(shareDone(testing, withFinal)).toBeCloseTo(2 / 3);
    expect(shareDone(refit, withFinal)).toBeCloseTo((2 + 0.25) / 3);
    expect(shareDone(EMPTY_LIVE_RUN, withFinal, { fold: 1, epoch: 15 })).toBeCloseTo(0.5);
  });
});

test('the final model takes time after the folds, and its own time is known while it trains', () => {
  const epochs = [epoch(1), epoch(2)];
  const plain = run();
  const withFinal = { ...plain, settings: { ...plain.settings, refit: true } };
  const live = at(3, 0);
  // An epoch on all 540 clips instead of the 320 for training.
  const longer = 540 / 320;
  const before = remainingSeconds(plain, live, epochs)!;
  expect(remainingSeconds(withFinal, live, epochs)! - before).toBeCloseTo(30 * 10 * longer);
  const refit = {
    ...live,
    phase: { phase: 'refit', fold: 0, folds: 1, trainings: 1, done: 20.5, total: 24 },
  } as LiveRun;
  expect(remainingSeconds(withFinal, refit, epochs)).toBeCloseTo(3.5 * 10 * longer);
});

describe('remaining time', () => {
  test('is unknown before the first batch', () => {
    expect(remainingSeconds(run(), EMPTY_LIVE_RUN, [])).toBeNull();
    const features = { ...at(1, 1), phase: { ...at(1, 1).phase!, phase: 'features' } } as LiveRun;
    expect(remainingSeconds(run(), features, [])).toBeNull();
  });

  test('uses the clips per second in the first epoch', () => {
    // 320 training clips and a third of 120 validation clips: 360 at 72 per second.
    expect(remainingSeconds(run(), at(1, 10), [])).toBeCloseTo(5 * 29.5);
  });

  test('uses the median of the last epochs, so that one slow epoch has no effect', () => {
    const epochs = [epoch(1, 500), epoch(2, 10), epoch(3, 10), epoch(4, 900), epoch(5, 10), epoch(6, 10)];
    expect(remainingSeconds(run(), at(7, 10), epochs)).toBeCloseTo(10 * 23.5);
    expect(remainingSeconds(run(), at(30, 20), epochs)).toBe(0);
  });

  test('assumes that later folds have as many epochs as the finished ones', () => {
    const epochs = [1, 2, 3, 4].map((number) => epoch(number, 10));
    // Fold 1 stopped after four epochs; two folds follow this one.
    expect(remainingSeconds(run(4), at(1, 20, 1, 4), epochs)).toBeCloseTo(10 * (29 + 2 * 4));
    expect(remainingSeconds(run(4), at(4, 20, 0, 4), epochs)).toBeCloseTo(10 * (26 + 3 * 30));
  });

  test('is rounded to steps that do not flicker', () => {
    expect([3, 58, 61, 170, 700, 5000].map(roughSeconds)).toEqual([5, 60, 60, 165, 720, 5100]);
    const shown = Array.from({ length: 100 }, (_, i) => roughSeconds(1800 + i / 10));
    expect(new Set(shown).size).toBeLessThanOrEqual(2);
  });
});

test('merges recorded and live epochs without duplicates, in order', () => {
  const live = [epoch(3, 33), epoch(1, 1, 1)];
  const merged = mergedEpochs([epoch(1), epoch(2), epoch(3)], live);
  expect(merged.map((one) => [one.fold, one.epoch, one.seconds])).toEqual([
    [0, 1, 10],
    [0, 2, 10],
    [0, 3, 33],
    [1, 1, 1],
  ]);
  expect(mergedEpochs([], [])).toEqual([]);
});
