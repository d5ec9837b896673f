import { MIN_PROBABILITY } from '#core/engines/evaluate-predictions.ts';
import {
  argMax,
  divide,
  indicator,
  logarithm,
  maximum,
  minimum,
  multiply,
  reduce,
  subtract,
} from '#core/engines/tensorflow/graph/elementwise.ts';
import type { Graph, Tensor } from '#core/engines/tensorflow/graph/graph.ts';
import { concatenate, pack, reshape } from '#core/engines/tensorflow/graph/shaping.ts';
import type { Labels } from '#core/engines/tensorflow/step-feeds.ts';

/** The number of rows whose largest value is at the same index as the largest target. */
export function countCorrect(graph: Graph, scores: Tensor, targets: Tensor): Tensor {
  return reduce(graph, 'Sum', correctRows(graph, scores, targets), [0]);
}

/** `[n]`: 1 for each correct row, otherwise 0. */
function correctRows(graph: Graph, scores: Tensor, targets: Tensor): Tensor {
  return indicator(graph, 'Equal', argMax(graph, scores), argMax(graph, targets));
}

/**
 * Appends `[Σ weight · cross-entropy, number of correct predictions, then the correct targets of each class]` for
 * probabilities, as in `evaluatePredictions`.
 */
export function compileEvaluation(
  graph: Graph,
  probabilities: Tensor,
  { targets, sampleWeights }: Labels,
): Tensor {
  const number = (value: number) => graph.floats([value], []);
  const shares = divide(graph, probabilities, reduce(graph, 'Sum', probabilities, [1], true));
  const clipped = maximum(graph, shares, number(MIN_PROBABILITY));
  const logarithms = logarithm(graph, minimum(graph, clipped, number(1 - MIN_PROBABILITY)));
  const entropies = reduce(graph, 'Sum', multiply(graph, targets, logarithms), [1]);
  const sum = reduce(graph, 'Sum', multiply(graph, sampleWeights, entropies), [0]);
  const correct = correctRows(graph, probabilities, targets);
  const byClass = reduce(graph, 'Sum', multiply(graph, targets, reshape(graph, correct, [-1, 1])), [0]);
  const totals = pack(graph, [subtract(graph, number(0), sum), reduce(graph, 'Sum', correct, [0])]);
  return concatenate(graph, [totals, byClass], 0);
}
