import { describe, expect, it } from 'vitest';
import { layersUpTo } from '#core/models/layers/frozen-layers.ts';
import { writeNetwork } from '#core/models/layers/network-writer.ts';
import { networkWork } from '#core/models/layers/training-work.ts';
import { countParameters, multiplyAdds } from '#core/models/layers/weights.ts';
import { NETWORK_KINDS, networkNamed } from '#core/models/registry.ts';

describe('networkWork', () => {
  it('matches a count by hand', () => {
    const network = writeNetwork('small', [4, 6, 1], (net, input) => {
      let x = net.conv(input, 'conv', 3, 3, { useBias: false });
      x = net.batchNorm(x, 'norm');
      x = net.depthwise(x, 'depthwise', 3, { useBias: false });
      x = net.plain(x, 'flat', 'flatten');
      net.softmax(net.dense(x, 'dense', 7), 'probabilities');
    });
    const conv = 4 * 6 * 9 * 3;
    const depthwise = 4 * 6 * 9 * 3;
    const dense = 72 * 7;
    // The gradient of the input is not needed, so the first layer takes two passes.
    expect(networkWork(network)).toEqual({
      predict: { products: conv + dense, depthwiseProducts: depthwise, values: 3 * 72 + 2 * 7 },
      train: {
        products: 2 * conv + 3 * dense,
        depthwiseProducts: 3 * depthwise,
        values: 3 * (3 * 72 + 2 * 7),
      },
      trainableParameters: 27 + 6 + 27 + 72 * 7 + 7,
      parameters: 27 + 12 + 27 + 72 * 7 + 7,
      layers: 5,
    });
    // Frozen layers take one pass, and no gradient is computed for them.
    expect(networkWork(network, new Set(['input', 'conv', 'norm', 'depthwise', 'flat']))).toMatchObject({
      train: { products: conv + 2 * dense, depthwiseProducts: depthwise, values: 3 * 72 + 3 * 2 * 7 },
      trainableParameters: 72 * 7 + 7,
    });
  });

  it.each(NETWORK_KINDS)('agrees with the parameters and multiply-adds of $name', ({ name, kind }) => {
    const network = networkNamed(name, kind === 'joined' ? [75, 173, 1, 40] : [75, 173]);
    const work = networkWork(network);
    const { total, trainable } = countParameters(network);
    expect(work.predict.products + work.predict.depthwiseProducts).toBe(multiplyAdds(network));
    expect(work).toMatchObject({ parameters: total, trainableParameters: trainable });
    const ratio = work.train.products / work.predict.products;
    // The heads of encoders are mostly its first layer, whose input needs no gradient.
    expect(ratio).toBeGreaterThan(name.endsWith('-head') ? 2 : 2.8);
    expect(ratio).toBeLessThanOrEqual(3);
  });

  it('is little more than that of a prediction when the network is frozen up to its head', () => {
    const network = networkNamed('densenet201', [75, 173]);
    const { train, predict, trainableParameters } = networkWork(
      network,
      layersUpTo(network, 'global_average_pooling2d'),
    );
    expect(train.products / predict.products).toBeLessThan(1.01);
    expect(trainableParameters).toBe(1920 * 7 + 7);
  });
});
