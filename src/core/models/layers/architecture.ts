/**
 * The layer vocabulary. A network is data: named layers in topological order, each with the names of its input layers.
 * Engines interpret it. Semantics, names and weight shapes are Keras's
 * (channels last: `[height, width, channels]`, here `[bands, frames, channels]`).
 */
/** Keeps the gradient of a deviation finite where nothing changes over time. */
export const DEVIATION_EPSILON = 1e-4;

export type Padding = 'same' | 'valid';
export type Pair = readonly [height: number, width: number];

export type LayerKind =
  | { kind: 'input'; shape: readonly [height: number, width: number, channels: number] }
  | {
      kind: 'conv2d';
      filters: number;
      kernel: Pair;
      strides: Pair;
      padding: Padding;
      useBias: boolean;
      initializer: 'glorot-uniform' | 'he-normal' | 'ones';
    }
  | { kind: 'depthwise-conv2d'; kernel: Pair; strides: Pair; padding: Padding; useBias: boolean }
  | {
      kind: 'separable-conv2d';
      filters: number;
      kernel: Pair;
      strides: Pair;
      padding: Padding;
      useBias: boolean;
    }
  /** y = (x − mean) / √(variance + epsilon) · gamma + beta; `scale` false: no gamma, `center` false: no beta. */
  | { kind: 'batch-norm'; momentum: number; epsilon: number; scale: boolean; center: boolean }
  | { kind: 'activation'; function: 'relu' | 'softmax' }
  | { kind: 'dense'; units: number; useBias: boolean; initializer: 'glorot-uniform' | 'he-normal' }
  | { kind: 'dropout'; rate: number }
  | { kind: 'zero-padding'; top: number; bottom: number; left: number; right: number }
  /** `[h, w, c]` → `[count, w, c]`: the rows `from` to `from + count − 1`. */
  | { kind: 'crop-rows'; from: number; count: number }
  | { kind: 'max-pool'; size: Pair; strides: Pair; padding: Padding }
  | { kind: 'average-pool'; size: Pair; strides: Pair; padding: Padding }
  | { kind: 'global-average-pool' }
  | { kind: 'global-max-pool' }
  /**
   * `[h, w, c]` → `[h · c]`: the mean, the maximum, or the deviation over time (width) only. The deviation is
   * √(variance + {@link DEVIATION_EPSILON}), with the variance over w values, not w − 1.
   */
  | { kind: 'time-average-pool' }
  | { kind: 'time-max-pool' }
  | { kind: 'time-deviation-pool' }
  /**
   * `[h, w, c]` and scores `[h, w, 1]` → `[h · 2c]`: for each row the means over time, then the deviations, weighted with
   * the softmax over time of the scores (attentive statistics pooling, Okabe et al. 2018, arXiv:1803.10963). The deviation
   * is √(weighted variance + {@link DEVIATION_EPSILON}).
   */
  | { kind: 'time-attention-pool' }
  | { kind: 'flatten' }
  | { kind: 'add' }
  /** Along the last axis. */
  | { kind: 'concatenate' };

export type Layer = LayerKind & { name: string; inputs: readonly string[] };

export interface Architecture {
  name: string;
  layers: readonly Layer[];
}
