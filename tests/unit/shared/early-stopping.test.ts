import { describe, expect, it } from 'vitest';
import { bestEpoch, chosenEpoch, uncomparedEpochs } from '#shared/early-stopping.ts';

const settings = { enabled: true, patience: 10, startEpoch: 2, restoreBest: true };
/** Epochs from 1 with these validation losses. */
const epochs = (...losses: (number | null)[]) =>
  losses.map((validationLoss, index) => ({ epoch: index + 1, loss: 10 - index, validationLoss }));

describe('the best epoch', () => {
  it('has the lowest loss of the compared epochs, not of all', () => {
    expect(bestEpoch(epochs(0.1, 0.2, 3, 1, 2), settings)).toBe(4);
    expect(bestEpoch(epochs(0.1, 0.2, 3, 1, 2), { ...settings, startEpoch: 0 })).toBe(1);
  });

  it('is the first of several with an equal loss in float32', () => {
    expect(bestEpoch(epochs(9, 9, 0.5, 0.5 - 1e-12), settings)).toBe(3);
  });

  it('is chosen by the training loss without validation clips', () => {
    expect(bestEpoch(epochs(null, null, null, null), settings)).toBe(4);
  });

  it('is none before an epoch is compared', () => {
    expect(bestEpoch([], settings)).toBeNull();
    expect(bestEpoch(epochs(1, 0.5), settings)).toBeNull();
  });
});

describe('the tested epoch', () => {
  it('is the best one', () => {
    expect(chosenEpoch(epochs(0.1, 0.2, 1, 2), settings)).toEqual({ epoch: 3, reason: 'lowest-loss' });
  });

  it('is the last one if no epoch was compared or the best weights are not kept', () => {
    expect(chosenEpoch(epochs(0.1, 0.2), settings)).toEqual({ epoch: 2, reason: 'last' });
    const last = chosenEpoch(epochs(0.1, 0.2, 1, 2), { ...settings, restoreBest: false });
    expect(last).toEqual({ epoch: 4, reason: 'last' });
    expect(chosenEpoch([], settings)).toBeNull();
  });
});

describe('uncompared epochs', () => {
  it('are those before the start epoch, if epochs are compared at all', () => {
    expect(uncomparedEpochs(settings)).toBe(2);
    expect(uncomparedEpochs({ ...settings, restoreBest: false })).toBe(2);
    expect(uncomparedEpochs({ ...settings, enabled: false, restoreBest: false })).toBe(0);
  });
});
