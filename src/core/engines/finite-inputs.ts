import { UserError } from '#shared/failure.ts';

/** Whether all values are finite: neither NaN nor infinite. */
export function allFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

/**
 * Throws {@link UserError} `input-not-finite` where one of `n` clips contains NaN or an infinity. TensorFlow's relu
 * turns NaN into 0, so the probabilities would look normal.
 */
export function requireFiniteInputs(inputs: Float32Array, n: number): void {
  if (allFinite(inputs)) return;
  const at = inputs.findIndex((value) => !Number.isFinite(value));
  const clip = Math.floor((at * n) / inputs.length);
  throw new UserError(
    'input-not-finite',
    `Clip ${clip + 1} of the ${n} in this batch contains a value that is not a finite number (${inputs[at]}). ` +
      'Prepare the features again, or remove the clip.',
  );
}
