import { FLOAT, flag, float, text, typeAttribute } from './attributes.ts';
import type { Graph, Operation, Tensor } from './graph.ts';

function attributes(epsilon: number, training: boolean) {
  return {
    T: typeAttribute(FLOAT),
    U: typeAttribute(FLOAT),
    epsilon: float(epsilon),
    is_training: flag(training),
    data_format: text('NHWC'),
  };
}

interface Normalisation {
  x: Tensor;
  scale: Tensor;
  offset: Tensor;
  epsilon: number;
}

/**
 * Normalises `[n, height, width, channels]` by the batch's mean and biased variance. `variance` is what TensorFlow
 * gives: Bessel's, that is n / (n − 1) of the biased one for n values a channel.
 */
export function batchNormTraining(
  graph: Graph,
  { x, scale, offset, epsilon }: Normalisation,
): { y: Tensor; mean: Tensor; variance: Tensor } {
  const channels = [x.shape.at(-1)!];
  const none = graph.floats([], [0]);
  const [y, mean, variance] = graph.add({
    op: 'FusedBatchNormV3',
    inputs: [x, scale, offset, none, none],
    attributes: { ...attributes(epsilon, true), exponential_avg_factor: float(1) },
    shapes: [x.shape, channels, channels, channels, channels, channels],
  }).outputs;
  return { y, mean, variance };
}

/** Normalises by a given mean and variance. */
export function batchNormInference(
  graph: Graph,
  { x, scale, offset, epsilon, mean, variance }: Normalisation & { mean: Tensor; variance: Tensor },
): Tensor {
  const channels = [x.shape.at(-1)!];
  return graph.add({
    op: 'FusedBatchNormV3',
    inputs: [x, scale, offset, mean, variance],
    attributes: { ...attributes(epsilon, false), exponential_avg_factor: float(1) },
    shapes: [x.shape, channels, channels, channels, channels, channels],
  }).outputs[0];
}

/** The gradients of a {@link batchNormTraining} by its input, scale and offset. */
export function batchNormGradients(
  graph: Graph,
  forward: Operation,
  gradient: Tensor,
): { x: Tensor; scale: Tensor; offset: Tensor } {
  const [x, scale] = forward.inputs;
  const { exponential_avg_factor: _, ...shared } = forward.attributes;
  const [dx, dScale, dOffset] = graph.add({
    op: 'FusedBatchNormGradV3',
    inputs: [gradient, x, scale, ...forward.outputs.slice(3, 6)],
    attributes: shared,
    shapes: [x.shape, scale.shape, scale.shape, [0], [0]],
  }).outputs;
  return { x: dx, scale: dScale, offset: dOffset };
}
