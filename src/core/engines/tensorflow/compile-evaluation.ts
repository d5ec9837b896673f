import { LEAST_PROBABILITY } from '../judge.ts';
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
} from './graph/elementwise.ts';
import type { Graph, Tensor } from './graph/graph.ts';
import { pack } from './graph/shaping.ts';
import type { Answers } from './step-feeds.ts';

/** How many rows have their greatest value where the targets have it. */
export function countRight(graph: Graph, scores: Tensor, targets: Tensor): Tensor {
  const right = indicator(graph, 'Equal', argMax(graph, scores), argMax(graph, targets));
  return reduce(graph, 'Sum', right, [0]);
}

/** Appends `[Σ weight · cross-entropy, right answers]` of probabilities, as `judge` has them. */
export function compileEvaluation(
  graph: Graph,
  probabilities: Tensor,
  { targets, sampleWeights }: Answers,
): Tensor {
  const number = (value: number) => graph.floats([value], []);
  const shares = divide(graph, probabilities, reduce(graph, 'Sum', probabilities, [1], true));
  const raised = maximum(graph, shares, number(LEAST_PROBABILITY));
  const logarithms = logarithm(graph, minimum(graph, raised, number(1 - LEAST_PROBABILITY)));
  const entropies = reduce(graph, 'Sum', multiply(graph, targets, logarithms), [1]);
  const sum = reduce(graph, 'Sum', multiply(graph, sampleWeights, entropies), [0]);
  return pack(graph, [subtract(graph, number(0), sum), countRight(graph, probabilities, targets)]);
}
