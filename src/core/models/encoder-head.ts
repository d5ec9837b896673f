import type { Architecture } from '#core/models/layers/architecture.ts';
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
function encoderHead(input: { bands: number; frames: number; emotions: number }): Architecture {
  return writeNetwork('encoder-head', [input.bands, input.frames, 1], (net, frames) => {
    let x = projectedFrames(net, frames, input.bands);
    const mean = net.plain(x, 'time_mean', 'time-average-pool');
    const deviation = net.plain(x, 'time_deviation', 'time-deviation-pool');
    const maximum = net.plain(x, 'time_max', 'time-max-pool');
    x = net.concatenate([mean, deviation, maximum], 'statistics');
    x = net.batchNorm(x, 'statistics_norm', { momentum: NORM_MOMENTUM });
    x = net.dropout(x, 'dropout', DROPOUT_RATE);
    x = net.dense(x, 'emotions', input.emotions);
    net.softmax(x, 'probabilities');
  });
}

/** The projection of each frame, with norm and relu: `[1, frames, 128]`. */
export function projectedFrames(net: NetworkWriter, frames: string, bands: number): string {
  let x = net.conv(frames, 'projection', PROJECTED, [bands, 1], {
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
