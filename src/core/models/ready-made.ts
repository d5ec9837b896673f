import type { Architecture } from '#core/models/layers/architecture.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import type { NetworkInput } from '#core/models/layers/network-head.ts';
import { writeNetwork } from '#core/models/layers/network-writer.ts';
import { READY_MADE_NETWORK } from '#shared/settings/ready-made-network.ts';
import type { NetworkDefinition } from './network-definition.ts';

const LAYER = 'emotions';

/**
 * The network of runs in which nothing was trained: the logarithms of the probabilities that a ready-made model gave become
 * probabilities again. Input `[emotions, 1, 1]`, output `[emotions]`. Its weights are {@link readyMadeWeights}.
 */
function readyMade({ bands, frames, emotions }: NetworkInput): Architecture {
  return writeNetwork(READY_MADE_NETWORK, [bands, frames, 1], (net, input) => {
    const values = net.plain(input, 'flatten', 'flatten');
    net.softmax(net.dense(values, LAYER, emotions, { useBias: false }), 'probabilities');
  });
}

/** The identity, of which softmax makes the probabilities of their logarithms. */
export function readyMadeWeights(emotions: number): NamedTensor[] {
  const data = new Float32Array(emotions * emotions);
  for (let index = 0; index < emotions; index++) data[index * emotions + index] = 1;
  return [{ name: `${LAYER}/kernel`, shape: [emotions, emotions], data }];
}

/** Not among the networks that can be trained. */
export const READY_MADE: NetworkDefinition = {
  name: READY_MADE_NETWORK,
  about: 'Gives the probabilities of a ready-made model.',
  kind: 'encoder',
  features: 'encoder',
  write: readyMade,
};
