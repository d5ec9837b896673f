import { BATCH } from './attributes.ts';
import type { Operation, Tensor } from './graph.ts';

const BYTES = 4;
/** Operations whose first output shares the memory of their first input or of a variable. */
const ALIASES = new Set(['Reshape', 'Identity', 'ReadVariableOp']);
/** Operations without memory of their own that counts: constants, inputs and variables. */
const UNCOUNTED = new Set(['Const', 'Placeholder', 'VarHandleOp']);

/**
 * The largest number of bytes that a run for `output` holds at one time with `n` clips, without its inputs and
 * variables, if its operations run in the order in which they were written.
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
    if (!UNCOUNTED.has(op) && !ALIASES.has(op)) for (const tensor of outputs) live += bytesOf(tensor, n);
    peak = Math.max(peak, live);
    for (const tensor of inputs.map(owner)) {
      const left = readers.get(tensor)! - 1;
      readers.set(tensor, left);
      if (left === 0 && isCounted(tensor)) live -= bytesOf(tensor, n);
    }
    if (isCounted(outputs[0]))
      for (const tensor of outputs) if (!readers.has(tensor)) live -= bytesOf(tensor, n);
  }
  return peak;
}

function isCounted(tensor: Tensor | undefined): boolean {
  return tensor !== undefined && !UNCOUNTED.has(tensor.operation.op) && !ALIASES.has(tensor.operation.op);
}

/** The tensor whose memory this tensor uses. */
function owner(tensor: Tensor): Tensor {
  return ALIASES.has(tensor.operation.op) ? owner(tensor.operation.inputs[0]) : tensor;
}

function neededFor(output: Tensor): Set<Operation> {
  const needed = new Set<Operation>();
  const queue = [output.operation];
  for (let operation = queue.pop(); operation; operation = queue.pop()) {
    if (needed.has(operation)) continue;
    needed.add(operation);
    queue.push(...operation.after, ...operation.inputs.map((input) => input.operation));
  }
  return needed;
}

function bytesOf({ shape }: Tensor, n: number): number {
  return shape.reduce((product, size) => product * (size === BATCH ? n : size), BYTES);
}
