import type { Random } from '#shared/random.ts';
import { createRandom } from '#shared/random.ts';
import type { Augmentation } from '#shared/settings/augmentation.ts';

/** Whether these settings change anything. */
export function augments(augmentation: Augmentation): boolean {
  const { frequencyMasks, frequencyMaskBands, timeMasks, timeMaskFrames, noise } = augmentation;
  const { shiftFrames, shiftBands } = augmentation;
  return (
    (frequencyMasks > 0 && frequencyMaskBands > 0) ||
    (timeMasks > 0 && timeMaskFrames > 0) ||
    noise > 0 ||
    shiftFrames > 0 ||
    shiftBands > 0
  );
}

/**
 * The random generator for one clip in one epoch. It depends only on these arguments, so that a resumed run or another
 * order of batches draws the same values.
 */
export function augmentationRandom(seed: number, fold: number, epoch: number, clip: number): Random {
  return createRandom(seed, 'augment', fold, epoch, clip);
}

/**
 * Changes one clip's features, `[bands, frames]` row-major, in place: a shift in time and one in pitch, Gaussian noise relative to the
 * clip's own deviation, then SpecAugment's masks (Park et al. 2019, arXiv:1904.08779: the width is uniform
 * in 0…maximum, the position is uniform where the mask fits). Masked and shifted-in values get the original mean.
 */
export function augmentClip(
  values: Float32Array,
  bands: number,
  frames: number,
  augmentation: Augmentation,
  random: Random,
): void {
  const { mean, deviation } = momentsOf(values);
  shift(values, bands, frames, drawShift(augmentation.shiftFrames, random), mean);
  shiftBands(values, frames, drawShift(augmentation.shiftBands, random), mean);
  if (augmentation.noise > 0) {
    const spread = augmentation.noise * deviation;
    for (let i = 0; i < values.length; i++) values[i] += spread * random.normal();
  }
  for (let mask = 0; mask < augmentation.frequencyMasks; mask++) {
    const [from, to] = drawMask(bands, augmentation.frequencyMaskBands, random);
    values.fill(mean, from * frames, to * frames);
  }
  for (let mask = 0; mask < augmentation.timeMasks; mask++) {
    const [from, to] = drawMask(frames, augmentation.timeMaskFrames, random);
    for (let band = 0; band < bands; band++) values.fill(mean, band * frames + from, band * frames + to);
  }
}

/** Computes in double precision, because a float32 sum over 13,000 values would lose the last digits. */
function momentsOf(values: Float32Array): { mean: number; deviation: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = values.length === 0 ? 0 : sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, deviation: values.length === 0 ? 0 : Math.sqrt(squares / values.length) };
}

function drawShift(maxShift: number, random: Random): number {
  return maxShift === 0 ? 0 : random.integer(2 * maxShift + 1) - maxShift;
}

/** Returns `[from, to)`. With a `maxWidth` above `length`, a mask can cover everything. */
function drawMask(length: number, maxWidth: number, random: Random): [from: number, to: number] {
  const width = random.integer(Math.min(maxWidth, length) + 1);
  const from = random.integer(length - width + 1);
  return [from, from + width];
}

/** Moves the whole clip `by` bands up (down when negative). */
function shiftBands(values: Float32Array, frames: number, by: number, mean: number): void {
  const moved = Math.min(Math.abs(by) * frames, values.length);
  if (by > 0) {
    values.copyWithin(moved, 0, values.length - moved);
    values.fill(mean, 0, moved);
  } else if (by < 0) {
    values.copyWithin(0, moved);
    values.fill(mean, values.length - moved);
  }
}

/** Moves every band `by` frames to the right (left when negative). */
function shift(values: Float32Array, bands: number, frames: number, by: number, mean: number): void {
  if (by === 0) return;
  const moved = Math.min(Math.abs(by), frames);
  for (let band = 0; band < bands; band++) {
    const start = band * frames;
    if (by > 0) {
      values.copyWithin(start + moved, start, start + frames - moved);
      values.fill(mean, start, start + moved);
    } else {
      values.copyWithin(start, start + moved, start + frames);
      values.fill(mean, start + frames - moved, start + frames);
    }
  }
}
