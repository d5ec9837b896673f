import { describe, expect, it } from 'vitest';
import {
  scaledThroughput,
  secondsOfEpoch,
  secondsOfStep,
  type Throughput,
  throughputOf,
} from '#core/engines/estimates/throughput.ts';
import { networkWork } from '#core/models/layers/training-work.ts';
import { networkNamed } from '#core/models/registry.ts';

const THROUGHPUT: Throughput = {
  stepSeconds: 0.5,
  trainClipSeconds: 0.1,
  predictClipSeconds: 0.03,
  buildSeconds: 2,
};
/** The speed of the reference machine. */
const REFERENCE_SPEED = { products: 1, rest: 1 };
const on = (engine: 'tensorflow' | 'wasm', slots = 2, speed = REFERENCE_SPEED) => ({ engine, slots, speed });

describe('throughput', () => {
  it('gives seconds of steps and epochs, including a smaller last batch', () => {
    expect(secondsOfStep(THROUGHPUT, 8)).toBeCloseTo(1.3);
    // 17 clips in batches of 8: three steps.
    expect(secondsOfEpoch(THROUGHPUT, { train: 17, validation: 10 }, 8)).toBeCloseTo(
      3 * 0.5 + 17 * 0.1 + 10 * 0.03,
    );
    expect(secondsOfEpoch(THROUGHPUT, { train: 16, validation: 0 }, 8)).toBeCloseTo(2 * 0.5 + 16 * 0.1);
  });

  it('is scaled by the factor, except for the build', () => {
    expect(scaledThroughput(THROUGHPUT, 3)).toEqual({
      stepSeconds: 1.5,
      trainClipSeconds: expect.closeTo(0.3),
      predictClipSeconds: expect.closeTo(0.09),
      buildSeconds: 2,
    });
  });

  it('depends on the machine: one speed for convolutions, the other for the rest', () => {
    const work = networkWork(networkNamed('vgg19', [75, 173]));
    const reference = throughputOf(work, on('tensorflow'));
    const slow = throughputOf(work, on('tensorflow', 2, { products: 2, rest: 2 }));
    for (const key of ['stepSeconds', 'trainClipSeconds', 'predictClipSeconds', 'buildSeconds'] as const)
      expect(slow[key] / reference[key]).toBeCloseTo(2);
    // VGG19 is nearly all convolutions.
    const weak = throughputOf(work, on('tensorflow', 2, { products: 2, rest: 1 }));
    expect(weak.trainClipSeconds / reference.trainClipSeconds).toBeGreaterThan(1.8);
    expect(weak.stepSeconds).toBe(reference.stepSeconds);
  });

  it('includes every array that an optimizer keeps', () => {
    const work = networkWork(networkNamed('vgg19', [75, 173]));
    const sgd = throughputOf(work, on('wasm', 0)).stepSeconds;
    const adam = throughputOf(work, on('wasm', 2)).stepSeconds;
    expect(adam / sgd).toBeGreaterThan(1.9);
    expect(adam / sgd).toBeLessThan(2.01);
  });
});
