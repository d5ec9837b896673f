import type { Architecture } from '#core/models/layers/architecture.ts';
import { averagingHead, type NetworkInput } from '#core/models/layers/network-head.ts';
import { type NetworkWriter, writeNetwork } from '#core/models/layers/network-writer.ts';
import { createKerasNames } from '#core/models/weight-files/keras-names.ts';
import type { NetworkDefinition } from './network-definition.ts';

/** Blocks of each stage (table 1 of the paper). */
const STAGES = [6, 12, 48, 32];
/** Channels that each block adds. */
const GROWTH = 32;
/** Share of the channels that a transition keeps. */
const COMPRESSION = 0.5;
const EPSILON = 1.001e-5;
const STEM_CHANNELS = 64;

/**
 * DenseNet201 (Huang et al. 2017, arXiv:1608.06993) as in `keras.applications.DenseNet201(include_top=False)`,
 * with the thesis's head. Input `[bands, frames, 1]`, at least 29 × 29 (Keras requires 32 × 32); output
 * `[emotions]`.
 */
function densenet201({ bands, frames, emotions }: NetworkInput): Architecture {
  return writeNetwork('densenet201', [bands, frames, 1], (net, features) => {
    const names = createKerasNames();
    let x = net.pad(features, names('zero_padding2d'), 3);
    x = net.conv(x, 'conv1_conv', STEM_CHANNELS, 7, { strides: 2, padding: 'valid', useBias: false });
    x = normalised(net, x, 'conv1_bn', 'conv1_relu');
    x = net.pad(x, names('zero_padding2d'), 1);
    x = net.maxPool(x, 'pool1', 3, { strides: 2 });
    let channels = STEM_CHANNELS;
    STAGES.forEach((blocks, index) => {
      const stage = index + 2;
      for (let i = 1; i <= blocks; i++) x = block(net, x, `conv${stage}_block${i}`);
      channels += blocks * GROWTH;
      if (index === STAGES.length - 1) return;
      channels = Math.floor(channels * COMPRESSION);
      x = transition(net, x, `pool${stage}`, channels);
    });
    x = normalised(net, x, 'bn', 'relu');
    averagingHead(net, x, emotions);
  });
}

export const DENSENET201: NetworkDefinition = {
  name: 'densenet201',
  about: 'Every layer receives all earlier layers of its block (Huang et al., 2017).',
  features: 'thesis-mfcc',
  minInput: 29,
  write: densenet201,
};

/** A bottleneck of four times the growth, whose output is concatenated with its input. */
function block(net: NetworkWriter, from: string, name: string): string {
  let x = normalised(net, from, `${name}_0_bn`, `${name}_0_relu`);
  x = net.conv(x, `${name}_1_conv`, 4 * GROWTH, 1, { padding: 'valid', useBias: false });
  x = normalised(net, x, `${name}_1_bn`, `${name}_1_relu`);
  x = net.conv(x, `${name}_2_conv`, GROWTH, 3, { useBias: false });
  return net.concatenate([from, x], `${name}_concat`);
}

function transition(net: NetworkWriter, from: string, name: string, channels: number): string {
  let x = normalised(net, from, `${name}_bn`, `${name}_relu`);
  x = net.conv(x, `${name}_conv`, channels, 1, { padding: 'valid', useBias: false });
  return net.averagePool(x, `${name}_pool`, 2);
}

function normalised(net: NetworkWriter, from: string, norm: string, relu: string): string {
  return net.relu(net.batchNorm(from, norm, { epsilon: EPSILON }), relu);
}
