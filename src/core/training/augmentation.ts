import type { Random } from '#shared/random.ts';
import { createRandom } from '#shared/random.ts';
import type { Augmentation } from '#shared/settings/augmentation.ts';
import { smoothCurve } from '#shared/smooth-curve.ts';

/** Whether these settings change anything. */
export function augments(augmentation: Augmentation): boolean {
  const { frequencyMasks, frequencyMaskBands, timeMasks, timeMaskFrames, noise } = augmentation;
  const { shiftFrames, shiftBands, equaliser, noiseFloor } = augmentation;
  return (
    (frequencyMasks > 0 && frequencyMaskBands > 0) ||
    (timeMasks > 0 && timeMaskFrames > 0) ||
    noise > 0 ||
    shiftFrames > 0 ||
    shiftBands > 0 ||
    equaliser > 0 ||
    noiseFloor > 0
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
 * clip's own deviation, an equaliser curve, a noise floor, then SpecAugment's masks (Park et al. 2019, arXiv:1904.08779: the width is uniform
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
  if (augmentation.equaliser > 0) {
    const height = augmentation.equaliser * deviation;
    addCurve(values, frames, bandCurve(bands, height, random));
  }
  if (augmentation.noiseFloor > 0) {
    raiseFloor(values, frames, drawFloor(values, bands, augmentation.noiseFloor, random), random);
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

/**
 * The power of noise in one bin is exponentially distributed, which in decibels has a deviation of 5.6; log-mel features of
 * speech have one of about 16.
 */
const NOISE_FLUCTUATION = 0.35;
/** Points between which a curve over the bands is drawn: with 64 mel bands, about one for each octave. */
const CURVE_POINTS = 6;

/** A smooth curve over the bands through points that are uniform in ±`height`. */
function bandCurve(bands: number, height: number, random: Random): Float32Array {
  const points = Array.from({ length: CURVE_POINTS }, () => height * (2 * random.next() - 1));
  return Float32Array.from({ length: bands }, (_, band) => {
    return smoothCurve(points, bands === 1 ? 0 : (band / (bands - 1)) * (CURVE_POINTS - 1));
  });
}

function addCurve(values: Float32Array, frames: number, curve: Float32Array): void {
  for (let i = 0; i < values.length; i++) values[i] += curve[Math.floor(i / frames)];
}

/**
 * The height of a noise floor in each band. Its level is uniform from the lowest value to `share` of the way to the highest;
 * a smooth curve of up to a tenth of that range makes it coloured.
 */
function drawFloor(values: Float32Array, bands: number, share: number, random: Random): Float32Array {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  const range = highest - lowest;
  const level = lowest + random.next() * share * range;
  return bandCurve(bands, range / 10, random).map((height) => level + height);
}

/** Raises values below the floor to it, with the fluctuation that noise has. */
function raiseFloor(values: Float32Array, frames: number, floor: Float32Array, random: Random): void {
  const { deviation } = momentsOf(values);
  const fluctuation = NOISE_FLUCTUATION * deviation;
  for (let i = 0; i < values.length; i++) {
    const noise = floor[Math.floor(i / frames)] + fluctuation * random.normal();
    if (noise > values[i]) values[i] = noise;
  }
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
