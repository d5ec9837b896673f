import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { PastFold } from '#core/database/runs/past-epochs.ts';
import { platformName } from '#core/laboratory/environment.ts';
import { pastThroughput, planTime, similarFolds } from '#core/laboratory/plans/plan-time.ts';
import type { Fold } from '#shared/protocols.ts';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';
import { THESIS_MFCC } from '#shared/settings/mel-features.ts';
import { ENVIRONMENT } from '../../database/sample-run.ts';
import { ROOMY } from '../laboratory-services.ts';

const settings = { ...DEFAULT_SETTINGS, batchSize: 10, epochs: 4 };
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const fold = (train: number, validation: number, test: number): Fold => ({
  name: 'fold',
  train: numbers(train),
  validation: numbers(validation),
  test: numbers(test),
});
const estimate = {
  ...ROOMY,
  throughput: { stepSeconds: 1, trainClipSeconds: 0.1, predictClipSeconds: 0.01, buildSeconds: 7 },
};
const past = (change: Partial<PastFold> = {}): PastFold => ({
  run: 'one',
  settings,
  environment: { ...ENVIRONMENT, device: 'cpu', platform: platformName() },
  train: 20,
  validation: 100,
  // 5 s by the estimate: 2 steps, 20 clips, 100 predictions.
  seconds: [50, 10, 10, 11],
  ...change,
});

describe('the time of a run', () => {
  it('includes building, epochs and test of every fold', () => {
    const folds = [fold(20, 100, 50), fold(10, 0, 200)];
    const time = planTime({ settings, folds, estimate, past: null, missingFeatures: 0 });
    expect(time.secondsPerStep).toBeCloseTo(2);
    expect(time.secondsPerEpoch).toBeCloseTo((5 + 2) / 2);
    expect(time.secondsInAll).toBeCloseTo(7 + 4 * 5 + 0.5 + 7 + 4 * 2 + 2);
    expect(time).toMatchObject({ featureSeconds: 0, basis: 'estimated' });
  });

  it('includes the final model on all clips, and every tested part of a clip', () => {
    const folds = [fold(20, 100, 50), fold(10, 0, 200)];
    const question = { folds, estimate, past: null, missingFeatures: 0 };
    const plain = planTime({ ...question, settings }).secondsInAll;
    // 210 clips of the second fold: 21 steps and 210 clips in each of four epochs.
    const refit = planTime({ ...question, settings: { ...settings, refit: true } });
    expect(refit.secondsInAll - plain).toBeCloseTo(7 + 4 * (21 + 21));
    const features = { ...settings.features, crop: { seconds: 2, tested: 3 } };
    const crops = planTime({ ...question, settings: { ...settings, features } });
    expect(crops.secondsInAll - plain).toBeCloseTo(2 * 250 * 0.01);
  });

  it('includes missing features, on all threads', () => {
    const question = { settings, folds: [fold(20, 0, 5)], estimate, past: null };
    const without = planTime({ ...question, missingFeatures: 0 });
    const time = planTime({ ...question, missingFeatures: 1000 });
    expect(time.featureSeconds).toBeCloseTo((1000 * ROOMY.featureSeconds!) / availableParallelism());
    expect(time.secondsInAll - time.featureSeconds).toBeCloseTo(without.secondsInAll);
    // An encoder may fit into memory once only.
    const alone = planTime({ ...question, missingFeatures: 1000, workers: 1 });
    expect(alone.featureSeconds).toBeCloseTo(1000 * ROOMY.featureSeconds!);
    expect(planTime({ ...question, missingFeatures: 1 }).featureSeconds).toBeCloseTo(ROOMY.featureSeconds!);
  });

  it('reports its basis', () => {
    const question = { settings, folds: [fold(20, 0, 5)], estimate, past: null, missingFeatures: 0 };
    expect(planTime(question)).toMatchObject({ basis: 'estimated' });
    expect(planTime({ ...question, estimate: { ...estimate, tried: true } }).basis).toBe('tried out');
    const disturbed = planTime({ ...question, estimate: { ...estimate, disturbed: true } });
    expect(disturbed.note).toContain('Other work was running');
    const before = planTime({ ...question, past: { factor: 2, epochs: 3, runs: 1 } });
    expect(before).toMatchObject({
      basis: 'measured before',
      note: expect.stringContaining('3 epochs of an earlier run of compact'),
    });
    expect(before.secondsPerEpoch).toBeCloseTo(2 * planTime(question).secondsPerEpoch);
  });
});

describe('earlier runs', () => {
  it('count with the median of their epochs without the first of each fold', () => {
    expect(pastThroughput([past()], estimate.throughput)).toEqual({ factor: 2, epochs: 3, runs: 1 });
    const folds = [past({ seconds: [5] }), past({ run: 'two', seconds: [90, 5, 5] })];
    expect(pastThroughput(folds, estimate.throughput)).toEqual({ factor: 1, epochs: 3, runs: 2 });
    expect(pastThroughput([], estimate.throughput)).toBeNull();
  });

  it('count for all sizes of their parts', () => {
    const other = past({ train: 100, validation: 0, seconds: [99, 40] });
    expect(pastThroughput([other], estimate.throughput)!.factor).toBeCloseTo(2);
  });

  it('count with the latest epochs only', () => {
    const long = past({ seconds: [5, ...numbers(60).map(() => 5)] });
    const old = past({ run: 'old', seconds: numbers(200).map(() => 500) });
    expect(pastThroughput([long, old], estimate.throughput)).toEqual({ factor: 1, epochs: 60, runs: 1 });
  });

  it('count only with the same batch size, features, frozen layers, device and machine', () => {
    const on = { device: 'cpu' };
    const count = (change: Partial<PastFold>) => similarFolds([past(change)], settings, on).length;
    expect(count({})).toBe(1);
    expect(count({ settings: { ...settings, epochs: 1, seed: 99 } })).toBe(1);
    expect(count({ settings: { ...settings, batchSize: 11 } })).toBe(0);
    expect(count({ settings: { ...settings, freezeUpTo: 'stem' } })).toBe(0);
    expect(count({ settings: { ...settings, features: THESIS_MFCC } })).toBe(0);
    expect(count({ environment: { ...past().environment, device: 'NVIDIA H200' } })).toBe(0);
    expect(count({ environment: { ...past().environment, platform: 'another machine' } })).toBe(0);
  });
});
