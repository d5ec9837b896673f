import { EMOTIONS } from '../../shared/emotions.ts';
import { UserError } from '../../shared/failure.ts';
import type { Architecture } from './architecture.ts';
import { compact } from './compact.ts';
import { densenet201 } from './densenet201.ts';
import { inceptionV3 } from './inception-v3.ts';
import type { NetworkInput } from './network-head.ts';
import { resnet101V2 } from './resnet101-v2.ts';
import { inferShapes } from './shapes.ts';
import { vgg19 } from './vgg19.ts';
import { xception } from './xception.ts';

type NamedNetwork = (input: Omit<NetworkInput, 'emotions'> & { emotions?: number }) => Architecture;

const forEmotions =
  (write: (input: NetworkInput) => Architecture): NamedNetwork =>
  (input) =>
    write({ emotions: EMOTIONS.length, ...input });

/** The networks that a run can name: the laboratory's own, and the thesis's five. */
export const NETWORKS: Record<string, NamedNetwork> = {
  compact: forEmotions(compact),
  vgg19: forEmotions(vgg19),
  xception: forEmotions(xception),
  inceptionv3: forEmotions(inceptionV3),
  resnet101v2: forEmotions(resnet101V2),
  densenet201: forEmotions(densenet201),
};

/**
 * The network of that name for `[bands, frames]` features and so many emotions, its shapes checked before anything is
 * allocated for it.
 * @throws UserError `unknown-network`, `input-too-small`.
 */
export function networkNamed(
  name: string,
  [bands, frames]: readonly [number, number],
  emotions: number = EMOTIONS.length,
): Architecture {
  if (!Object.hasOwn(NETWORKS, name)) {
    const known = Object.keys(NETWORKS).join(', ');
    throw new UserError('unknown-network', `There is no network “${name}”. Choose one of: ${known}.`);
  }
  const architecture = NETWORKS[name]({ bands, frames, emotions });
  inferShapes(architecture);
  return architecture;
}
