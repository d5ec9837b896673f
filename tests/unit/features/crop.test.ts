import { describe, expect, it } from 'vitest';
import { featureKey } from '#core/features/cache/feature-key.ts';
import { copyCrop, cropReader, cropStarts, testedCrops } from '#core/features/crop.ts';
import { checkFeatures } from '#core/features/feature-kinds.ts';
import { featureShape, inputShapeOf } from '#shared/settings/features.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';

const cropped = { ...LOG_MEL, crop: { seconds: 2, tested: 3 } };

describe('cropStarts', () => {
  it('takes the middle for one, both ends for several, and no start twice', () => {
    expect(cropStarts(51, 1)).toEqual([25]);
    expect(cropStarts(50, 3)).toEqual([0, 25, 50]);
    expect(cropStarts(0, 5)).toEqual([0]);
    expect(cropStarts(2, 5)).toEqual([0, 1, 2]);
  });
});

describe('features with a crop', () => {
  it('keep the matrix of the whole window and its cache, and give the network a part', () => {
    expect(featureShape(cropped)).toEqual([64, 151]);
    expect(inputShapeOf(cropped)).toEqual([64, 101]);
    expect(inputShapeOf(LOG_MEL)).toEqual([64, 151]);
    expect(testedCrops(cropped)).toEqual({ bands: 64, rowFrames: 151, frames: 101, starts: [0, 25, 50] });
    expect(testedCrops(LOG_MEL).starts).toEqual([0]);
    expect(featureKey(cropped)).toBe(featureKey(LOG_MEL));
  });

  it('must not be longer than the window', () => {
    expect(() => checkFeatures({ ...LOG_MEL, crop: { seconds: 3.1, tested: 1 } })).toThrow(
      /crop\.seconds is 3\.1/,
    );
    expect(() => checkFeatures({ ...LOG_MEL, crop: { seconds: 2, tested: 0 } })).toThrow(/crop/);
  });
});

describe('cropReader', () => {
  const shape = { bands: 2, rowFrames: 4, frames: 2 };
  const rows = {
    read: (row: number, into: Float32Array, offset: number) =>
      into.set(
        [0, 1, 2, 3, 10, 11, 12, 13].map((value) => value + 100 * row),
        offset,
      ),
  };

  it('cuts the same frames out of every band', () => {
    const into = new Float32Array(6).fill(-1);
    cropReader(rows, shape).read(1, 2, into, 1);
    expect([...into]).toEqual([-1, 102, 103, 112, 113, -1]);
    copyCrop(Float32Array.of(0, 1, 2, 3, 10, 11, 12, 13), shape, 0, into, 2);
    expect([...into]).toEqual([-1, 102, 0, 1, 10, 11]);
  });

  it('reads whole rows where the input is as long', () => {
    const into = new Float32Array(8);
    cropReader(rows, { ...shape, frames: 4 }).read(0, 0, into, 0);
    expect([...into]).toEqual([0, 1, 2, 3, 10, 11, 12, 13]);
  });
});
