import { UserError } from '#shared/failure.ts';

/**
 * Refuses weights that are not finite: a network with one of them predicts the same for every sound, or nothing.
 * @throws UserError `weights-not-finite` with the name of the tensor.
 */
export function requireFinite(path: string, tensor: string, values: Float32Array): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const what = Number.isNaN(values[at]) ? 'is not a number (NaN)' : 'is infinite';
  throw new UserError(
    'weights-not-finite',
    `The weights file ${path} cannot be used: value ${at + 1} of “${tensor}” ${what}. ` +
      'The training that wrote it diverged, or the file is damaged. Choose another file, or train the network again.',
  );
}
