import type { Architecture } from '#core/models/layers/architecture.ts';
import { writeNetwork } from '#core/models/layers/network-writer.ts';
import { residualStages, statisticsHead } from './compact.ts';
import type { NetworkDefinition } from './network-definition.ts';

/** Channels of the stem and of the residual stages. */
const CHANNELS = { stem: 24, stages: [48, 96, 192] };

/**
 * `compact` with half as many channels again and another end: the mean over the bands of each channel comes before the mean and
 * the maximum over time. So the dense layer cannot tell in which band something was, which voices and microphones change most,
 * and has few weights. Input `[bands, frames, 1]`, output `[emotions]`.
 */
function compact2(input: { bands: number; frames: number; emotions: number }): Architecture {
  return writeNetwork('compact-2', [input.bands, input.frames, 1], (net, features) => {
    const maps = residualStages(net, features, CHANNELS);
    // The stem and each stage halve the bands, rounded up.
    const bands = [CHANNELS.stem, ...CHANNELS.stages].reduce((left) => Math.ceil(left / 2), input.bands);
    statisticsHead(net, net.averagePool(maps, 'band_mean', [bands, 1]), input.emotions);
  });
}

export const COMPACT_2: NetworkDefinition = {
  name: 'compact-2',
  about:
    'As compact, for voices and microphones that the corpus does not have. Trained with other recordings of each clip.',
  features: 'log-mel-2s',
  write: compact2,
};
