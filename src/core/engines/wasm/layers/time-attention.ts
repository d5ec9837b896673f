import { DEVIATION_EPSILON } from '#core/models/layers/architecture.ts';
import type { LayerContext, LayerProgram } from './layer-program.ts';

/**
 * `time-attention-pool`: `[n, height, width, channels]` and scores `[n, height, width, 1]` → `[n, height · 2 channels]`. Plain
 * loops as in `time-deviation.ts`.
 */
export function attentionOverTime(context: LayerContext): LayerProgram {
  const { heap, n, output, outputGradient } = context;
  const [{ shape, region: input }, { region: scores }] = context.inputs;
  const [height, width, channels] = shape;
  const rows = n * height;
  const weights = new Float64Array(width);
  const squares = new Float64Array(channels);
  const means = new Float64Array(channels);

  /** The softmax over the time of one row. */
  const weigh = (values: Float32Array, row: number): void => {
    let largest = Number.NEGATIVE_INFINITY;
    // NaN must reach the output: it is not larger than anything.
    for (let t = 0; t < width; t++) {
      const score = values[row * width + t];
      if (!(score <= largest)) largest = score;
    }
    let sum = 0;
    for (let t = 0; t < width; t++) {
      weights[t] = Math.exp(values[row * width + t] - largest);
      sum += weights[t];
    }
    for (let t = 0; t < width; t++) weights[t] /= sum;
  };
  /** The weighted mean of each channel over the time of one row. */
  const meansOf = (x: Float32Array, row: number): void => {
    means.fill(0);
    for (let at = row * width * channels, t = 0; t < width; t++)
      for (let c = 0; c < channels; c++, at++) means[c] += weights[t] * x[at];
  };

  const forward = (): void => {
    const x = heap.view(input.address, rows * width * channels);
    const s = heap.view(scores.address, rows * width);
    const y = heap.view(output.region.address, rows * 2 * channels);
    for (let row = 0; row < rows; row++) {
      weigh(s, row);
      meansOf(x, row);
      squares.fill(0);
      for (let at = row * width * channels, t = 0; t < width; t++)
        for (let c = 0; c < channels; c++, at++) squares[c] += weights[t] * (x[at] - means[c]) ** 2;
      const to = row * 2 * channels;
      for (let c = 0; c < channels; c++) {
        y[to + c] = means[c];
        y[to + channels + c] = Math.sqrt(squares[c] + DEVIATION_EPSILON);
      }
    }
  };
  const [target, scoresTarget] = context.inputGradients;
  if (!outputGradient || !(target || scoresTarget)) return { forward };

  const byWeight = new Float64Array(width);
  /**
   * With d = x − mean, m and s the gradients by mean and deviation, and y the deviation: ∂x = weight · (m + s · d / y). The
   * gradient by a weight is Σ d · (m + s · d / 2y) over the channels, and that by a score follows from the softmax.
   */
  const backward = (): void => {
    const x = heap.view(input.address, rows * width * channels);
    const s = heap.view(scores.address, rows * width);
    const y = heap.view(output.region.address, rows * 2 * channels);
    const dy = heap.view(outputGradient.address, rows * 2 * channels);
    const dx = target && heap.view(target.region.address, rows * width * channels);
    const ds = scoresTarget && heap.view(scoresTarget.region.address, rows * width);
    if (dx && !target.adding) dx.fill(0);
    if (ds && !scoresTarget.adding) ds.fill(0);
    for (let row = 0; row < rows; row++) {
      weigh(s, row);
      meansOf(x, row);
      const of = row * 2 * channels;
      let mean = 0;
      for (let at = row * width * channels, t = 0; t < width; t++) {
        byWeight[t] = 0;
        for (let c = 0; c < channels; c++, at++) {
          const difference = x[at] - means[c];
          const slope = (dy[of + channels + c] * difference) / y[of + channels + c];
          if (dx) dx[at] += weights[t] * (dy[of + c] + slope);
          byWeight[t] += difference * (dy[of + c] + slope / 2);
        }
        mean += weights[t] * byWeight[t];
      }
      if (ds) for (let t = 0; t < width; t++) ds[row * width + t] += weights[t] * (byWeight[t] - mean);
    }
  };
  return { forward, backward };
}
