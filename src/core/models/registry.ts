import { EMOTIONS } from '../../shared/emotions.ts';
import { UserError } from '../../shared/failure.ts';
import type { Architecture } from './architecture.ts';
import { compact } from './compact.ts';

/** The networks that a run can name, each as a function of its recipe's `[bands, frames]`. */
export const NETWORKS: Record<string, (input: { bands: number; frames: number }) => Architecture> = {
  compact: (input) => compact({ ...input, emotions: EMOTIONS.length }),
};

/** A network by name. @throws UserError `unknown-network`; `input-too-small` and the like as the network's own. */
export function networkNamed(name: string, input: { bands: number; frames: number }): Architecture {
  const make = Object.hasOwn(NETWORKS, name) ? NETWORKS[name] : undefined;
  if (make !== undefined) return make(input);
  throw new UserError(
    'unknown-network',
    `There is no network “${name}”. There are: ${Object.keys(NETWORKS).join(', ')}.`,
  );
}
