import type { Architecture } from '#core/models/layers/architecture.ts';
import type { NetworkInput } from '#core/models/layers/network-head.ts';
import { writeNetwork } from '#core/models/layers/network-writer.ts';
import type { NetworkDefinition } from './network-definition.ts';

/** Configuration E of the paper's table 1: convolutions of each block and their channels. */
const BLOCKS = [
  { convolutions: 2, channels: 64 },
  { convolutions: 2, channels: 128 },
  { convolutions: 4, channels: 256 },
  { convolutions: 4, channels: 512 },
  { convolutions: 4, channels: 512 },
];
const DENSE_UNITS = 4096;

/**
 * VGG19 (Simonyan and Zisserman 2015, arXiv:1409.1556) as in `keras.applications.VGG19(include_top=False)`, with the
 * thesis's head: flatten, two dense layers of 4096 units, softmax. Input `[bands, frames, 1]`, at least 32 × 32;
 * output `[emotions]`. The size of the first dense layer depends on the input size.
 */
function vgg19({ bands, frames, emotions }: NetworkInput): Architecture {
  return writeNetwork('vgg19', [bands, frames, 1], (net, features) => {
    let x = features;
    BLOCKS.forEach(({ convolutions, channels }, index) => {
      const block = `block${index + 1}`;
      for (let i = 1; i <= convolutions; i++) {
        x = net.conv(x, `${block}_conv${i}`, channels, 3);
        x = net.relu(x, `${block}_conv${i}_relu`);
      }
      x = net.maxPool(x, `${block}_pool`, 2);
    });
    x = net.plain(x, 'flatten', 'flatten');
    for (const name of ['dense', 'dense_1']) {
      x = net.dense(x, name, DENSE_UNITS);
      x = net.relu(x, `${name}_relu`);
    }
    x = net.dense(x, 'dense_2', emotions);
    net.softmax(x, 'probabilities');
  });
}

export const VGG19: NetworkDefinition = {
  name: 'vgg19',
  about: 'Plain deep convolutions; the most parameters of all (Simonyan and Zisserman, 2014).',
  features: 'thesis-mfcc',
  minInput: 32,
  write: vgg19,
};
