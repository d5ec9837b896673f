import type { Architecture } from '#core/models/layers/architecture.ts';
import type { NetworkInput } from '#core/models/layers/network-head.ts';
import { inferShapes } from '#core/models/layers/shapes.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { UserError } from '#shared/failure.ts';
import type { InputShape } from '#shared/settings/features.ts';
import { ATTENTIVE_HEAD } from './attentive-head.ts';
import { COMPACT } from './compact.ts';
import { COMPACT_2 } from './compact-2.ts';
import { DENSENET201 } from './densenet201.ts';
import { ENCODER_HEAD } from './encoder-head.ts';
import { INCEPTION_V3 } from './inception-v3.ts';
import { JOINED_HEAD } from './joined-head.ts';
import type { NetworkDefinition } from './network-definition.ts';
import { READY_MADE } from './ready-made.ts';
import { RESNET101_V2 } from './resnet101-v2.ts';
import { VGG19 } from './vgg19.ts';
import { XCEPTION } from './xception.ts';

/** The networks that can be trained: the default, the heads of encoders, and the five of the thesis. */
export const NETWORK_DEFINITIONS: readonly NetworkDefinition[] = [
  COMPACT,
  COMPACT_2,
  ENCODER_HEAD,
  ATTENTIVE_HEAD,
  JOINED_HEAD,
  VGG19,
  XCEPTION,
  INCEPTION_V3,
  RESNET101_V2,
  DENSENET201,
];

type NamedNetwork = (input: Omit<NetworkInput, 'emotions'> & { emotions?: number }) => Architecture;

/** The networks by name, for so many emotions, or for all. */
export const NETWORKS: Record<string, NamedNetwork> = Object.fromEntries(
  NETWORK_DEFINITIONS.map(({ name, write }) => [
    name,
    (input) => write({ emotions: EMOTIONS.length, ...input }),
  ]),
);

/** The kind of features of each network. */
export const NETWORK_KINDS = NETWORK_DEFINITIONS.map(({ name, kind = 'mel' as const }) => ({ name, kind }));

/** The definition of the network of that name, which a record can name. @throws UserError `unknown-network`. */
export function networkDefinition(name: string): NetworkDefinition {
  const found = [...NETWORK_DEFINITIONS, READY_MADE].find((definition) => definition.name === name);
  if (found !== undefined) return found;
  const known = Object.keys(NETWORKS).join(', ');
  throw new UserError('unknown-network', `There is no network “${name}”. Choose one of: ${known}.`);
}

/**
 * The network of that name for features of this shape and this number of emotions. Its shapes are checked before
 * memory is allocated for it.
 * @throws UserError `unknown-network`, `input-too-small`, `input-not-joined`.
 */
export function networkNamed(
  name: string,
  [bands, frames, layers, melRows]: Readonly<InputShape>,
  emotions: number = EMOTIONS.length,
): Architecture {
  const architecture = networkDefinition(name).write({ bands, frames, layers, melRows, emotions });
  inferShapes(architecture);
  return architecture;
}
