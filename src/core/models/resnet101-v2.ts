import type { Architecture } from '#core/models/layers/architecture.ts';
import { averagingHead, type NetworkInput } from '#core/models/layers/network-head.ts';
import { type NetworkWriter, writeNetwork } from '#core/models/layers/network-writer.ts';
import { createKerasNames } from '#core/models/weight-files/keras-names.ts';
import type { NetworkDefinition } from './network-definition.ts';

/** Channels of the bottleneck, number of blocks, and stride of the last block (in the paper, of the first block). */
const STACKS = [
  { channels: 64, blocks: 3, stride: 2 },
  { channels: 128, blocks: 4, stride: 2 },
  { channels: 256, blocks: 23, stride: 2 },
  { channels: 512, blocks: 3, stride: 1 },
];
const EPSILON = 1.001e-5;
/** The output of a block has this many times the channels of its bottleneck. */
const EXPANSION = 4;

/**
 * ResNet101V2, with batch norm and ReLU before each convolution (He et al. 2016, arXiv:1603.05027), as in
 * `keras.applications.ResNet101V2(include_top=False)`, with the thesis's head. Input `[bands, frames, 1]`
 * (Keras requires at least 32 × 32); output `[emotions]`.
 */
function resnet101V2({ bands, frames, emotions }: NetworkInput): Architecture {
  return writeNetwork('resnet101v2', [bands, frames, 1], (net, features) => {
    const names = createKerasNames();
    let x = net.pad(features, 'conv1_pad', 3);
    x = net.conv(x, 'conv1_conv', 64, 7, { strides: 2, padding: 'valid' });
    x = net.pad(x, 'pool1_pad', 1);
    x = net.maxPool(x, 'pool1_pool', 3, { strides: 2 });
    STACKS.forEach(({ channels, blocks, stride }, index) => {
      for (let i = 1; i <= blocks; i++) {
        const name = `conv${index + 2}_block${i}`;
        x = block(net, names, x, name, channels, { projects: i === 1, stride: i === blocks ? stride : 1 });
      }
    });
    x = net.batchNorm(x, 'post_bn', { epsilon: EPSILON });
    x = net.relu(x, 'post_relu');
    averagingHead(net, x, emotions);
  });
}

export const RESNET101_V2: NetworkDefinition = {
  name: 'resnet101v2',
  about: 'A hundred layers with residual connections (He et al., 2016).',
  features: 'thesis-mfcc',
  write: resnet101V2,
};

/** A bottleneck in parallel with a projection or with its own input, subsampled when the block has a stride. */
function block(
  net: NetworkWriter,
  names: (base: string) => string,
  from: string,
  name: string,
  channels: number,
  { projects, stride }: { projects: boolean; stride: number },
): string {
  const valid = { padding: 'valid' } as const;
  let activated = net.batchNorm(from, `${name}_preact_bn`, { epsilon: EPSILON });
  activated = net.relu(activated, `${name}_preact_relu`);
  let shortcut = from;
  if (projects)
    shortcut = net.conv(activated, `${name}_0_conv`, EXPANSION * channels, 1, { ...valid, strides: stride });
  else if (stride > 1) shortcut = net.maxPool(from, names('max_pooling2d'), 1, { strides: stride });

  let x = net.conv(activated, `${name}_1_conv`, channels, 1, { ...valid, useBias: false });
  x = net.batchNorm(x, `${name}_1_bn`, { epsilon: EPSILON });
  x = net.relu(x, `${name}_1_relu`);
  x = net.pad(x, `${name}_2_pad`, 1);
  x = net.conv(x, `${name}_2_conv`, channels, 3, { ...valid, strides: stride, useBias: false });
  x = net.batchNorm(x, `${name}_2_bn`, { epsilon: EPSILON });
  x = net.relu(x, `${name}_2_relu`);
  x = net.conv(x, `${name}_3_conv`, EXPANSION * channels, 1, valid);
  return net.add([shortcut, x], `${name}_out`);
}
