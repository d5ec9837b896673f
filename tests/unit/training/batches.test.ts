import { describe, expect, it } from 'vitest';
import {
  type BatchSource,
  classWeights,
  epochOrder,
  stepsPerEpoch,
  trainingBatch,
} from '../../../src/core/training/batches.ts';
import { augmentationSchema } from '../../../src/shared/runs.ts';

const train = Array.from({ length: 50 }, (_, i) => i * 3);

describe('epochOrder', () => {
  it('deals every clip once, in an order of its own for each seed, fold and epoch', () => {
    const orders = [epochOrder(1, 0, 0, train), epochOrder(2, 0, 0, train), epochOrder(1, 1, 0, train)];
    orders.push(epochOrder(1, 0, 1, train));
    expect(new Set(orders.map(String)).size).toBe(4);
    for (const order of orders) expect([...order].sort((a, b) => a - b)).toEqual(train);
    expect(epochOrder(1, 0, 0, train)).toEqual(orders[0]);
  });

  it('counts the smaller last batch', () => {
    expect([0, 1, 32, 33].map((clips) => stepsPerEpoch(clips, 32))).toEqual([0, 1, 1, 2]);
  });
});

describe('classWeights', () => {
  const clips = [0, 0, 0, 4].map((emotion) => ({ row: 0, emotion }));

  it('averages one over the clips, and is zero for an emotion without any', () => {
    const weights = classWeights('balanced', clips, [0, 1, 2, 3]);
    expect(Array.from(weights)).toEqual([Math.fround(4 / 6), 0, 0, 0, 2, 0, 0]);
  });

  it('looks at the training clips only', () => {
    expect(classWeights('balanced', clips, [0, 3])[4]).toBe(1);
    expect(Array.from(classWeights('none', clips, [0]))).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });
});

describe('trainingBatch', () => {
  const source: BatchSource = {
    settings: { seed: 1, labelSmoothing: 0.14, augmentation: augmentationSchema.parse({}) },
    fold: 0,
    clips: [
      { row: 5, emotion: 2 },
      { row: 3, emotion: 6 },
    ],
    rows: { read: (row, into, offset) => void into.fill(row, offset, offset + 6) },
    inputShape: [2, 3],
    weights: Float32Array.of(0, 0, 0.5, 0, 0, 0, 2),
  };

  it('brings each clip’s row, target and weight', () => {
    const batch = trainingBatch(source, Int32Array.of(1, 0), 0);
    expect(batch.n).toBe(2);
    expect(Array.from(batch.inputs)).toEqual([3, 3, 3, 3, 3, 3, 5, 5, 5, 5, 5, 5]);
    expect(Array.from(batch.sampleWeights)).toEqual([2, 0.5]);
    expect(batch.targets[6]).toBeCloseTo(0.88, 6);
    expect(batch.targets[7 + 2]).toBeCloseTo(0.88, 6);
    expect(batch.targets[0]).toBeCloseTo(0.02, 6);
    expect(batch.targets.subarray(0, 7).reduce((a, b) => a + b)).toBeCloseTo(1, 6);
  });

  it('augments a clip alike in whatever batch it stands', () => {
    const settings = {
      ...source.settings,
      augmentation: augmentationSchema.parse({ noise: 1, shiftFrames: 2 }),
    };
    const rows: BatchSource['rows'] = {
      read: (row, into, offset) => into.set([row, 1, 2, 3, 4, 5], offset),
    };
    const augmented = { ...source, settings, rows };
    const together = trainingBatch(augmented, Int32Array.of(1, 0), 3);
    const alone = trainingBatch(augmented, Int32Array.of(0), 3);
    expect(together.inputs.subarray(6)).toEqual(alone.inputs);
    expect(trainingBatch(augmented, Int32Array.of(0), 4).inputs).not.toEqual(alone.inputs);
  });
});
