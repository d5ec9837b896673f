import { expect, test } from 'vitest';
import type { Architecture, Layer } from '#core/models/layers/architecture.ts';
import { type NetworkWriter, writeNetwork } from '#core/models/layers/network-writer.ts';
import { inferShapes, paddingBefore } from '#core/models/layers/shapes.ts';
import { countParameters, multiplyAdds, weightSpecs } from '#core/models/layers/weights.ts';

const of = (
  shape: readonly [number, number, number],
  write: (net: NetworkWriter, input: string) => string,
): Architecture => writeNetwork('test', shape, write);
const output = (architecture: Architecture) =>
  inferShapes(architecture).get(architecture.layers.at(-1)!.name);

test.each<[string, (net: NetworkWriter, x: string) => string, number[]]>([
  ['conv same', (net, x) => net.conv(x, 'a', 8, 3), [75, 173, 8]],
  ['conv same, stride 2', (net, x) => net.conv(x, 'a', 8, 3, { strides: 2 }), [38, 87, 8]],
  [
    'conv valid, stride 2',
    (net, x) => net.conv(x, 'a', 8, [7, 4], { strides: [2, 3], padding: 'valid' }),
    [35, 57, 8],
  ],
  ['depthwise', (net, x) => net.depthwise(x, 'a', 3, { strides: 2 }), [38, 87, 4]],
  ['separable', (net, x) => net.separable(x, 'a', 5, 3, { padding: 'valid' }), [73, 171, 5]],
  ['max pool', (net, x) => net.maxPool(x, 'a', 2), [37, 86, 4]],
  [
    'average pool, overlapping',
    (net, x) => net.averagePool(x, 'a', 3, { strides: 1, padding: 'same' }),
    [75, 173, 4],
  ],
  ['padding', (net, x) => net.pad(x, 'a', [1, 2, 3, 4]), [78, 180, 4]],
  ['crop of rows', (net, x) => net.cropRows(x, 'a', 70, 5), [5, 173, 4]],
  ['global pools', (net, x) => net.plain(x, 'a', 'global-max-pool'), [4]],
  ['time pools', (net, x) => net.plain(x, 'a', 'time-average-pool'), [300]],
  ['attention pool', (net, x) => net.attentionPool(x, net.conv(x, 'scores', 1, 1), 'a'), [600]],
  ['flatten', (net, x) => net.plain(x, 'a', 'flatten'), [75 * 173 * 4]],
  ['concatenate', (net, x) => net.concatenate([x, net.relu(x, 'r'), x], 'a'), [75, 173, 12]],
  ['add', (net, x) => net.add([x, net.batchNorm(x, 'n')], 'a'), [75, 173, 4]],
])('%s', (_, write, expected) => {
  expect(output(of([75, 173, 4], write))).toEqual(expected);
});

test('odd padding has one more after the axis than before', () => {
  expect([
    paddingBefore(75, 3, 1, 'same'),
    paddingBefore(75, 3, 2, 'same'),
    paddingBefore(76, 3, 2, 'same'),
    paddingBefore(10, 4, 1, 'same'),
    paddingBefore(5, 1, 3, 'same'),
    paddingBefore(75, 3, 1, 'valid'),
  ]).toEqual([1, 1, 0, 1, 0, 0]);
});

test('the error for a too small input names the layer and what to do', () => {
  const deep = of([5, 40, 1], (net, x) =>
    net.conv(net.maxPool(x, 'half', 2), 'look', 4, 3, { padding: 'valid' }),
  );
  expect(() => inferShapes(deep)).toThrow(
    expect.objectContaining({
      code: 'input-too-small',
      message: expect.stringMatching(/“look” needs 3 × 3 values, but only 2 × 20 are left.*feature settings/),
    }),
  );
});

const input: Layer = { kind: 'input', name: 'input', inputs: [], shape: [4, 4, 1] };
const relu = (name: string, ...inputs: string[]): Layer => ({
  kind: 'activation',
  function: 'relu',
  name,
  inputs,
});
const flat: Layer = { kind: 'flatten', name: 'flat', inputs: ['input'] };
const conv: Layer = {
  ...{ kind: 'conv2d', name: 'conv', inputs: ['input'], filters: 2, kernel: [3, 3], strides: [1, 1] },
  ...{ padding: 'same', useBias: true, initializer: 'he-normal' },
};
test.each<[string, Layer[], RegExp]>([
  ['no layers', [], /one input layer/],
  ['no input', [relu('a', 'b'), relu('b', 'a')], /one input layer/],
  ['two inputs', [input, { ...input, name: 'other' }], /one input layer/],
  ['a duplicate name', [input, relu('a', 'input'), relu('a', 'a')], /unique name.*“a”/],
  ['an empty name', [input, relu('', 'input')], /unique name/],
  ['an unknown input', [input, relu('a', 'nowhere')], /“nowhere”, which does not exist/],
  ['a cycle', [input, relu('a', 'b'), relu('b', 'a')], /“b”, which comes later/],
  ['a layer that is its own input', [input, relu('a', 'a')], /“a”, which comes later/],
  ['an unused layer', [input, relu('a', 'input'), relu('b', 'input')], /no layer uses the output of “a”/],
  ['too many inputs', [input, relu('a', 'input'), relu('b', 'a', 'a')], /number of inputs: 2/],
  ['too few inputs', [input, { kind: 'add', name: 'add', inputs: ['input'] }], /number of inputs: 1/],
  ['an input layer with an input', [input, { ...input, name: 'b', inputs: ['input'] }], /one input layer/],
  ['no filters', [input, { ...conv, filters: 0 } as Layer], /at least 1 for filters/],
  ['a stride of 0.5', [input, { ...conv, strides: [1, 0.5] } as Layer], /at least 1 for strides/],
  ['an empty input', [{ ...input, shape: [0, 4, 1] } as Layer, relu('a', 'input')], /at least 1 for shape/],
  ['a rate of 1', [input, { kind: 'dropout', rate: 1, name: 'd', inputs: ['input'] }], /rate/],
  [
    'negative padding',
    [input, { kind: 'zero-padding', top: -1, bottom: 0, left: 0, right: 0, name: 'p', inputs: ['input'] }],
    /at least 0/,
  ],
  [
    'a crop that begins before the first row',
    [input, { kind: 'crop-rows', from: -1, count: 2, name: 'c', inputs: ['input'] }],
    /at least 0/,
  ],
  [
    'a crop of rows that are not there',
    [input, { kind: 'crop-rows', from: 2, count: 3, name: 'c', inputs: ['input'] }],
    /needs 5 rows, but its input has 4/,
  ],
  [
    'a convolution of a vector',
    [input, flat, { ...conv, inputs: ['flat'] } as Layer],
    /\[height, width, channels\], not \[16\]/,
  ],
  [
    'an attention with two scores for a frame',
    [input, conv, { kind: 'time-attention-pool', name: 'pool', inputs: ['input', 'conv'] }],
    /needs scores of \[4,4,1\], not \[4,4,2\]/,
  ],
  [
    'a dense layer on an image',
    [
      input,
      { kind: 'dense', units: 2, useBias: true, initializer: 'he-normal', name: 'd', inputs: ['input'] },
    ],
    /flat input/,
  ],
  [
    'different shapes in add',
    [input, conv, { kind: 'add', name: 'add', inputs: ['input', 'conv'] }],
    /adds different shapes: \[4,4,1\], \[4,4,2\]/,
  ],
  [
    'different shapes in concatenate',
    [input, flat, { kind: 'concatenate', name: 'c', inputs: ['input', 'flat'] }],
    /concatenates different shapes/,
  ],
])('rejects %s', (_, layers, message) => {
  expect(() => inferShapes({ name: 'test', layers })).toThrow(
    expect.objectContaining({ code: 'invalid-architecture', message: expect.stringMatching(message) }),
  );
});

test('lists weights in order, with shapes, fans, training and decay', () => {
  const architecture = of([9, 9, 3], (net, input) => {
    let x = net.conv(input, 'conv', 8, [3, 5]);
    x = net.batchNorm(x, 'norm', { scale: false });
    x = net.depthwise(x, 'depthwise', 3);
    x = net.separable(x, 'separable', 6, 3);
    return net.dense(net.plain(x, 'mean', 'global-average-pool'), 'dense', 7, { useBias: false });
  });
  expect(
    weightSpecs(architecture).map((w) => [
      w.name,
      w.shape,
      w.fanIn,
      w.fanOut,
      w.trainable,
      w.decays,
      w.initializer,
    ]),
  ).toEqual([
    ['conv/kernel', [3, 5, 3, 8], 45, 120, true, true, 'glorot-uniform'],
    ['conv/bias', [8], 8, 8, true, false, 'zeros'],
    ['norm/beta', [8], 8, 8, true, false, 'zeros'],
    ['norm/moving_mean', [8], 8, 8, false, false, 'zeros'],
    ['norm/moving_variance', [8], 8, 8, false, false, 'ones'],
    ['depthwise/kernel', [3, 3, 8, 1], 72, 9, true, true, 'glorot-uniform'],
    ['depthwise/bias', [8], 8, 8, true, false, 'zeros'],
    ['separable/depthwise_kernel', [3, 3, 8, 1], 72, 9, true, true, 'glorot-uniform'],
    ['separable/pointwise_kernel', [1, 1, 8, 6], 8, 6, true, true, 'glorot-uniform'],
    ['separable/bias', [6], 6, 6, true, false, 'zeros'],
    ['dense/kernel', [6, 7], 6, 7, true, true, 'glorot-uniform'],
  ]);
  const trainable = 360 + 8 + 8 + 72 + 8 + 72 + 48 + 6 + 42;
  expect(countParameters(architecture)).toEqual({ total: trainable + 16, trainable });
  expect(multiplyAdds(architecture)).toBe(81 * (360 + 72 + 72 + 48) + 42);
});
