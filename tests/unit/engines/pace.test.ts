import { describe, expect, it } from 'vitest';
import {
  type Pace,
  paceOf,
  scaledPace,
  secondsOfEpoch,
  secondsOfStep,
} from '../../../src/core/engines/pace.ts';
import { networkNamed } from '../../../src/core/models/registry.ts';
import { networkWork } from '../../../src/core/models/training-work.ts';

const PACE: Pace = { stepSeconds: 0.5, trainClipSeconds: 0.1, predictClipSeconds: 0.03, buildSeconds: 2 };
/** That of the machine whose speeds the reference is. */
const REFERENCE_SPEED = { products: 1, rest: 1 };
const on = (engine: 'tensorflow' | 'wasm', slots = 2, speed = REFERENCE_SPEED) => ({ engine, slots, speed });

describe('a pace', () => {
  it('makes steps and epochs, the last, smaller batch included', () => {
    expect(secondsOfStep(PACE, 8)).toBeCloseTo(1.3);
    // 17 clips in batches of 8: three steps.
    expect(secondsOfEpoch(PACE, { train: 17, validation: 10 }, 8)).toBeCloseTo(
      3 * 0.5 + 17 * 0.1 + 10 * 0.03,
    );
    expect(secondsOfEpoch(PACE, { train: 16, validation: 0 }, 8)).toBeCloseTo(2 * 0.5 + 16 * 0.1);
  });

  it('grows with the factor, the building aside', () => {
    expect(scaledPace(PACE, 3)).toEqual({
      stepSeconds: 1.5,
      trainClipSeconds: expect.closeTo(0.3),
      predictClipSeconds: expect.closeTo(0.09),
      buildSeconds: 2,
    });
  });

  it('hangs on the machine: convolutions on one speed, the rest on the other', () => {
    const work = networkWork(networkNamed('vgg19', [75, 173]));
    const reference = paceOf(work, on('tensorflow'));
    const slow = paceOf(work, on('tensorflow', 2, { products: 2, rest: 2 }));
    for (const key of ['stepSeconds', 'trainClipSeconds', 'predictClipSeconds', 'buildSeconds'] as const)
      expect(slow[key] / reference[key]).toBeCloseTo(2);
    // VGG19 is nearly all convolutions.
    const weak = paceOf(work, on('tensorflow', 2, { products: 2, rest: 1 }));
    expect(weak.trainClipSeconds / reference.trainClipSeconds).toBeGreaterThan(1.8);
    expect(weak.stepSeconds).toBe(reference.stepSeconds);
  });

  it('pays for every array that an optimizer keeps', () => {
    const work = networkWork(networkNamed('vgg19', [75, 173]));
    const sgd = paceOf(work, on('wasm', 0)).stepSeconds;
    const adam = paceOf(work, on('wasm', 2)).stepSeconds;
    expect(adam / sgd).toBeGreaterThan(1.9);
    expect(adam / sgd).toBeLessThan(2.01);
  });
});
