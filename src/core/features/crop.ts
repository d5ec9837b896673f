/**
 * Crops: the parts of a clip's features that a network gets where `crop` of the feature settings is shorter than the
 * features. Training draws one anew for each clip and epoch; everything else takes the same ones each time.
 */
import { cropOf, type FeatureSettings, featureShape, inputShapeOf } from '#shared/settings/features.ts';

/** How the input `[bands, frames]` of a network is cut out of a row of features `[bands, rowFrames]`. */
export interface CropShape {
  bands: number;
  /** Of joined features: the mel bands among them, which come first. Only these have padding. */
  melRows?: number;
  /** Frames of the row. */
  rowFrames: number;
  /** Frames of the input: at most `rowFrames`. */
  frames: number;
  /** Parts are taken from the sound, see {@link rangeOfStarts}. Absent: from anywhere in the row. */
  within?: 'sound';
}

/** The crops of a clip that is tested or predicted. */
export interface TestedCrops extends CropShape {
  /** How many are taken, evenly spaced, see {@link cropStart}. The probabilities of all are averaged. */
  count: number;
}

/** Reads rows of features. */
interface Rows {
  read(row: number, into: Float32Array, offsetFloats: number): void;
}

/** How the inputs of a network with these features are cut out. */
function cropShapeOf(features: FeatureSettings): CropShape {
  const [bands, rowFrames] = featureShape(features);
  const [, frames, , melRows] = inputShapeOf(features);
  const within = cropOf(features)?.within;
  return { bands, rowFrames, frames, ...(melRows && { melRows }), ...(within && { within }) };
}

/** The crops with which clips are tested and predicted; one with the whole row if the settings have no crop. */
export function testedCrops(features: FeatureSettings): TestedCrops {
  const shape = cropShapeOf(features);
  return { ...shape, count: Math.min(cropOf(features)?.tested ?? 1, 1 + shape.rowFrames - shape.frames) };
}

/** The first frame of crop `index` of `count` that are evenly spaced from 0 to `last`; the middle one if there is only one. */
export function cropStart(last: number, index: number, count: number): number {
  return count === 1 ? middleCrop(last) : Math.round((index * last) / (count - 1));
}

/** The start of the crop in the middle. */
export const middleCrop = (last: number): number => Math.floor(last / 2);

/**
 * The frames at which a crop of `matrix` can begin. Within the sound, a crop of a longer sound has nothing but sound, and
 * that of a shorter one all of it: a part that cuts a word off beside padding is something that no recording has.
 */
export function rangeOfStarts(matrix: Float32Array, shape: CropShape): { first: number; last: number } {
  const last = shape.rowFrames - shape.frames;
  if (shape.within === undefined || last === 0) return { first: 0, last };
  const { from, to } = framesBetweenPadding(matrix, shape);
  const within = (start: number): number => Math.min(last, Math.max(0, start));
  return {
    first: within(Math.min(from, to - shape.frames)),
    last: within(Math.max(from, to - shape.frames)),
  };
}

/**
 * Frames `from` to `to − 1` between the padding of a row. Padding is a frame that is repeated to the bit at the beginning
 * or at the end, whatever a normalisation has made of it. All frames if all are equal.
 */
function framesBetweenPadding(
  matrix: Float32Array,
  { bands, melRows = bands, rowFrames }: CropShape,
): { from: number; to: number } {
  const equalFrames = (a: number, b: number): boolean => {
    for (let i = 0; i < melRows * rowFrames; i += rowFrames)
      if (matrix[i + a] !== matrix[i + b]) return false;
    return true;
  };
  const end = rowFrames - 1;
  let from = 0;
  while (from < end && equalFrames(from + 1, 0)) from++;
  if (from === end) return { from: 0, to: rowFrames };
  let to = end;
  while (equalFrames(to - 1, end)) to--;
  return { from: from === 0 ? 0 : from + 1, to: to === end ? rowFrames : to };
}

/** Copies frames `start` to `start + frames − 1` of each band of `matrix` to `into[offset…]`. */
export function copyCrop(
  matrix: Float32Array,
  { bands, rowFrames, frames }: CropShape,
  start: number,
  into: Float32Array,
  offset: number,
): void {
  for (let band = 0; band < bands; band++) {
    const from = band * rowFrames + start;
    into.set(matrix.subarray(from, from + frames), offset + band * frames);
  }
}

/** Reads crops of rows with one buffer. */
export interface CropReader {
  /**
   * Copies a crop of a row to `into[offsetFloats…]`: that which begins `choose(last)` frames after the first possible one,
   * where `last` is the largest such number.
   */
  read(row: number, choose: (last: number) => number, into: Float32Array, offsetFloats: number): void;
}

export function cropReader(rows: Rows, shape: CropShape): CropReader {
  if (shape.rowFrames === shape.frames)
    return { read: (row, _, into, offset) => rows.read(row, into, offset) };
  const whole = new Float32Array(shape.bands * shape.rowFrames);
  return {
    read(row, choose, into, offset) {
      rows.read(row, whole, 0);
      const { first, last } = rangeOfStarts(whole, shape);
      copyCrop(whole, shape, first + choose(last - first), into, offset);
    },
  };
}

/** The crops of a matrix that is tested: where each begins. */
export function testedStarts(matrix: Float32Array, crops: TestedCrops): number[] {
  const { first, last } = rangeOfStarts(matrix, crops);
  return Array.from(
    { length: crops.count },
    (_, index) => first + cropStart(last - first, index, crops.count),
  );
}
