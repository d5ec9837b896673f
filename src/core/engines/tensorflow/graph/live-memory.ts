import { BATCH } from './attributes.ts';
import type { Operation, Tensor } from './graph.ts';

const BYTES = 4;
/** Their first output is their first input, or a variable, under another name. */
const ALIASES = new Set(['Reshape', 'Identity', 'ReadVariableOp']);
/** They hold nothing that grows, or what is given from outside. */
const NOTHING = new Set(['Const', 'Placeholder', 'VarHandleOp']);

/**
 * The greatest sum of bytes that a run for `output` holds at one time with `n` clips, what it is given and its
 * variables left out, if its operations run in the order in which they were written.
 */
export function peakBytes(output: Tensor, operations: readonly Operation[], n: number): number {
  const needed = neededFor(output);
  const order = operations.filter((operation) => needed.has(operation));
  const readers = new Map<Tensor, number>();
  for (const { inputs } of order)
    for (const input of inputs) readers.set(owner(input), (readers.get(owner(input)) ?? 0) + 1);
  let [live, peak] = [0, 0];
  for (const operation of order) {
    const { inputs, outputs, op } = operation;
    if (!NOTHING.has(op) && !ALIASES.has(op)) for (const tensor of outputs) live += bytesOf(tensor, n);
    peak = Math.max(peak, live);
    for (const tensor of inputs.map(owner)) {
      const left = readers.get(tensor)! - 1;
      readers.set(tensor, left);
      if (left === 0 && holds(tensor)) live -= bytesOf(tensor, n);
    }
    if (holds(outputs[0])) for (const tensor of outputs) if (!readers.has(tensor)) live -= bytesOf(tensor, n);
  }
  return peak;
}

function holds(tensor: Tensor | undefined): boolean {
  return tensor !== undefined && !NOTHING.has(tensor.operation.op) && !ALIASES.has(tensor.operation.op);
}

/** The tensor whose memory this one lies in. */
function owner(tensor: Tensor): Tensor {
  return ALIASES.has(tensor.operation.op) ? owner(tensor.operation.inputs[0]) : tensor;
}

function neededFor(output: Tensor): Set<Operation> {
  const needed = new Set<Operation>();
  const waiting = [output.operation];
  for (let operation = waiting.pop(); operation; operation = waiting.pop()) {
    if (needed.has(operation)) continue;
    needed.add(operation);
    waiting.push(...operation.after, ...operation.inputs.map((input) => input.operation));
  }
  return needed;
}

function bytesOf({ shape }: Tensor, n: number): number {
  return shape.reduce((product, size) => product * (size === BATCH ? n : size), BYTES);
}
