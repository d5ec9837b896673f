/**
 * Crops: the parts of a clip's features that a network gets where `crop` of the feature settings is shorter than the
 * features. Training draws one anew for each clip and epoch; everything else takes the same ones each time.
 */
import { cropOf, type FeatureSettings, featureShape, inputShapeOf } from '#shared/settings/features.ts';

/** How the input `[bands, frames]` of a network is cut out of a row of features `[bands, rowFrames]`. */
export interface CropShape {
  bands: number;
  /** Frames of the row. */
  rowFrames: number;
  /** Frames of the input: at most `rowFrames`. */
  frames: number;
}

/** The crops of a clip that is tested or predicted. */
export interface TestedCrops extends CropShape {
  /** The first frame of each crop. The probabilities of all are averaged. */
  starts: readonly number[];
}

/** Reads rows of features. */
interface Rows {
  read(row: number, into: Float32Array, offsetFloats: number): void;
}

/** The crops with which clips are tested and predicted; one with the whole row if the settings have no crop. */
export function testedCrops(features: FeatureSettings): TestedCrops {
  const [bands, rowFrames] = featureShape(features);
  const [, frames] = inputShapeOf(features);
  return { bands, rowFrames, frames, starts: cropStarts(rowFrames - frames, cropOf(features)?.tested ?? 1) };
}

/** `count` starts from 0 to `last`, evenly spaced; the middle one if there is only one. No start occurs twice. */
export function cropStarts(last: number, count: number): number[] {
  if (count === 1) return [middleCrop(last)];
  return [...new Set(Array.from({ length: count }, (_, i) => Math.round((i * last) / (count - 1))))];
}

/** The start of the crop in the middle. */
export const middleCrop = (last: number): number => Math.floor(last / 2);

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
  /** Copies the crop of a row that begins with frame `start` to `into[offsetFloats…]`. */
  read(row: number, start: number, into: Float32Array, offsetFloats: number): void;
}

export function cropReader(rows: Rows, shape: CropShape): CropReader {
  if (shape.rowFrames === shape.frames)
    return { read: (row, _, into, offset) => rows.read(row, into, offset) };
  const whole = new Float32Array(shape.bands * shape.rowFrames);
  return {
    read(row, start, into, offset) {
      rows.read(row, whole, 0);
      copyCrop(whole, shape, start, into, offset);
    },
  };
}
