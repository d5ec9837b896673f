import { describe, expect, it } from 'vitest';
import {
  type BatchSource,
  classWeights,
  readInputs,
  stepsPerEpoch,
  trainingBatch,
} from '#core/training/batches.ts';
import { AUGMENTATIONS } from '#shared/settings/augmentation.ts';

it('counts the smaller last batch of an epoch', () => {
  expect([0, 1, 32, 33].map((clips) => stepsPerEpoch(clips, 32))).toEqual([0, 1, 1, 2]);
});

describe('classWeights', () => {
  const clips = [0, 0, 0, 4].map((emotion) => ({ row: 0, emotion }));

  it('has a mean of one over the clips, and zero for an emotion without clips', () => {
    const weights = classWeights('balanced', clips, [0, 1, 2, 3], 7);
    expect(Array.from(weights)).toEqual([Math.fround(4 / 6), 0, 0, 0, 2, 0, 0]);
  });

  it('counts a clip as often as an epoch draws it', () => {
    const weights = classWeights('balanced', clips, [0, 1, 2, 3], 7, [2 / 3, 2 / 3, 2 / 3, 2]);
    expect(Array.from(weights.subarray(0, 5))).toEqual([1, 0, 0, 0, 1]);
  });

  it('uses only the training clips', () => {
    expect(classWeights('balanced', clips, [0, 3], 7)[4]).toBe(1);
    expect(Array.from(classWeights('none', clips, [0], 7))).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });
});

describe('trainingBatch', () => {
  const source: BatchSource = {
    settings: { seed: 1, labelSmoothing: 0.14, augmentation: AUGMENTATIONS.none },
    fold: 0,
    clips: [
      { row: 5, emotion: 2 },
      { row: 3, emotion: 6 },
    ],
    rows: { read: (row, into, offset) => void into.fill(row, offset, offset + 6) },
    inputShape: [2, 3],
    weights: Float32Array.of(0, 0, 0.5, 0, 0, 0, 2),
  };

  it('divides the target and the weight of a clip by the shares of its votes', () => {
    const shares = [0, 0, 0.75, 0, 0, 0, 0.25];
    const soft = { ...source, clips: [{ ...source.clips[0], shares }, source.clips[1]] };
    const { targets, sampleWeights } = trainingBatch(soft, Int32Array.of(0, 1), 0);
    expect(targets[2]).toBeCloseTo(0.86 * 0.75 + 0.02, 6);
    expect(targets[6]).toBeCloseTo(0.86 * 0.25 + 0.02, 6);
    expect(targets[0]).toBeCloseTo(0.02, 6);
    expect(targets.slice(0, 7).reduce((sum, value) => sum + value)).toBeCloseTo(1, 6);
    expect(Array.from(sampleWeights)).toEqual([0.75 * 0.5 + 0.25 * 2, 2]);
    const hard = { ...source, clips: source.clips.map((clip) => ({ ...clip, shares: undefined })) };
    expect(trainingBatch(hard, Int32Array.of(0, 1), 0)).toEqual(
      trainingBatch(source, Int32Array.of(0, 1), 0),
    );
  });

  it('contains each clip’s row, target and weight', () => {
    const batch = trainingBatch(source, Int32Array.of(1, 0), 0);
    expect(batch.n).toBe(2);
    expect(Array.from(batch.inputs)).toEqual([3, 3, 3, 3, 3, 3, 5, 5, 5, 5, 5, 5]);
    expect(Array.from(batch.sampleWeights)).toEqual([2, 0.5]);
    expect(batch.targets[6]).toBeCloseTo(0.88, 6);
    expect(batch.targets[7 + 2]).toBeCloseTo(0.88, 6);
    expect(batch.targets[0]).toBeCloseTo(0.02, 6);
    expect(batch.targets.subarray(0, 7).reduce((a, b) => a + b)).toBeCloseTo(1, 6);
  });

  it('augments a clip equally in every batch', () => {
    const settings = {
      ...source.settings,
      augmentation: { ...AUGMENTATIONS.none, noise: 1, shiftFrames: 2 },
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

  it('takes the clip or one of its other recordings, drawn anew in each epoch', () => {
    const filled = (base: number): BatchSource['rows'] => ({
      read: (row, into, offset) => void into.fill(base + row, offset, offset + 6),
    });
    const versions = [
      { rows: filled(100), clipRows: [7, 8] },
      { rows: filled(200), clipRows: [9, null] },
    ];
    const drawn = (clip: number, epoch: number) =>
      trainingBatch({ ...source, versions }, Int32Array.of(clip), epoch).inputs[0];
    const epochs = Array.from({ length: 1000 }, (_, epoch) => epoch);
    const countOf = (clip: number, value: number) =>
      epochs.filter((epoch) => drawn(clip, epoch) === value).length;
    expect(countOf(0, 5) / 1000).toBeCloseTo(0.3, 1);
    expect(countOf(0, 107) / 1000).toBeCloseTo(0.35, 1);
    expect(countOf(0, 209) / 1000).toBeCloseTo(0.35, 1);
    // A clip without a row there is taken itself.
    expect(countOf(1, 3) / 1000).toBeCloseTo(0.65, 1);
    expect(trainingBatch({ ...source, versions }, Int32Array.of(1, 0), 3).inputs[6]).toBe(drawn(0, 3));
    expect(trainingBatch({ ...source, versions: [] }, Int32Array.of(0), 3)).toEqual(
      trainingBatch(source, Int32Array.of(0), 3),
    );
  });

  it('draws a crop of longer rows for each clip and epoch, and reads the middle one otherwise', () => {
    // Row 5: the frame numbers 0 to 9 in both bands.
    const rows = {
      read: (_row: number, into: Float32Array, offset: number) => {
        for (let i = 0; i < 20; i++) into[offset + i] = i % 10;
      },
    };
    const cropped = { ...source, rows, rowFrames: 10 };
    const starts = new Set<number>();
    for (let epoch = 0; epoch < 100; epoch++) {
      const { inputs } = trainingBatch(cropped, Int32Array.of(0), epoch);
      const [start] = inputs;
      expect([...inputs]).toEqual([start, start + 1, start + 2, start, start + 1, start + 2]);
      starts.add(start);
      expect(trainingBatch(cropped, Int32Array.of(1, 0), epoch).inputs.subarray(6)).toEqual(inputs);
    }
    expect(starts).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
    expect([...readInputs(cropped, [0])]).toEqual([3, 4, 5, 3, 4, 5]);
    expect([...readInputs(cropped, [0], { start: () => 7 })]).toEqual([7, 8, 9, 7, 8, 9]);
  });

  it('draws only crops within the sound where the settings say so', () => {
    // Frames 3 to 7 of 10 have sound.
    const row = [0, 0, 0, 3, 4, 5, 6, 7, 0, 0];
    const rows = { read: (_: number, into: Float32Array, at: number) => into.set([...row, ...row], at) };
    const cropped = { ...source, rows, rowFrames: 10, cropsWithin: 'sound' as const };
    const first = (epoch: number) => trainingBatch(cropped, Int32Array.of(0), epoch).inputs[0];
    expect(new Set(Array.from({ length: 50 }, (_, epoch) => first(epoch)))).toEqual(new Set([3, 4, 5]));
    expect([...readInputs(cropped, [0])]).toEqual([4, 5, 6, 4, 5, 6]);
  });
});
