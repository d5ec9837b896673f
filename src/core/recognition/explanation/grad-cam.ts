import type { MapGradient, Network } from '#core/engines/engine.ts';
import type { ClipNetwork } from '#core/recognition/clip-model.ts';

/** A network that can be explained by Grad-CAM, or several of which it is the mean. */
export interface ExplainableNetwork extends ClipNetwork {
  /**
   * Grad-CAM's map of each of `n` inputs for a class, `[n, height, width]`, not negative and not normalised.
   * @throws UserError as {@link Network.mapGradient}.
   */
  classMap(inputs: Float32Array, n: number, classIndex: number): Promise<ClassMap>;
}

export interface ClassMap {
  /** The layer whose output the map is of. */
  layer: string;
  height: number;
  width: number;
  /** `[n, height, width]`. */
  values: Float32Array;
}

/**
 * Grad-CAM (Selvaraju et al. 2017, arXiv:1610.02391, equations 1 and 2): the channels of the last feature map, weighted with
 * the mean over the map of the logit's gradient by them, without negative sums. For each clip: `[n, height, width]`.
 */
export function gradCam({ layer, shape, values, gradients }: MapGradient): ClassMap {
  const [height, width, channels] = shape;
  const positions = height * width;
  const maps = new Float32Array(values.length / channels);
  for (let clip = 0; clip < maps.length / positions; clip++) {
    const start = clip * positions * channels;
    const weights = new Float64Array(channels);
    for (let i = 0; i < positions * channels; i++) weights[i % channels] += gradients[start + i] / positions;
    for (let position = 0; position < positions; position++) {
      let sum = 0;
      for (let c = 0; c < channels; c++) sum += weights[c] * values[start + position * channels + c];
      maps[clip * positions + position] = Math.max(0, sum);
    }
  }
  return { layer, height, width, values: maps };
}

/**
 * Resizes `[height, width]` to `[rows, columns]` bilinearly. The centres of the cells are mapped to each other, and values
 * beyond the outer centres are those of the edge, as in PyTorch's `interpolate` with `align_corners=False`.
 */
export function resizeBilinear(
  values: Float32Array,
  [height, width]: readonly [number, number],
  [rows, columns]: readonly [number, number],
): Float32Array {
  const vertical = interpolation(height, rows);
  const horizontal = interpolation(width, columns);
  const resized = new Float32Array(rows * columns);
  vertical.forEach(([top, bottom, down], row) => {
    horizontal.forEach(([left, right, across], column) => {
      const above = values[top * width + left] * (1 - across) + values[top * width + right] * across;
      const below = values[bottom * width + left] * (1 - across) + values[bottom * width + right] * across;
      resized[row * columns + column] = above * (1 - down) + below * down;
    });
  });
  return resized;
}

/** For each of `to` cells: the two of `from` cells that it lies between, and the share of the second. */
function interpolation(from: number, to: number): [first: number, second: number, share: number][] {
  return Array.from({ length: to }, (_, i) => {
    const at = Math.max(0, ((i + 0.5) * from) / to - 0.5);
    const first = Math.min(Math.floor(at), from - 1);
    return [first, Math.min(first + 1, from - 1), at - first];
  });
}
