import type { NetworkWriter } from '#core/models/layers/network-writer.ts';

type Shape = readonly [number, number, number];
type Middle = (net: NetworkWriter, input: string) => string;

/**
 * Each layer follows a convolution, whose gradient depends on the layer's input gradient. Sizes are odd, and numbers of
 * channels are not multiples of four, wherever that is a different case.
 */
export const LAYER_CASES: [name: string, shape: Shape, middle: Middle][] = [
  ['conv 3 × 3', [7, 9, 2], (net, x) => net.conv(x, 'layer', 5, 3)],
  ['conv 3 × 3, 8 filters', [6, 8, 2], (net, x) => net.conv(x, 'layer', 8, 3)],
  ['conv 3 × 3, 11 filters', [5, 6, 2], (net, x) => net.conv(x, 'layer', 11, 3)],
  ['conv 3 × 3, stride 2', [7, 9, 2], (net, x) => net.conv(x, 'layer', 5, 3, { strides: 2 })],
  ['conv 3 × 3, stride 2, even', [8, 6, 2], (net, x) => net.conv(x, 'layer', 8, 3, { strides: 2 })],
  ['conv 3 × 3, valid', [7, 9, 2], (net, x) => net.conv(x, 'layer', 4, 3, { padding: 'valid' })],
  [
    'conv 5 × 2, stride 3 × 1, valid',
    [12, 7, 2],
    (net, x) => net.conv(x, 'layer', 4, [5, 2], { strides: [3, 1], padding: 'valid' }),
  ],
  ['conv 4 × 2, same', [6, 7, 2], (net, x) => net.conv(x, 'layer', 4, [4, 2])],
  ['conv 1 × 1', [5, 7, 2], (net, x) => net.conv(x, 'layer', 9, 1)],
  ['conv 1 × 1, stride 2', [5, 7, 2], (net, x) => net.conv(x, 'layer', 6, 1, { strides: 2, useBias: false })],
  [
    'conv 2 × 2, stride 3',
    [8, 7, 2],
    (net, x) => net.conv(x, 'layer', 4, 2, { strides: 3, padding: 'valid' }),
  ],
  [
    'conv as large as its input',
    [4, 5, 2],
    (net, x) => net.conv(x, 'layer', 4, [4, 5], { padding: 'valid' }),
  ],
  ['depthwise 3 × 3', [6, 7, 2], (net, x) => net.depthwise(x, 'layer', 3)],
  [
    'depthwise 3 × 5, stride 2',
    [7, 8, 2],
    (net, x) => net.depthwise(x, 'layer', [3, 5], { strides: 2, useBias: false }),
  ],
  ['depthwise 2 × 3, valid', [5, 7, 2], (net, x) => net.depthwise(x, 'layer', [2, 3], { padding: 'valid' })],
  ['separable 3 × 3', [6, 7, 2], (net, x) => net.separable(x, 'layer', 7, 3)],
  [
    'separable 3 × 3, stride 2',
    [6, 7, 2],
    (net, x) => net.separable(x, 'layer', 4, 3, { strides: 2, useBias: false }),
  ],
  ['dense', [3, 3, 2], (net, x) => net.dense(net.plain(x, 'vector', 'flatten'), 'layer', 9)],
  [
    'dense without bias',
    [3, 3, 2],
    (net, x) => net.dense(net.plain(x, 'vector', 'flatten'), 'layer', 5, { useBias: false }),
  ],
  ['batch norm', [5, 4, 2], (net, x) => net.batchNorm(x, 'layer')],
  ['batch norm without scale', [5, 4, 2], (net, x) => net.batchNorm(x, 'layer', { scale: false })],
  ['batch norm without center', [5, 4, 2], (net, x) => net.batchNorm(x, 'layer', { center: false })],
  ['batch norm of vectors', [3, 3, 2], (net, x) => net.batchNorm(net.plain(x, 'vector', 'flatten'), 'layer')],
  ['relu', [5, 4, 2], (net, x) => net.relu(x, 'layer')],
  ['dropout', [5, 4, 2], (net, x) => net.dropout(x, 'layer', 0.4)],
  ['zero padding', [3, 4, 2], (net, x) => net.pad(x, 'layer', [1, 0, 2, 3])],
  ['crop of rows', [5, 4, 2], (net, x) => net.cropRows(x, 'layer', 1, 3)],
  [
    'two crops of one output, 8 channels',
    [5, 3, 2],
    (net, x) => {
      const wide = net.conv(x, 'wide', 8, 1);
      const [top, rest] = [net.cropRows(wide, 'top', 0, 2), net.cropRows(wide, 'rest', 2, 3)];
      return net.concatenate([net.plain(top, 'a', 'flatten'), net.plain(rest, 'b', 'flatten')], 'all');
    },
  ],
  ['max pool 2 × 2', [6, 7, 2], (net, x) => net.maxPool(x, 'layer', 2)],
  [
    'max pool 3 × 2, overlapping, same',
    [6, 7, 2],
    (net, x) => net.maxPool(x, 'layer', [3, 2], { strides: [2, 1], padding: 'same' }),
  ],
  ['average pool 2 × 3', [6, 7, 2], (net, x) => net.averagePool(x, 'layer', [2, 3])],
  [
    'average pool 3 × 3, overlapping, same',
    [6, 7, 2],
    (net, x) => net.averagePool(x, 'layer', 3, { strides: 2, padding: 'same' }),
  ],
  ['global average pool', [4, 5, 2], (net, x) => net.plain(x, 'layer', 'global-average-pool')],
  ['global max pool', [4, 5, 2], (net, x) => net.plain(x, 'layer', 'global-max-pool')],
  ['time average pool', [4, 5, 2], (net, x) => net.plain(x, 'layer', 'time-average-pool')],
  ['time deviation pool', [4, 5, 2], (net, x) => net.plain(x, 'layer', 'time-deviation-pool')],
  [
    'time attention pool',
    [4, 5, 2],
    (net, x) => net.attentionPool(x, net.conv(x, 'scores', 1, 1, { useBias: false }), 'layer'),
  ],
  [
    'time attention pool of 8 channels',
    [3, 5, 2],
    (net, x) =>
      net.attentionPool(net.conv(x, 'wide', 8, 1), net.conv(x, 'scores', 1, 1, { useBias: false }), 'layer'),
  ],
  ['time max pool', [4, 5, 2], (net, x) => net.plain(x, 'layer', 'time-max-pool')],
  ['add, twice the same', [4, 3, 2], (net, x) => net.add([x, net.relu(x, 'relu'), x], 'layer')],
  ['concatenate', [4, 3, 2], (net, x) => net.concatenate([x, net.conv(x, 'other', 3, 1), x], 'layer')],
  [
    'many uses of one output',
    [5, 6, 2],
    (net, x) => {
      const pooled = [
        net.maxPool(x, 'max', 3, { strides: 1, padding: 'same' }),
        net.averagePool(x, 'average', 3, { strides: 1, padding: 'same' }),
        net.conv(x, 'conv', 6, 3),
        net.conv(x, 'wide', 6, 1),
        net.depthwise(x, 'depthwise', 3),
        net.batchNorm(x, 'norm'),
        net.dropout(x, 'dropout', 0.3),
        net.relu(x, 'relu'),
      ];
      const padded = net.pad(x, 'padded', 1);
      const strided = net.conv(x, 'strided', 4, 3, { strides: 2 });
      return net.concatenate(
        [
          net.plain(net.concatenate(pooled, 'pooled'), 'a', 'flatten'),
          net.plain(padded, 'b', 'time-max-pool'),
          net.plain(strided, 'c', 'flatten'),
          net.plain(x, 'd', 'flatten'),
          net.plain(x, 'e', 'global-max-pool'),
        ],
        'all',
      );
    },
  ],
];
