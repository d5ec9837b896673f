import type { Architecture } from '#core/models/layers/architecture.ts';
import type { NetworkWriter } from '#core/models/layers/network-writer.ts';
import type { Random } from '#shared/random.ts';
import { headed } from '../networks.ts';

type Middle = (net: NetworkWriter, x: string, random: Random) => string;
interface RandomLayer {
  name: string;
  middle: Middle;
  /** The layer has kinks: its inputs are kept away from them, whatever a small change of the weights before it does. */
  kinks?: true;
  /** How much smaller the changes for finite differences have to be, because the layer bends. */
  bend?: number;
}

const size = (random: Random, from: number, to: number) => from + random.integer(to - from + 1);
const pair = (random: Random, to: number) => [size(random, 1, to), size(random, 1, to)] as const;
const windows = (random: Random) => ({
  strides: pair(random, 2),
  padding: random.integer(2) === 0 ? ('same' as const) : ('valid' as const),
});

/** Every kind of layer with sizes that are drawn. */
export const RANDOM_LAYERS: RandomLayer[] = [
  {
    name: 'conv2d',
    middle: (net, x, random) => net.conv(x, 'layer', size(random, 3, 9), pair(random, 3), windows(random)),
  },
  { name: 'conv2d 1 × 1', middle: (net, x, random) => net.conv(x, 'layer', size(random, 3, 9), 1) },
  {
    name: 'depthwise-conv2d',
    middle: (net, x, random) => net.depthwise(x, 'layer', pair(random, 3), windows(random)),
  },
  {
    name: 'separable-conv2d',
    middle: (net, x, random) =>
      net.separable(x, 'layer', size(random, 3, 8), pair(random, 3), windows(random)),
  },
  {
    name: 'dense',
    middle: (net, x, random) => net.dense(net.plain(x, 'vector', 'flatten'), 'layer', size(random, 3, 9)),
  },
  { name: 'batch-norm', middle: (net, x) => net.batchNorm(x, 'layer') },
  { name: 'relu', kinks: true, middle: (net, x) => net.relu(x, 'layer') },
  { name: 'dropout', middle: (net, x) => net.dropout(x, 'layer', 0.4) },
  {
    name: 'zero-padding',
    middle: (net, x, random) =>
      net.pad(x, 'layer', [0, 1, 2, 3].map(() => random.integer(3)) as [number, number, number, number]),
  },
  {
    name: 'crop-rows',
    middle: (net, x, random) => {
      const from = random.integer(2);
      return net.cropRows(x, 'layer', from, size(random, 1, 3 - from));
    },
  },
  {
    name: 'max-pool',
    kinks: true,
    middle: (net, x, random) => net.maxPool(x, 'layer', pair(random, 3), windows(random)),
  },
  {
    name: 'average-pool',
    middle: (net, x, random) => net.averagePool(x, 'layer', pair(random, 3), windows(random)),
  },
  ...(['global-average-pool', 'time-average-pool', 'time-deviation-pool'] as const).map((kind) => ({
    name: kind,
    middle: ((net, x) => net.plain(x, 'layer', kind)) as Middle,
  })),
  ...(['global-max-pool', 'time-max-pool'] as const).map((kind) => ({
    name: kind,
    kinks: true as const,
    middle: ((net, x) => net.plain(x, 'layer', kind)) as Middle,
  })),
  {
    name: 'time-attention-pool',
    // The softmax and the root bend so much that h⁴ L⁽⁵⁾ / 30 counts: it was 3e-3 of the norm, falling with h⁴. The noise is now 6e-5 L.
    bend: 1 / 4,
    middle: (net, x) => net.attentionPool(x, net.conv(x, 'scores', 1, 1), 'layer'),
  },
  { name: 'add', middle: (net, x) => net.add([x, net.conv(x, 'other', 4, 1), x], 'layer') },
  {
    name: 'concatenate',
    middle: (net, x, random) => net.concatenate([x, net.conv(x, 'other', size(random, 1, 5), 1), x], 'layer'),
  },
];

/** A network of the layer after a convolution, for an input of a drawn shape. */
export function headedLayer({ kinks, middle }: RandomLayer, random: Random): Architecture {
  const shape = [size(random, 3, 7), size(random, 3, 8), kinks ? 1 : size(random, 1, 3)] as const;
  return headed(shape, (net, input) =>
    middle(
      net,
      kinks ? net.conv(input, 'first', 4, 1, { useBias: false }) : net.conv(input, 'first', 4, 3),
      random,
    ),
  );
}
