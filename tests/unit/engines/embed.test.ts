import { afterAll, describe, expect, test } from 'vitest';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import { embeddingLayer } from '#core/models/layers/embedding-layer.ts';
import { writeNetwork } from '#core/models/layers/network-writer.ts';
import { networkNamed } from '#core/models/registry.ts';
import { formulaWeights } from '../../golden/formula-weights.ts';
import { ENGINES } from './engines-under-test.ts';
import { randomBatch, relativeDifference, SMALL, wide } from './networks.ts';

test.each([
  ['compact', 'dropout', 4 * 128 * 2],
  ['vgg19', 'dense_1_relu', 4096],
  ['densenet201', 'global_average_pooling2d', 1920],
])('the embedding of %s is the output of %s', (network, layer, size) => {
  const found = embeddingLayer(networkNamed(network, [64, 151], 7))!;
  expect(found.size).toBe(size);
  expect(found.layer).toContain(layer.replace(/_relu$/, ''));
});

describe.each(ENGINES)('an embedding of $engine', async ({ engine: name, open }) => {
  const engine = await open();
  afterAll(() => engine[Symbol.dispose]());

  // The software adapter is slow.
  test.each(name === 'webgpu' ? [SMALL] : [SMALL, wide(13, 14)])(
    'of $name gives the probabilities by the last dense layer',
    async (architecture) => {
      using network = await engine.build(architecture, { seed: 3 });
      await network.writeWeights(formulaWeights(architecture, [1, 0.8]));
      // More clips than are predicted at once.
      const { inputs, n } = randomBatch(architecture, 37, 4);
      const embeddings = await network.embed(inputs, n);
      const size = embeddings.length / n;
      const weights = new Map((await network.readWeights()).map(({ name, data }) => [name, data]));
      const dense = architecture.layers.findLast(({ kind }) => kind === 'dense')!.name;
      const [kernel, bias] = [weights.get(`${dense}/kernel`)!, weights.get(`${dense}/bias`)!];
      const probabilities = Float32Array.from({ length: 3 * n }, () => 0);
      for (let clip = 0; clip < n; clip++) {
        const logits = [0, 1, 2].map((c) => {
          let sum = bias[c];
          for (let i = 0; i < size; i++) sum += embeddings[clip * size + i] * kernel[3 * i + c];
          return Math.exp(sum);
        });
        const total = logits.reduce((sum, value) => sum + value, 0);
        logits.forEach((value, c) => {
          probabilities[3 * clip + c] = value / total;
        });
      }
      expect(relativeDifference(probabilities, await network.predict(inputs, n))).toBeLessThan(1e-5);
      using wasm = await createWasmEngine();
      using reference = await wasm.build(architecture, { seed: 3 });
      await reference.writeWeights(formulaWeights(architecture, [1, 0.8]));
      expect(relativeDifference(embeddings, await reference.embed(inputs, n))).toBeLessThan(1e-5);
    },
  );

  test('is refused without a dense layer, and for inputs that are not finite', async () => {
    const none = writeNetwork('none', [3, 3, 2], (net, input) => {
      net.softmax(net.plain(net.conv(input, 'conv', 3, 3), 'mean', 'global-average-pool'), 'probabilities');
    });
    using without = await engine.build(none, { seed: 1 });
    await expect(without.embed(new Float32Array(18), 1)).rejects.toMatchObject({ code: 'no-embedding' });
    using network = await engine.build(SMALL, { seed: 1 });
    const { inputs } = randomBatch(SMALL, 1, 1);
    await expect(network.embed(inputs.fill(Number.NaN), 1)).rejects.toMatchObject({
      code: 'input-not-finite',
    });
    await expect(network.embed(inputs.subarray(1), 1)).rejects.toThrow(RangeError);
  });
});
