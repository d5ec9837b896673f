import { FLOAT, flag, float, text, typeAttribute } from './attributes.ts';
import {
  add,
  divide,
  multiply,
  reciprocalRoot,
  reduce,
  squaredDifference,
  squareRoot,
  subtract,
} from './elementwise.ts';
import type { Graph, Operation, Tensor } from './graph.ts';
import type { AttributeMessage } from './messages.ts';
import { reshape } from './shaping.ts';

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
 * Normalises `[n, height, width, channels]` by the batch's mean and biased variance. `variance` is TensorFlow's output,
 * with Bessel's correction: n / (n − 1) of the biased one for n values per channel.
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

/**
 * The same in Keras's own steps, with the same rounding, so that the next relu gets the same values as in Keras. The
 * fused operation differs in the last digit. A relu input that is 10⁻⁷ on the other side of 0 counts in full, and over
 * a hundred layers the gradient differs by some per cent. `variance` is the biased one.
 */
export function batchNormInSteps(
  graph: Graph,
  { x, scale, offset, epsilon }: Normalisation,
): { y: Tensor; mean: Tensor; variance: Tensor } {
  const channels = [x.shape.at(-1)!];
  const axes = [0, 1, 2];
  const means = reduce(graph, 'Mean', x, axes, true);
  const variances = reduce(graph, 'Mean', squaredDifference(graph, x, means), axes, true);
  const [mean, variance] = [reshape(graph, means, channels), reshape(graph, variances, channels)];
  const root = reciprocalRoot(graph, add(graph, variance, graph.floats([epsilon], [])));
  const factor = multiply(graph, root, scale);
  const shift = subtract(graph, offset, multiply(graph, mean, factor));
  const gradients = (gradient: Tensor): Tensor[] => {
    // On a CPU the operation needs these values of the forward pass: the mean and the biased variance.
    const reserved = [mean, variance, graph.floats([], [0])];
    return gradientOutputs(graph, attributes(epsilon, true), { x, scale, gradient, reserved });
  };
  const shortcut = { inputs: [x, scale, offset], gradients };
  return { y: add(graph, multiply(graph, x, factor), shift, shortcut), mean, variance };
}

/** √(variance + epsilon) along one axis, which is removed. The variance is the biased one. */
export function deviation(graph: Graph, x: Tensor, axis: number, epsilon: number): Tensor {
  const mean = reduce(graph, 'Mean', x, [axis], true);
  const variance = reduce(graph, 'Mean', squaredDifference(graph, x, mean), [axis]);
  const withEpsilon = add(graph, variance, graph.floats([epsilon], []));
  const y: Tensor = squareRoot(graph, withEpsilon, {
    inputs: [x],
    // ∂y/∂x = (x − mean) / (size · y).
    gradients: (gradient) => {
      const share = multiply(graph, divide(graph, gradient, y), graph.floats([1 / x.shape[axis]], []));
      return [multiply(graph, subtract(graph, x, mean), reshape(graph, share, mean.shape))];
    },
  });
  return y;
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

/** The gradients of a {@link batchNormTraining} or {@link batchNormInference} by its input, scale and offset. */
export function batchNormGradients(
  graph: Graph,
  forward: Operation,
  gradient: Tensor,
): { x: Tensor; scale: Tensor; offset: Tensor } {
  const [x, scale, , mean, variance] = forward.inputs;
  const { exponential_avg_factor: _, ...shared } = forward.attributes;
  // In prediction the operation needs the given mean and variance, as in TensorFlow's own gradient of it.
  const reserved = shared.is_training.b
    ? forward.outputs.slice(3, 6)
    : [mean, variance, graph.floats([], [0])];
  const [dx, dScale, dOffset] = gradientOutputs(graph, shared, { x, scale, gradient, reserved });
  return { x: dx, scale: dScale, offset: dOffset };
}

/** The gradients by the input, the scale and the offset. */
function gradientOutputs(
  graph: Graph,
  shared: Record<string, AttributeMessage>,
  { x, scale, gradient, reserved }: Record<'x' | 'scale' | 'gradient', Tensor> & { reserved: Tensor[] },
): Tensor[] {
  return graph
    .add({
      op: 'FusedBatchNormGradV3',
      inputs: [gradient, x, scale, ...reserved],
      attributes: shared,
      shapes: [x.shape, scale.shape, scale.shape, [0], [0]],
    })
    .outputs.slice(0, 3);
}
