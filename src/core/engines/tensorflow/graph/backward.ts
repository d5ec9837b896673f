import { sumOf } from './elementwise.ts';
import { GRADIENT_RULES } from './gradients.ts';
import type { Graph, Operation, Tensor } from './graph.ts';

/**
 * Reverse-mode differentiation: appends the operations that compute the gradient of a scalar by each of `wanted`, from
 * `gradient`, its gradient by `of`. Where an output has several readers, their gradients are added. A tensor that `of`
 * does not depend on has no entry in the result.
 */
export function gradientsOf(
  graph: Graph,
  of: Tensor,
  gradient: Tensor,
  wanted: readonly Tensor[],
): Map<Tensor, Tensor> {
  const operations = [...graph.operations];
  const depending = dependingOn(wanted, operations);
  const parts = new Map<Tensor, Tensor[]>([[of, [gradient]]]);
  const gradients = new Map<Tensor, Tensor>();
  const total = (tensor: Tensor): Tensor | undefined => {
    const found = parts.get(tensor);
    if (!found) return undefined;
    const sum = sumOf(graph, found);
    gradients.set(tensor, sum);
    return sum;
  };
  for (const operation of operations.toReversed()) {
    const [output] = operation.outputs;
    const inputs = operation.shortcut?.inputs ?? operation.inputs;
    if (!inputs.some((input) => depending.has(input)) || !output) continue;
    const outputGradient = total(output);
    if (!outputGradient) continue;
    const needed = inputs.map((input) => depending.has(input));
    differentiate(graph, operation, outputGradient, needed).forEach((part, i) => {
      const input = inputs[i];
      if (!part || !depending.has(input)) return;
      const found = parts.get(input);
      if (found) found.push(part);
      else parts.set(input, [part]);
    });
  }
  for (const tensor of wanted) total(tensor);
  return gradients;
}

function differentiate(
  graph: Graph,
  operation: Operation,
  gradient: Tensor,
  wanted: readonly boolean[],
): (Tensor | undefined)[] {
  if (operation.shortcut) return operation.shortcut.gradients(gradient, wanted);
  const rule = GRADIENT_RULES[operation.op];
  if (!rule) throw new Error(`${operation.op} has no gradient rule.`);
  return rule(graph, operation, gradient, wanted);
}

/** The tensors that depend on any of `wanted`. */
function dependingOn(wanted: readonly Tensor[], operations: readonly Operation[]): Set<Tensor> {
  const depending = new Set(wanted);
  for (const operation of operations) {
    if (operation.inputs.some((input) => depending.has(input)))
      for (const output of operation.outputs) depending.add(output);
  }
  return depending;
}
