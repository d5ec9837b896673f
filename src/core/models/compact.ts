import type { Architecture } from '#core/models/layers/architecture.ts';
import { type NetworkWriter, writeNetwork } from '#core/models/layers/network-writer.ts';
import type { NetworkDefinition } from './network-definition.ts';

/** Small corpora give few training steps, so averages cover about the last ten steps instead of Keras's hundred. */
const NORM_MOMENTUM = 0.9;
const DROPOUT_RATE = 0.4;
/** Channels of the stem and of the residual stages; each halves bands and frames. */
export const CHANNELS = { stem: 16, stages: [32, 64, 128] };

/**
 * The laboratory's own network, small enough for a few hundred clips and a computer without a graphics card:
 * a strided stem, three residual stages (He et al. 2016, arXiv:1512.03385, basic block), then the mean and the
 * maximum over time of every band and channel (statistics pooling, after Snyder et al. 2018, x-vectors), dropout
 * and one dense layer. Input `[bands, frames, 1]`, output `[emotions]`.
 */
export function compact(input: { bands: number; frames: number; emotions: number }): Architecture {
  return writeNetwork('compact', [input.bands, input.frames, 1], (net, features) => {
    statisticsHead(net, residualStages(net, features, CHANNELS), input.emotions);
  });
}

export const COMPACT: NetworkDefinition = {
  name: 'compact',
  about: 'Small and fast; a good first choice. Residual stages and statistics pooling.',
  features: 'log-mel',
  write: compact,
};

/** A strided stem and residual stages, which all halve bands and frames. Returns the last layer. */
export function residualStages(
  net: NetworkWriter,
  features: string,
  { stem, stages }: { stem: number; stages: readonly number[] },
): string {
  let x = normalised(net, features, 'stem', stem, 3, 2);
  x = net.relu(x, 'stem_relu');
  stages.forEach((channels, index) => {
    x = block(net, x, `stage${index + 1}`, channels);
  });
  return x;
}

/** Mean and maximum over time of all that is left of bands and channels, dropout, one dense layer, softmax. */
export function statisticsHead(net: NetworkWriter, from: string, emotions: number): void {
  const mean = net.plain(from, 'time_mean', 'time-average-pool');
  const maximum = net.plain(from, 'time_max', 'time-max-pool');
  let x = net.concatenate([mean, maximum], 'statistics');
  x = net.dropout(x, 'dropout', DROPOUT_RATE);
  x = net.dense(x, 'emotions', emotions);
  net.softmax(x, 'probabilities');
}

/** Two 3 × 3 convolutions, the first with stride 2, beside a 1 × 1 projection with the same stride. */
function block(net: NetworkWriter, from: string, name: string, channels: number): string {
  const projection = normalised(net, from, `${name}_projection`, channels, 1, 2);
  let x = normalised(net, from, `${name}_conv1`, channels, 3, 2);
  x = net.relu(x, `${name}_relu1`);
  x = normalised(net, x, `${name}_conv2`, channels, 3, 1);
  x = net.add([x, projection], `${name}_add`);
  return net.relu(x, `${name}_relu2`);
}

/** A convolution and its batch norm. The convolution has no bias, because the batch norm would remove it. */
function normalised(
  net: NetworkWriter,
  from: string,
  name: string,
  channels: number,
  kernel: number,
  strides: number,
): string {
  const x = net.conv(from, name, channels, kernel, { strides, useBias: false, initializer: 'he-normal' });
  return net.batchNorm(x, `${name}_norm`, { momentum: NORM_MOMENTUM });
}
