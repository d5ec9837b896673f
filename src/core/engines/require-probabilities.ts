import type { Architecture } from '#core/models/layers/architecture.ts';
import { UserError } from '#shared/failure.ts';

/** Refuses a network that does not end with a softmax. @throws UserError `invalid-architecture`. */
export function requireProbabilities({ name, layers }: Architecture): void {
  const last = layers.at(-1);
  if (last?.kind === 'activation' && last.function === 'softmax') return;
  throw new UserError(
    'invalid-architecture',
    `The network “${name}” does not end with a softmax, so its outputs are not probabilities.`,
  );
}
