import { EMOTIONS } from '../../shared/emotions.ts';
import { UserError } from '../../shared/failure.ts';
import type { Architecture } from './architecture.ts';
import { compact } from './compact.ts';

/** The networks that a run can name, each as a function of its recipe's `[bands, frames]`. */
export const NETWORKS: Record<string, (input: { bands: number; frames: number }) => Architecture> = {
  compact: (input) => compact({ ...input, emotions: EMOTIONS.length }),
};

/**
 * The network of that name for `[bands, frames]` features.
 * @throws UserError `unknown-network`, `input-too-small`.
 */
export function networkNamed(name: string, [bands, frames]: readonly [number, number]): Architecture {
  if (!Object.hasOwn(NETWORKS, name)) {
    const known = Object.keys(NETWORKS).join(', ');
    throw new UserError('unknown-network', `There is no network “${name}”. Choose one of: ${known}.`);
  }
  return NETWORKS[name]({ bands, frames });
}
