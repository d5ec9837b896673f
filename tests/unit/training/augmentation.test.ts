import { describe, expect, it } from 'vitest';
import { augmentationRandom, augmentClip, augments } from '#core/training/augmentation.ts';
import { createRandom } from '#shared/random.ts';
import { AUGMENTATIONS, type Augmentation } from '#shared/settings/augmentation.ts';

const BANDS = 12;
const FRAMES = 30;

function clip(): Float32Array {
  const random = createRandom('clip');
  return Float32Array.from({ length: BANDS * FRAMES }, () => 3 + 2 * random.normal());
}

function changed(augmentation: Partial<Augmentation>, seed = 1): Float32Array {
  const values = clip();
  augmentClip(
    values,
    BANDS,
    FRAMES,
    { ...AUGMENTATIONS.none, ...augmentation },
    augmentationRandom(seed, 0, 0, 0),
  );
  return values;
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('augmentClip', () => {
  it('changes nothing if all settings are off', () => {
    expect(changed({})).toEqual(clip());
    expect(augments(AUGMENTATIONS.none)).toBe(false);
    expect(augments({ ...AUGMENTATIONS.none, frequencyMasks: 2, frequencyMaskBands: 0 })).toBe(false);
    expect(augments({ ...AUGMENTATIONS.none, noise: 0.1 })).toBe(true);
  });

  it('masks whole bands with the clip’s mean, at all widths up to the maximum and all positions', () => {
    const original = clip();
    const widths = new Set<number>();
    const positions = new Set<number>();
    for (let seed = 0; seed < 300; seed++) {
      const values = changed({ frequencyMasks: 1, frequencyMaskBands: 4 }, seed);
      const masked = Array.from({ length: BANDS }, (_, band) => band).filter((band) =>
        values
          .subarray(band * FRAMES, (band + 1) * FRAMES)
          .every((value) => Math.abs(value - mean(original)) < 1e-4),
      );
      widths.add(masked.length);
      for (const band of masked) positions.add(band);
      if (masked.length > 0) expect(masked.at(-1)! - masked[0]).toBe(masked.length - 1);
      for (let i = 0; i < values.length; i++) {
        if (!masked.includes(Math.floor(i / FRAMES))) expect(values[i]).toBe(original[i]);
      }
    }
    expect(widths).toEqual(new Set([0, 1, 2, 3, 4]));
    expect(positions.size).toBe(BANDS);
  });

  it('masks the same frames in every band', () => {
    const original = clip();
    for (let seed = 0; seed < 50; seed++) {
      const values = changed({ timeMasks: 2, timeMaskFrames: 6 }, seed);
      const pattern = (band: number) =>
        Array.from(
          { length: FRAMES },
          (_, frame) => values[band * FRAMES + frame] !== original[band * FRAMES + frame],
        );
      for (let band = 1; band < BANDS; band++) expect(pattern(band)).toEqual(pattern(0));
      expect(pattern(0).filter(Boolean).length).toBeLessThanOrEqual(12);
    }
  });

  it('adds one smooth curve over the bands, of at most its height', () => {
    const original = clip();
    const deviation = Math.sqrt(mean(original.map((value) => (value - mean(original)) ** 2)));
    for (let seed = 0; seed < 50; seed++) {
      const values = changed({ equaliser: 0.4 }, seed);
      const curve = Array.from(
        { length: BANDS },
        (_, band) => values[band * FRAMES] - original[band * FRAMES],
      );
      for (let i = 0; i < values.length; i++)
        expect(values[i] - original[i]).toBeCloseTo(curve[Math.floor(i / FRAMES)], 5);
      expect(Math.max(...curve.map(Math.abs))).toBeLessThanOrEqual(0.4 * deviation + 1e-5);
    }
    expect(changed({ equaliser: 0.4 }, 1)).not.toEqual(changed({ equaliser: 0.4 }, 2));
  });

  it('raises low values to a noise floor of a random height, and keeps high ones', () => {
    const original = clip();
    const [lowest, highest] = [Math.min(...original), Math.max(...original)];
    const raised: number[] = [];
    for (let seed = 0; seed < 100; seed++) {
      const values = changed({ noiseFloor: 0.5 }, seed);
      let count = 0;
      for (let i = 0; i < values.length; i++) {
        expect(values[i]).toBeGreaterThanOrEqual(original[i]);
        if (values[i] > original[i]) count++;
      }
      expect(values[original.indexOf(highest)]).toBeCloseTo(highest, 0);
      raised.push(count / values.length);
    }
    expect(Math.min(...raised)).toBeLessThan(0.05);
    expect(Math.max(...raised)).toBeGreaterThan(0.3);
    expect(lowest).toBeLessThan(highest);
  });

  it('shifts in both directions and fills with the mean', () => {
    const original = clip();
    const shifts = new Set<number>();
    for (let seed = 0; seed < 200; seed++) {
      const values = changed({ shiftFrames: 3 }, seed);
      const shift = [-3, -2, -1, 0, 1, 2, 3].find((by) =>
        Array.from(values).every((value, i) => {
          const from = (i % FRAMES) - by;
          const expected = from < 0 || from >= FRAMES ? mean(original) : original[i - by];
          return Math.abs(value - expected) < 1e-4;
        }),
      );
      expect(shift).toBeDefined();
      shifts.add(shift!);
    }
    expect(shifts.size).toBe(7);
  });

  it('adds noise in proportion to the clip’s deviation', () => {
    const original = clip();
    const noise = changed({ noise: 0.25 }).map((value, i) => value - original[i]);
    const deviation = Math.sqrt(mean(noise.map((value) => value ** 2)));
    expect(deviation / 2).toBeGreaterThan(0.2);
    expect(deviation / 2).toBeLessThan(0.3);
  });

  it('shifts the bands up or down by whole bands, with the clip’s mean in their place', () => {
    const before = clip();
    const mean = before.reduce((sum, value) => sum + value, 0) / before.length;
    const seen = new Set<number>();
    for (let seed = 0; seed < 60; seed++) {
      const after = changed({ shiftBands: 2 }, seed);
      const by = [-2, -1, 0, 1, 2].find((bands) =>
        after.every((value, i) => {
          const from = i - bands * FRAMES;
          return from >= 0 && from < before.length ? value === before[from] : Math.abs(value - mean) < 1e-5;
        }),
      );
      expect(by, `seed ${seed}`).toBeDefined();
      seen.add(by!);
    }
    expect(seen.size).toBe(5);
  });

  it('accepts masks and shifts larger than the clip, and clips of one value or none', () => {
    const all = {
      recordings: 0,
      frequencyMasks: 3,
      frequencyMaskBands: 999,
      timeMasks: 3,
      timeMaskFrames: 999,
      shiftFrames: 999,
      shiftBands: 999,
      noise: 1,
      equaliser: 1,
      noiseFloor: 1,
      testedRecordings: 0,
    };
    for (const [bands, frames] of [
      [BANDS, FRAMES],
      [1, 1],
      [0, 0],
    ]) {
      const values = new Float32Array(bands * frames).fill(2);
      augmentClip(values, bands, frames, all, createRandom(1));
      expect(values.every((value) => value === 2)).toBe(true);
    }
  });

  it('depends on each of seed, fold, epoch and clip', () => {
    const draws = [
      [1, 0, 0, 0],
      [2, 0, 0, 0],
      [1, 1, 0, 0],
      [1, 0, 1, 0],
      [1, 0, 0, 1],
    ].map(([seed, fold, epoch, index]) => augmentationRandom(seed, fold, epoch, index).next());
    expect(new Set(draws).size).toBe(5);
    expect(augmentationRandom(1, 0, 0, 0).next()).toBe(draws[0]);
  });
});
