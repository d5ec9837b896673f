import { UserError } from '../../shared/failure.ts';
import type { Architecture } from '../models/architecture.ts';
import { NETWORKS } from '../models/registry.ts';
import type { InputShape } from './batches.ts';

/** The network of that name for `[bands, frames]` features. Throws {@link UserError} `unknown-network`. */
export function namedNetwork(name: string, [bands, frames]: InputShape): Architecture {
  if (!Object.hasOwn(NETWORKS, name)) {
    const known = Object.keys(NETWORKS).join(', ');
    throw new UserError('unknown-network', `There is no network “${name}”. Choose one of: ${known}.`);
  }
  return NETWORKS[name]({ bands, frames });
}
