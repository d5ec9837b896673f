import { describe, expect, it } from 'vitest';
import { layersUpTo } from '../../../src/core/models/frozen-layers.ts';
import { writeNetwork } from '../../../src/core/models/network-writer.ts';
import { NETWORKS, networkNamed } from '../../../src/core/models/registry.ts';
import { networkWork } from '../../../src/core/models/training-work.ts';
import { countParameters, multiplyAdds } from '../../../src/core/models/weights.ts';

describe('the work of a network', () => {
  it('is counted as by hand', () => {
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
    // Nobody asks for the gradient of the input, so the first layer is passed twice.
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
    // Frozen, the front is passed once, and no gradient goes into it.
    expect(networkWork(network, new Set(['input', 'conv', 'norm', 'depthwise', 'flat']))).toMatchObject({
      train: { products: conv + 2 * dense, depthwiseProducts: depthwise, values: 3 * 72 + 3 * 2 * 7 },
      trainableParameters: 72 * 7 + 7,
    });
  });

  it.each(Object.keys(NETWORKS))('of %s agrees with what is known of it', (name) => {
    const network = networkNamed(name, [75, 173]);
    const work = networkWork(network);
    const { total, trainable } = countParameters(network);
    expect(work.predict.products + work.predict.depthwiseProducts).toBe(multiplyAdds(network));
    expect(work).toMatchObject({ parameters: total, trainableParameters: trainable });
    const share = work.train.products / work.predict.products;
    expect(share).toBeGreaterThan(2.8);
    expect(share).toBeLessThanOrEqual(3);
  });

  it('of a network frozen up to its head is little more than that of a prediction', () => {
    const network = networkNamed('densenet201', [75, 173]);
    const { train, predict, trainableParameters } = networkWork(
      network,
      layersUpTo(network, 'global_average_pooling2d'),
    );
    expect(train.products / predict.products).toBeLessThan(1.01);
    expect(trainableParameters).toBe(1920 * 7 + 7);
  });
});
