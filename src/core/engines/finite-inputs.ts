import { UserError } from '../../shared/failure.ts';

/** Whether there is neither a NaN nor an infinity among the values. */
export function allFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

/**
 * Throws {@link UserError} `input-not-finite` where one of `n` clips has a NaN or an infinity: TensorFlow's relu makes 0
 * of NaN, and the probabilities would look like any others.
 */
export function requireFiniteInputs(inputs: Float32Array, n: number): void {
  if (allFinite(inputs)) return;
  const at = inputs.findIndex((value) => !Number.isFinite(value));
  const clip = Math.floor((at * n) / inputs.length);
  throw new UserError(
    'input-not-finite',
    `Clip ${clip + 1} of the ${n} in this batch has a value that is no number (${inputs[at]}). ` +
      'Prepare the features again, or take the clip out.',
  );
}
