import { DEVIATION_EPSILON } from '#core/models/layers/architecture.ts';
import type { LayerContext, LayerProgram } from './layer-program.ts';

/**
 * `time-deviation-pool`: `[n, height, width, channels]` → `[n, height · channels]`. Plain loops, because the layer reads
 * its input twice and computes little else; a network has few of them.
 */
export function deviationOverTime(context: LayerContext): LayerProgram {
  const { heap, n, output, outputGradient } = context;
  const [{ shape, region: input }] = context.inputs;
  const [height, width, channels] = shape;
  const rows = n * height;
  const means = new Float64Array(channels);
  const sums = new Float64Array(channels);

  /** The mean of each channel over the time of one row. */
  const meansOf = (values: Float32Array, from: number): void => {
    means.fill(0);
    for (let at = from, time = 0; time < width; time++)
      for (let c = 0; c < channels; c++, at++) means[c] += values[at];
    for (let c = 0; c < channels; c++) means[c] /= width;
  };

  const forward = (): void => {
    const x = heap.view(input.address, rows * width * channels);
    const y = heap.view(output.region.address, rows * channels);
    for (let row = 0; row < rows; row++) {
      const from = row * width * channels;
      meansOf(x, from);
      sums.fill(0);
      for (let at = from, time = 0; time < width; time++)
        for (let c = 0; c < channels; c++, at++) sums[c] += (x[at] - means[c]) ** 2;
      for (let c = 0; c < channels; c++)
        y[row * channels + c] = Math.sqrt(sums[c] / width + DEVIATION_EPSILON);
    }
  };
  const [target] = context.inputGradients;
  if (!outputGradient || !target) return { forward };

  /** ∂y/∂x = (x − mean) / (width · y). */
  const backward = (): void => {
    const x = heap.view(input.address, rows * width * channels);
    const y = heap.view(output.region.address, rows * channels);
    const dy = heap.view(outputGradient.address, rows * channels);
    const dx = heap.view(target.region.address, rows * width * channels);
    if (!target.adding) dx.fill(0);
    for (let row = 0; row < rows; row++) {
      const from = row * width * channels;
      meansOf(x, from);
      for (let c = 0; c < channels; c++) sums[c] = dy[row * channels + c] / (width * y[row * channels + c]);
      for (let at = from, time = 0; time < width; time++)
        for (let c = 0; c < channels; c++, at++) dx[at] += (x[at] - means[c]) * sums[c];
    }
  };
  return { forward, backward };
}
