import type { Architecture } from '#core/models/layers/architecture.ts';
import { averagingHead, type NetworkInput } from '#core/models/layers/network-head.ts';
import { type NetworkWriter, writeNetwork } from '#core/models/layers/network-writer.ts';
import { createKerasNames } from '#core/models/weight-files/keras-names.ts';
import type { NetworkDefinition } from './network-definition.ts';

const MIDDLE_BLOCKS = 8;
const MIDDLE_CHANNELS = 728;

/**
 * Xception (Chollet 2017, arXiv:1610.02357, figure 5) as in `keras.applications.Xception(include_top=False)`,
 * with the thesis's head. Input `[bands, frames, 1]`, at least 7 × 7 (Keras requires 71 × 71); output
 * `[emotions]`.
 */
function xception({ bands, frames, emotions }: NetworkInput): Architecture {
  return writeNetwork('xception', [bands, frames, 1], (net, features) => {
    const names = createKerasNames();
    let x = net.conv(features, 'block1_conv1', 32, 3, { strides: 2, padding: 'valid', useBias: false });
    x = net.batchNorm(x, 'block1_conv1_bn');
    x = net.relu(x, 'block1_conv1_act');
    x = net.conv(x, 'block1_conv2', 64, 3, { padding: 'valid', useBias: false });
    x = net.batchNorm(x, 'block1_conv2_bn');
    x = net.relu(x, 'block1_conv2_act');

    // Entry flow. Block 2 already follows a ReLU.
    x = strided(net, names, x, 'block2', [128, 128], { firstRelu: false });
    x = strided(net, names, x, 'block3', [256, 256]);
    x = strided(net, names, x, 'block4', [728, 728]);

    // Middle flow.
    for (let i = 0; i < MIDDLE_BLOCKS; i++) {
      let branch = x;
      for (let j = 1; j <= 3; j++) {
        branch = net.relu(branch, `block${5 + i}_sepconv${j}_act`);
        branch = separable(net, branch, `block${5 + i}_sepconv${j}`, MIDDLE_CHANNELS);
      }
      x = net.add([branch, x], names('add'));
    }

    // Exit flow.
    x = strided(net, names, x, 'block13', [728, 1024]);
    x = separable(net, x, 'block14_sepconv1', 1536);
    x = net.relu(x, 'block14_sepconv1_act');
    x = separable(net, x, 'block14_sepconv2', 2048);
    x = net.relu(x, 'block14_sepconv2_act');
    averagingHead(net, x, emotions);
  });
}

export const XCEPTION: NetworkDefinition = {
  name: 'xception',
  about: 'Depthwise separable convolutions (Chollet, 2017).',
  features: 'thesis-mfcc',
  minInput: 7,
  write: xception,
};

/** Two separable convolutions and a pool with stride 2, in parallel with a 1 × 1 projection with the same stride. */
function strided(
  net: NetworkWriter,
  names: (base: string) => string,
  from: string,
  block: string,
  channels: readonly [number, number],
  { firstRelu = true } = {},
): string {
  const window = { strides: 2, padding: 'same' } as const;
  let residual = net.conv(from, names('conv2d'), channels[1], 1, { ...window, useBias: false });
  residual = net.batchNorm(residual, names('batch_normalization'));
  let x = from;
  channels.forEach((filters, index) => {
    const name = `${block}_sepconv${index + 1}`;
    if (index > 0 || firstRelu) x = net.relu(x, `${name}_act`);
    x = separable(net, x, name, filters);
  });
  x = net.maxPool(x, `${block}_pool`, 3, window);
  return net.add([x, residual], names('add'));
}

function separable(net: NetworkWriter, from: string, name: string, filters: number): string {
  const x = net.separable(from, name, filters, 3, { useBias: false });
  return net.batchNorm(x, `${name}_bn`);
}
