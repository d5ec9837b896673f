import type { Architecture } from '#core/models/layers/architecture.ts';
import type { NetworkInput } from '#core/models/layers/network-head.ts';
import { type NetworkWriter, writeNetwork } from '#core/models/layers/network-writer.ts';
import type { NetworkDefinition } from './network-definition.ts';

/** As in `compact`: small corpora give few training steps. */
export const NORM_MOMENTUM = 0.9;
export const DROPOUT_RATE = 0.5;
/** Values of a frame after the projection. */
const PROJECTED = 128;

/**
 * A small head for the frames of a frozen encoder: a projection of each frame (a convolution over all of its values), then
 * the mean, the deviation and the maximum over time (statistics pooling, Snyder et al. 2018, x-vectors), dropout and one
 * dense layer. Nothing depends on the order of the frames. Input `[dimensions, frames, 1]`, output `[emotions]`.
 */
function encoderHead(input: NetworkInput): Architecture {
  return writeNetwork('encoder-head', [input.bands, input.frames, 1], (net, frames) => {
    let x = projectedFrames(net, frames, input);
    x = net.concatenate(frameStatistics(net, x), 'statistics');
    x = net.batchNorm(x, 'statistics_norm', { momentum: NORM_MOMENTUM });
    x = net.dropout(x, 'dropout', DROPOUT_RATE);
    x = net.dense(x, 'emotions', input.emotions);
    net.softmax(x, 'probabilities');
  });
}

/** The mean, the deviation and the maximum over time. */
export const frameStatistics = (net: NetworkWriter, frames: string): string[] => [
  net.plain(frames, 'time_mean', 'time-average-pool'),
  net.plain(frames, 'time_deviation', 'time-deviation-pool'),
  net.plain(frames, 'time_max', 'time-max-pool'),
];

/**
 * The projection of each frame, with norm and relu: `[1, frames, 128]`. Of several layers of an encoder, the weighted sum is
 * projected (Peters et al. 2018, arXiv:1802.05365, ELMo). The weights begin equal. They are not kept positive with a
 * sum of 1 by a softmax: the norm after the projection removes their common factor.
 */
export function projectedFrames(
  net: NetworkWriter,
  frames: string,
  { bands, layers = 1 }: Pick<NetworkInput, 'bands' | 'layers'>,
): string {
  const values =
    layers === 1
      ? frames
      : net.conv(frames, 'layer_weights', 1, [layers, 1], {
          strides: [layers, 1],
          padding: 'valid',
          useBias: false,
          initializer: 'ones',
        });
  let x = net.conv(values, 'projection', PROJECTED, [bands / layers, 1], {
    padding: 'valid',
    useBias: false,
    initializer: 'he-normal',
  });
  x = net.batchNorm(x, 'projection_norm', { momentum: NORM_MOMENTUM });
  x = net.relu(x, 'projection_relu');
  return x;
}

export const ENCODER_HEAD: NetworkDefinition = {
  name: 'encoder-head',
  about: 'For the frames of a pretrained encoder: a projection, statistics over time and one dense layer.',
  kind: 'encoder',
  features: 'encoder',
  write: encoderHead,
};
