/**
 * The outputs of whole networks, with the same weights, against those of the engine wasm. `bench/webgpu-steps.ts` compares the steps of
 * all six.
 */
import { describe, expect, test } from 'vitest';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import { createWebgpuEngine } from '#core/engines/webgpu/webgpu-engine.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { networkNamed } from '#core/models/registry.ts';
import { LONG_TESTS } from '../../../long-tests.ts';
import { openTestGpu, whyNoWebgpu } from '../../../webgpu-adapter.ts';
import { randomBatch } from '../networks.ts';

/** Each with the smallest input that it takes. */
const NETWORKS: readonly (readonly [name: string, bands: number, frames: number])[] = [
  ['compact', 32, 32],
  ['xception', 71, 71],
  ...(LONG_TESTS
    ? ([
        ['densenet201', 32, 32],
        ['vgg19', 32, 32],
        ['inceptionv3', 75, 75],
        ['resnet101v2', 32, 32],
      ] as const)
    : []),
];

// On a busy machine, each call of a kernel waits for its turn.
describe.skipIf(whyNoWebgpu)('the outputs on the software adapter', { timeout: 600_000 }, () => {
  test.each(NETWORKS)('of %s equal those of wasm', async (name, bands, frames) => {
    const architecture = networkNamed(name, [bands, frames]);
    const { inputs } = randomBatch(architecture, 1, 1);
    using wasm = await createWasmEngine();
    using reference = await wasm.build(architecture, { seed: 3 });
    using engine = createWebgpuEngine(await openTestGpu());
    using network = await engine.build(architecture, { seed: 3 });
    const weights = withDistinctOutputs(await reference.readWeights(), await reference.predict(inputs, 1));
    for (const each of [network, reference]) await each.writeWeights(weights);
    const [found, expected] = [await network.predict(inputs, 1), await reference.predict(inputs, 1)];
    for (const [emotion, probability] of expected.entries())
      expect(Math.abs(found[emotion] - probability), `emotion ${emotion}`).toBeLessThan(1e-4);
    expect(Math.max(...expected)).toBeGreaterThan(0.3);
  });
});

/**
 * Initial weights give all emotions nearly the same probability, whatever the layers before compute. With a larger last kernel the
 * logits, found from the probabilities, differ by 4.
 */
function withDistinctOutputs(weights: readonly NamedTensor[], probabilities: Float32Array): NamedTensor[] {
  const factor = 4 / Math.log(Math.max(...probabilities) / Math.min(...probabilities));
  const last = weights.findLast(({ name }) => name.endsWith('/kernel'));
  return weights.map((tensor) =>
    tensor === last ? { ...tensor, data: tensor.data.map((value) => factor * value) } : tensor,
  );
}
