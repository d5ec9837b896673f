import { describe, expect, test } from 'vitest';
import { layersUpTo } from '#core/models/layers/frozen-layers.ts';
import { inferShapes } from '#core/models/layers/shapes.ts';
import { countParameters } from '#core/models/layers/weights.ts';
import { NETWORKS, networkNamed } from '#core/models/registry.ts';

/** Parameters at 75 × 173 × 1 and seven emotions, as in the thesis's table, and the minimum side of an input. */
const THESIS = [
  { network: 'vgg19', total: 57_808_839, trainable: 57_808_839, minSide: 32 },
  { network: 'xception', total: 20_875_247, trainable: 20_820_719, minSide: 7 },
  { network: 'inceptionv3', total: 21_816_551, trainable: 21_782_119, minSide: 75 },
  { network: 'resnet101v2', total: 42_634_631, trainable: 42_536_967, minSide: 1 },
  { network: 'densenet201', total: 18_329_159, trainable: 18_100_103, minSide: 29 },
];

describe.each(THESIS)('$network', ({ network, total, trainable, minSide }) => {
  test('has the number of parameters of the thesis', () => {
    expect(countParameters(networkNamed(network, [75, 173]))).toEqual({ total, trainable });
  });

  test.each([0, 1])('accepts inputs of its minimum side and rejects smaller ones (axis %i)', (axis) => {
    const shape = (side: number): [number, number] => (axis === 0 ? [side, 100] : [100, side]);
    expect(inferShapes(networkNamed(network, shape(minSide))).get('probabilities')).toEqual([7]);
    const smaller = shape(minSide - 1);
    expect(() => networkNamed(network, smaller)).toThrowError(
      expect.objectContaining({ code: minSide === 1 ? 'invalid-architecture' : 'input-too-small' }),
    );
  });

  test('can have another number of emotions', () => {
    const architecture = NETWORKS[network]({ bands: 75, frames: 173, emotions: 4 });
    expect(inferShapes(architecture).get('probabilities')).toEqual([4]);
  });
});

describe('layersUpTo', () => {
  const xception = networkNamed('xception', [75, 173]);

  test('returns the layer and all layers before it, without parallel branches', () => {
    const frozen = layersUpTo(xception, 'block2_pool');
    expect(frozen.has('block1_conv1')).toBe(true);
    expect(frozen.has('block2_pool')).toBe(true);
    // The projection is parallel to the block.
    expect(frozen.has('conv2d')).toBe(false);
    expect(layersUpTo(xception, 'add').has('conv2d')).toBe(true);
    expect(frozen.has('block3_sepconv1')).toBe(false);
  });

  test.each([
    ['block99', 'unknown-layer'],
    ['probabilities', 'nothing-to-train'],
    ['dense', 'nothing-to-train'],
  ])('rejects %s', (name, code) => {
    expect(() => layersUpTo(xception, name)).toThrowError(expect.objectContaining({ code }));
  });
});
