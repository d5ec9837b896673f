import type { Architecture } from '#core/models/layers/architecture.ts';
import { averagingHead, type NetworkInput } from '#core/models/layers/network-head.ts';
import { type NetworkWriter, type Size, writeNetwork } from '#core/models/layers/network-writer.ts';
import { createKerasNames } from '#core/models/weight-files/keras-names.ts';
import type { NetworkDefinition } from './network-definition.ts';

/** One convolution of a branch: its filters, its kernel, and options that differ from stride 1 and `same` padding. */
type Step = readonly [filters: number, kernel: Size, options?: StepOptions];
interface StepOptions {
  strides?: Size;
  padding?: 'same' | 'valid';
}
const SHRINKING: StepOptions = { strides: 2, padding: 'valid' };

/**
 * InceptionV3 (Szegedy et al. 2016, arXiv:1512.00567) as in `keras.applications.InceptionV3(include_top=False)`,
 * with the thesis's head. Input `[bands, frames, 1]`, at least 75 × 75; output `[emotions]`. Keras numbers the layers,
 * so their names depend on the order of the branches below.
 */
function inceptionV3({ bands, frames, emotions }: NetworkInput): Architecture {
  return writeNetwork('inceptionv3', [bands, frames, 1], (net, features) => {
    const write = branchWriter(net);
    let x = write.steps(features, [32, 3, SHRINKING], [32, 3, { padding: 'valid' }], [64, 3]);
    x = write.maxPool(x);
    x = write.steps(x, [80, 1, { padding: 'valid' }], [192, 3, { padding: 'valid' }]);
    x = write.maxPool(x);

    // Figure 5: 5 × 5 kernels, and pairs of 3 × 3 kernels in their place.
    for (const [index, pooled] of [32, 64, 64].entries()) {
      const branches = [
        write.steps(x, [64, 1]),
        write.steps(x, [48, 1], [64, 5]),
        write.steps(x, [64, 1], [96, 3], [96, 3]),
        write.pooledStep(x, pooled),
      ];
      x = net.concatenate(branches, `mixed${index}`);
    }
    x = net.concatenate(
      [
        write.steps(x, [384, 3, SHRINKING]),
        write.steps(x, [64, 1], [96, 3], [96, 3, SHRINKING]),
        write.maxPool(x),
      ],
      'mixed3',
    );

    // Figure 6: 7 × 7 kernels as 1 × 7 and 7 × 1.
    for (const [index, inner] of [128, 160, 160, 192].entries()) {
      const [wide, high]: Size[] = [
        [1, 7],
        [7, 1],
      ];
      const branches = [
        write.steps(x, [192, 1]),
        write.steps(x, [inner, 1], [inner, wide], [192, high]),
        write.steps(x, [inner, 1], [inner, high], [inner, wide], [inner, high], [192, wide]),
        write.pooledStep(x, 192),
      ];
      x = net.concatenate(branches, `mixed${4 + index}`);
    }
    x = net.concatenate(
      [
        write.steps(x, [192, 1], [320, 3, SHRINKING]),
        write.steps(x, [192, 1], [192, [1, 7]], [192, [7, 1]], [192, 3, SHRINKING]),
        write.maxPool(x),
      ],
      'mixed8',
    );

    // Figure 7: the widest blocks, for the smallest image.
    for (let i = 0; i < 2; i++) {
      const single = write.steps(x, [320, 1]);
      const narrow = write.split(write.steps(x, [384, 1]), `mixed9_${i}`);
      const double = write.split(write.steps(x, [448, 1], [384, 3]), write.name('concatenate'));
      x = net.concatenate([single, narrow, double, write.pooledStep(x, 192)], `mixed${9 + i}`);
    }
    averagingHead(net, x, emotions);
  });
}

export const INCEPTION_V3: NetworkDefinition = {
  name: 'inceptionv3',
  about: 'Filters of several sizes side by side; the fastest of the large networks (Szegedy et al., 2016).',
  features: 'thesis-mfcc',
  minInput: 75,
  write: inceptionV3,
};

function branchWriter(net: NetworkWriter) {
  const name = createKerasNames();
  const step = (from: string, [filters, kernel, options]: Step): string => {
    let x = net.conv(from, name('conv2d'), filters, kernel, { ...options, useBias: false });
    x = net.batchNorm(x, name('batch_normalization'), { scale: false });
    return net.relu(x, name('activation'));
  };
  const steps = (from: string, ...list: Step[]): string => list.reduce(step, from);
  return {
    name,
    /** Convolutions in sequence, each with its batch norm and ReLU. */
    steps,
    maxPool: (from: string) => net.maxPool(from, name('max_pooling2d'), 3, { strides: 2 }),
    /** A 3 × 3 average pool that keeps the size, then a 1 × 1 convolution. */
    pooledStep: (from: string, filters: number) =>
      step(net.averagePool(from, name('average_pooling2d'), 3, { strides: 1, padding: 'same' }), [
        filters,
        1,
      ]),
    /** A 1 × 3 and a 3 × 1 convolution in parallel. */
    split: (from: string, joined: string) =>
      net.concatenate([steps(from, [384, [1, 3]]), steps(from, [384, [3, 1]])], joined),
  };
}
