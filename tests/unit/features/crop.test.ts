import { describe, expect, it } from 'vitest';
import { featureKey } from '#core/features/cache/feature-key.ts';
import {
  copyCrop,
  cropReader,
  cropStart,
  rangeOfStarts,
  testedCrops,
  testedStarts,
} from '#core/features/crop.ts';
import { checkFeatures } from '#core/features/feature-kinds.ts';
import { featureShape, inputShapeOf } from '#shared/settings/features.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';

const cropped = { ...LOG_MEL, crop: { seconds: 2, tested: 3 } };

describe('cropStart', () => {
  it('takes the middle for one, and both ends for several', () => {
    expect(cropStart(51, 0, 1)).toBe(25);
    expect([0, 1, 2].map((index) => cropStart(50, index, 3))).toEqual([0, 25, 50]);
    expect([0, 1].map((index) => cropStart(1, index, 2))).toEqual([0, 1]);
  });
});

describe('rangeOfStarts', () => {
  /** Two bands of `frames` frames, with sound in frames `from` to `to − 1`; the padding of each band has a value of its own. */
  const matrix = (frames: number, from: number, to: number) =>
    Float32Array.from({ length: 2 * frames }, (_, i) => {
      const frame = i % frames;
      return frame < from || frame >= to ? -9 - Math.floor(i / frames) : frame;
    });
  const shape = { bands: 2, rowFrames: 20, frames: 8 };
  const within = { ...shape, within: 'sound' } as const;

  it('is the whole row where parts are taken from anywhere', () => {
    expect(rangeOfStarts(matrix(20, 5, 9), shape)).toEqual({ first: 0, last: 12 });
  });

  it('keeps a shorter sound whole', () => {
    expect(rangeOfStarts(matrix(20, 7, 12), within)).toEqual({ first: 4, last: 7 });
    expect(rangeOfStarts(matrix(20, 2, 5), within)).toEqual({ first: 0, last: 2 });
    expect(rangeOfStarts(matrix(20, 6, 14), within)).toEqual({ first: 6, last: 6 });
  });

  it('takes nothing but sound of a longer one', () => {
    expect(rangeOfStarts(matrix(20, 4, 16), within)).toEqual({ first: 4, last: 8 });
    expect(rangeOfStarts(matrix(20, 0, 20), within)).toEqual({ first: 0, last: 12 });
    expect(rangeOfStarts(matrix(20, 0, 11), within)).toEqual({ first: 0, last: 3 });
  });

  it('is the whole row of silence, and the only start of a row without spare frames', () => {
    expect(rangeOfStarts(matrix(20, 0, 0), within)).toEqual({ first: 0, last: 12 });
    expect(rangeOfStarts(matrix(8, 3, 5), { ...within, rowFrames: 8 })).toEqual({ first: 0, last: 0 });
  });

  it('is where the parts of a tested clip and of training lie', () => {
    const row = matrix(20, 7, 12);
    expect(testedStarts(row, { ...within, count: 3 })).toEqual([4, 6, 7]);
    const into = new Float32Array(16);
    const asked: number[] = [];
    const choose = (last: number): number => {
      asked.push(last);
      return 2;
    };
    cropReader({ read: (_, whole) => whole.set(row) }, within).read(0, choose, into, 0);
    expect(asked).toEqual([3]);
    expect([...into.subarray(0, 8)]).toEqual([-9, 7, 8, 9, 10, 11, -9, -9]);
  });
});

describe('features with a crop', () => {
  it('keep the matrix of the whole window and its cache, and give the network a part', () => {
    expect(featureShape(cropped)).toEqual([64, 151]);
    expect(inputShapeOf(cropped)).toEqual([64, 101]);
    expect(inputShapeOf(LOG_MEL)).toEqual([64, 151]);
    expect(testedCrops(cropped)).toEqual({ bands: 64, rowFrames: 151, frames: 101, count: 3 });
    expect(testedStarts(new Float32Array(64 * 151), testedCrops(cropped))).toEqual([0, 25, 50]);
    expect(testedCrops(LOG_MEL).count).toBe(1);
    expect(testedCrops({ ...LOG_MEL, crop: { seconds: 2.96, tested: 5 } }).count).toBe(3);
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
    cropReader(rows, shape).read(1, () => 2, into, 1);
    expect([...into]).toEqual([-1, 102, 103, 112, 113, -1]);
    copyCrop(Float32Array.of(0, 1, 2, 3, 10, 11, 12, 13), shape, 0, into, 2);
    expect([...into]).toEqual([-1, 102, 0, 1, 10, 11]);
  });

  it('reads whole rows where the input is as long', () => {
    const into = new Float32Array(8);
    cropReader(rows, { ...shape, frames: 4 }).read(0, () => 0, into, 0);
    expect([...into]).toEqual([0, 1, 2, 3, 10, 11, 12, 13]);
  });
});
