import type { Region } from '#core/engines/wasm/memory-plan.ts';
import { sizeOf } from '#core/models/layers/weights.ts';
import { channelSum } from './channel-sum.ts';
import type { LayerContext, LayerProgram } from './layer-program.ts';

/**
 * `batch-norm` with Keras 3's semantics: training normalises by the batch's mean and biased variance and updates both
 * moving averages; prediction normalises by the averages (Ioffe and Szegedy 2015, arXiv:1502.03167).
 */
export function batchNorm(
  context: LayerContext,
  settings: { momentum: number; epsilon: number },
): LayerProgram {
  const { heap, n, output, outputGradient, training } = context;
  const [{ shape, region: input }] = context.inputs;
  const channels = shape.at(-1)!;
  const rows = (n * sizeOf(shape)) / channels;
  const { normalise, channelSums, channelSquares } = heap.kernels;
  const [gamma, beta] = [context.weight('gamma'), context.weight('beta')];
  const [movingMean, movingVariance] = [context.weight('moving_mean')!, context.weight('moving_variance')!];
  const vector = () => context.scratch(channels, 'kept');
  const [mean, factor, shift] = [vector(), vector(), vector()];
  /** 1 / √(variance + epsilon), stored for the backward pass. */
  const inverse = new Float64Array(channels);
  const sum = channelSum(context, rows, channels);
  const apply = (means: ArrayLike<number>, variances: ArrayLike<number>): void => {
    const scale = gamma && heap.view(gamma.value, channels);
    for (let c = 0; c < channels; c++) {
      inverse[c] = 1 / Math.sqrt(variances[c] + settings.epsilon);
      heap.floats[factor.address / 4 + c] = inverse[c] * (scale?.[c] ?? 1);
    }
    heap.view(mean.address, channels).set(means);
    if (beta) heap.view(shift.address, channels).set(heap.view(beta.value, channels));
    else heap.fill(shift.address, channels, 0);
    const [from, to] = [input.address, output.region.address];
    normalise(from, to, mean.address, factor.address, shift.address, rows, channels);
  };
  const predict = () =>
    apply(heap.view(movingMean.value, channels), heap.view(movingVariance.value, channels));
  if (!training) {
    const [target] = context.inputGradients;
    if (outputGradient === null || !target) return { forward: predict };
    // The averages are constants: dx = dy · factor. The kernel's other two terms, in x and constant, are zero.
    const zeros = context.scratch(channels, 'backward');
    const { normGradient, normGradientAdd } = heap.kernels;
    const backward = () => {
      heap.fill(zeros.address, channels, 0);
      (target.adding ? normGradientAdd : normGradient)(
        input.address,
        outputGradient.address,
        target.region.address,
        mean.address,
        zeros.address,
        factor.address,
        zeros.address,
        rows,
        channels,
      );
    };
    return { forward: predict, backward };
  }

  const average = (into: number, batch: Float64Array): void => {
    const moving = heap.view(into, channels);
    for (let c = 0; c < channels; c++)
      moving[c] = moving[c] * settings.momentum + batch[c] * (1 - settings.momentum);
  };
  const forward = (): void => {
    const rowAddress = (row: number) => input.address + row * channels * 4;
    const means = sum((from, count, [to]) => channelSums(rowAddress(from), to, count, channels))[0].map(
      (total) => total / rows,
    );
    heap.view(mean.address, channels).set(means);
    const variances = sum((from, count, [to]) =>
      channelSquares(rowAddress(from), mean.address, to, count, channels),
    )[0].map((total) => total / rows);
    apply(means, variances);
    average(movingMean.value, means);
    average(movingVariance.value, variances);
  };
  if (outputGradient === null) return { forward };
  return { forward, backward: backwardPass(context, rows, channels, mean, inverse) };
}

/**
 * With x̂ = (x − mean) · inverse: dbeta = Σ dy, dgamma = Σ dy · x̂ and
 * dx = gamma · inverse · (dy − dbeta / rows − x̂ · dgamma / rows).
 */
function backwardPass(
  context: LayerContext,
  rows: number,
  channels: number,
  mean: Region,
  inverse: Float64Array,
): () => void {
  const { heap, outputGradient } = context;
  const { normGradient, normGradientAdd, normGradientSums } = heap.kernels;
  const [{ region: input }] = context.inputs;
  const [target] = context.inputGradients;
  const [gamma, beta] = [context.weight('gamma'), context.weight('beta')];
  const [a, b, c] = [0, 1, 2].map(() => context.scratch(channels, 'backward'));
  const sums = channelSum(context, rows, channels, 2);
  return () => {
    const dy = outputGradient!.address;
    const [dySums, centredSums] = sums((from, count, to) => {
      const bytes = from * channels * 4;
      normGradientSums(input.address + bytes, dy + bytes, mean.address, to[0], to[1], count, channels);
    });
    if (beta) heap.view(beta.gradient, channels).set(dySums);
    if (gamma) heap.view(gamma.gradient, channels).set(centredSums.map((sum, i) => sum * inverse[i]));
    if (!target) return;
    const scale = gamma && heap.view(gamma.value, channels);
    const floats = heap.floats;
    for (let i = 0; i < channels; i++) {
      const factor = inverse[i] * (scale?.[i] ?? 1);
      floats[a.address / 4 + i] = (-factor * inverse[i] * inverse[i] * centredSums[i]) / rows;
      floats[b.address / 4 + i] = factor;
      floats[c.address / 4 + i] = (-factor * dySums[i]) / rows;
    }
    (target.adding ? normGradientAdd : normGradient)(
      input.address,
      dy,
      target.region.address,
      mean.address,
      a.address,
      b.address,
      c.address,
      rows,
      channels,
    );
  };
}
