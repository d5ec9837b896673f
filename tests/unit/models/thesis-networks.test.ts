import { describe, expect, test } from 'vitest';
import { layersUpTo } from '../../../src/core/models/frozen-layers.ts';
import { NETWORKS, networkNamed } from '../../../src/core/models/registry.ts';
import { inferShapes } from '../../../src/core/models/shapes.ts';
import { countParameters } from '../../../src/core/models/weights.ts';

/** At 75 × 173 × 1 and seven emotions, as the thesis's table has them, and the least side of an input. */
const THESIS = [
  { network: 'vgg19', total: 57_808_839, trainable: 57_808_839, least: 32 },
  { network: 'xception', total: 20_875_247, trainable: 20_820_719, least: 7 },
  { network: 'inceptionv3', total: 21_816_551, trainable: 21_782_119, least: 75 },
  { network: 'resnet101v2', total: 42_634_631, trainable: 42_536_967, least: 1 },
  { network: 'densenet201', total: 18_329_159, trainable: 18_100_103, least: 29 },
];

describe.each(THESIS)('$network', ({ network, total, trainable, least }) => {
  test('has as many parameters as in the thesis', () => {
    expect(countParameters(networkNamed(network, [75, 173]))).toEqual({ total, trainable });
  });

  test.each([0, 1])('takes inputs from its least side on (axis %i), and refuses smaller ones', (axis) => {
    const shape = (side: number): [number, number] => (axis === 0 ? [side, 100] : [100, side]);
    expect(inferShapes(networkNamed(network, shape(least))).get('probabilities')).toEqual([7]);
    const smaller = shape(least - 1);
    expect(() => networkNamed(network, smaller)).toThrowError(
      expect.objectContaining({ code: least === 1 ? 'invalid-architecture' : 'input-too-small' }),
    );
  });

  test('can be written for other emotions', () => {
    const architecture = NETWORKS[network]({ bands: 75, frames: 173, emotions: 4 });
    expect(inferShapes(architecture).get('probabilities')).toEqual([4]);
  });
});

describe('layersUpTo', () => {
  const xception = networkNamed('xception', [75, 173]);

  test('names the layer and all that lead to it, and no branch beside it', () => {
    const frozen = layersUpTo(xception, 'block2_pool');
    expect(frozen.has('block1_conv1')).toBe(true);
    expect(frozen.has('block2_pool')).toBe(true);
    // The projection runs beside the block.
    expect(frozen.has('conv2d')).toBe(false);
    expect(layersUpTo(xception, 'add').has('conv2d')).toBe(true);
    expect(frozen.has('block3_sepconv1')).toBe(false);
  });

  test.each([
    ['block99', 'unknown-layer'],
    ['probabilities', 'nothing-to-train'],
    ['dense', 'nothing-to-train'],
  ])('refuses %s', (name, code) => {
    expect(() => layersUpTo(xception, name)).toThrowError(expect.objectContaining({ code }));
  });
});
