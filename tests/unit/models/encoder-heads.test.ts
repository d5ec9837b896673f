import { describe, expect, test } from 'vitest';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import { countParameters, weightSpecs } from '#core/models/layers/weights.ts';
import { networkNamed } from '#core/models/registry.ts';
import { createRandom } from '#shared/random.ts';

describe.each(['encoder-head', 'attentive-head'])('%s', (name) => {
  test('has one more weight for each hidden layer, and no more', () => {
    const one = countParameters(networkNamed(name, [8, 5], 4)).total;
    expect(countParameters(networkNamed(name, [24, 5, 3], 4)).total).toBe(one + 3);
    expect(weightSpecs(networkNamed(name, [24, 5, 3], 4))[0]).toMatchObject({
      name: 'layer_weights/kernel',
      shape: [3, 1, 1, 1],
      initializer: 'ones',
    });
  });

  test('predicts from the weighted sum of the layers', async () => {
    const [layers, dimensions, frames, n] = [3, 4, 5, 2];
    const random = createRandom(3, 'layers', name);
    const factors = [0.5, -1, 2];
    const inputs = Float32Array.from({ length: n * dimensions * layers * frames }, () => random.normal());
    const sums = new Float32Array(n * dimensions * frames);
    for (const at of sums.keys()) {
      const [row, frame] = [Math.floor(at / frames), at % frames];
      for (const [l, factor] of factors.entries())
        sums[at] += factor * inputs[(row * layers + l) * frames + frame];
    }
    const engine = await createWasmEngine();
    using several = await engine.build(networkNamed(name, [dimensions * layers, frames, layers], 4), {
      seed: 5,
    });
    using single = await engine.build(networkNamed(name, [dimensions, frames], 4), { seed: 5 });
    const weights = await several.readWeights();
    await several.writeWeights(
      weights.map((tensor) =>
        tensor.name === 'layer_weights/kernel' ? { ...tensor, data: Float32Array.from(factors) } : tensor,
      ),
    );
    const [found, expected] = [await several.predict(inputs, n), await single.predict(sums, n)];
    for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 5);
  });
});
