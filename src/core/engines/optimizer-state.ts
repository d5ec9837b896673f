import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { UserError } from '#shared/failure.ts';

const ITERATIONS = 'iterations';

/** The stored state of an optimizer: the number of steps in a tensor of shape `[1]`, then its slots. */
export function joinOptimizerState(steps: number, slots: readonly NamedTensor[]): NamedTensor[] {
  return [{ name: ITERATIONS, shape: [1], data: new Float32Array([steps]) }, ...slots];
}

/** The two parts of a stored state. Throws {@link UserError} `weights-mismatch` if the number of steps is missing. */
export function splitOptimizerState(tensors: readonly NamedTensor[]): {
  steps: number;
  slots: NamedTensor[];
} {
  const counters = tensors.filter(({ name }) => name === ITERATIONS);
  const steps = counters[0]?.data[0] ?? -1;
  if (counters.length !== 1 || !Number.isInteger(steps) || steps < 0) {
    throw new UserError(
      'weights-mismatch',
      'The state of the optimizer does not contain the number of steps. Start the run again.',
    );
  }
  return { steps, slots: tensors.filter(({ name }) => name !== ITERATIONS) };
}
