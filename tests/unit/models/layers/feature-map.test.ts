import { expect, test } from 'vitest';
import { lastFeatureMap } from '#core/models/layers/feature-map.ts';
import { writeNetwork } from '#core/models/layers/network-writer.ts';
import { NETWORK_KINDS, networkNamed } from '#core/models/registry.ts';
import type { InputShape } from '#shared/settings/features.ts';

test.each([
  ['compact', 'stage3_relu2'],
  ['vgg19', 'block5_conv4_relu'],
  ['xception', 'block14_sepconv2_act'],
  ['inceptionv3', 'mixed10'],
  ['resnet101v2', 'post_relu'],
  ['densenet201', 'relu'],
])('of %s is %s', (network, layer) => {
  const map = lastFeatureMap(networkNamed(network, [75, 173], 7));
  expect(map?.layer).toBe(layer);
});

test('is what an attention weights, not its scores', () => {
  expect(lastFeatureMap(networkNamed('attentive-head', [96, 50], 7))?.layer).toBe('projection_relu');
});

test('exists in every network', () => {
  for (const { name, kind } of NETWORK_KINDS) {
    const shape: InputShape = kind === 'joined' ? [128, 173, 1, 64] : [128, 173];
    expect(lastFeatureMap(networkNamed(name, shape, 7)), name).not.toBeNull();
  }
});

test('of joined features is that of the mel bands', () => {
  expect(lastFeatureMap(networkNamed('joined-head', [160, 151, 1, 64], 7))).toEqual({
    layer: 'stage3_relu2',
    shape: [4, 10, 128],
  });
});

test('is missing without a convolution, and before a softmax in the middle', () => {
  const flat = writeNetwork('flat', [3, 3, 1], (net, input) => {
    net.softmax(net.dense(net.plain(input, 'flat', 'flatten'), 'head', 3), 'probabilities');
  });
  expect(lastFeatureMap(flat)).toBeNull();
  const middle = writeNetwork('middle', [5, 5, 1], (net, input) => {
    const mean = net.plain(net.conv(input, 'conv', 4, 3), 'mean', 'global-average-pool');
    net.softmax(net.dense(net.softmax(mean, 'shares'), 'head', 3), 'probabilities');
  });
  expect(lastFeatureMap(middle)).toBeNull();
});
