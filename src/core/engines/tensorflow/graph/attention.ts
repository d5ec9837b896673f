import { add, divide, multiply, reduce, softmax, squareRoot, subtract } from './elementwise.ts';
import type { Graph, Tensor } from './graph.ts';
import { concatenate, reshape, slice } from './shaping.ts';

/**
 * The means over time (axis 2) of `[n, height, width, channels]`, and after them the deviations √(variance + epsilon), both
 * weighted with the softmax over time of `scores` `[n, height, width, 1]`: `[n, height, 1, 2 channels]`.
 */
export function attentiveStatistics(graph: Graph, x: Tensor, scores: Tensor, epsilon: number): Tensor {
  const [n, height, width, channels] = x.shape;
  const weights = reshape(graph, softmax(graph, reshape(graph, scores, [n, height, width])), scores.shape);
  const sum = (of: Tensor, axis: number): Tensor => reduce(graph, 'Sum', of, [axis], true);
  const mean = sum(multiply(graph, x, weights), 2);
  const difference = subtract(graph, x, mean);
  const variance = sum(multiply(graph, multiply(graph, difference, difference), weights), 2);
  const deviation = squareRoot(graph, add(graph, variance, graph.floats([epsilon], [])));
  /**
   * With m and s the gradients by mean and deviation: ∂x = weight · (m + s · difference / deviation). The gradient by a weight is
   * Σ difference · (m + s · difference / 2 deviation) over the channels, and that by a score follows from the softmax.
   */
  const gradients = (gradient: Tensor, [ofInput, ofScores]: readonly boolean[]): (Tensor | undefined)[] => {
    const size = [n, height, 1, channels];
    const ofMean = slice(graph, gradient, [0, 0, 0, 0], size);
    const ofDeviation = slice(graph, gradient, [0, 0, 0, channels], size);
    const slope = multiply(graph, difference, divide(graph, ofDeviation, deviation));
    const half = multiply(graph, slope, graph.floats([0.5], []));
    const byWeight = sum(multiply(graph, difference, add(graph, half, ofMean)), 3);
    const centred = subtract(graph, byWeight, sum(multiply(graph, byWeight, weights), 2));
    return [
      ofInput ? multiply(graph, add(graph, slope, ofMean), weights) : undefined,
      ofScores ? multiply(graph, centred, weights) : undefined,
    ];
  };
  return concatenate(graph, [mean, deviation], 3, { inputs: [x, scores], gradients });
}
