import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { loadBinding } from '#core/engines/tensorflow/binding.ts';
import { buildNetwork, createTensorflowEngine } from '#core/engines/tensorflow/tensorflow-engine.ts';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import { compact } from '#core/models/compact.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { writeNetwork } from '#core/models/layers/network-writer.ts';
import { nativeRuntime, whyNoNative } from '../../../native-runtime.ts';
import {
  ADAM,
  OPTIMIZERS,
  randomBatch,
  relativeDifference,
  SGD,
  SMALL,
  SMALL_BATCHES,
  STEP,
  trained,
  wide,
} from '../networks.ts';

const title = nativeRuntime ? 'the native engine' : `the native engine (skipped: ${whyNoNative})`;
describe.runIf(nativeRuntime)(title, async () => {
  const engine = nativeRuntime && (await createTensorflowEngine(nativeRuntime));
  // A skipped description is still carried out.
  const build = engine?.build as NonNullable<typeof engine>['build'];

  test('removes its temporary folder', async () => {
    const graphs = () => readdirSync(tmpdir()).filter((name) => name.startsWith('neural-ser-graph-'));
    const before = graphs();
    using _network = await build(SMALL, { seed: 5 });
    expect(graphs().filter((name) => !before.includes(name))).toEqual([]);
  });

  test.each([SMALL, wide(13, 14), wide(16, 12)].map((architecture, i) => ({ architecture, i })))(
    'gives the same results as the built-in engine, network $i',
    async ({ architecture }) => {
      const bare = { ...architecture, layers: architecture.layers.map((layer) => withoutDropout(layer)) };
      const batches = [1, 2, 3].map((seed) => randomBatch(bare, 5, seed));
      const wasm = await createWasmEngine();
      using ours = await build(bare, { seed: 5, optimizer: SGD });
      using theirs = await wasm.build(bare, { seed: 5, optimizer: SGD });
      const { inputs } = batches[0];
      expect(relativeDifference(await ours.predict(inputs, 5), await theirs.predict(inputs, 5))).toBeLessThan(
        1e-5,
      );
      for (const batch of batches) {
        const settings = { ...STEP, learningRate: 0.05, clipNorm: 2 };
        const [one, other] = [await ours.trainStep(batch, settings), await theirs.trainStep(batch, settings)];
        expect(Math.abs(one.loss - other.loss)).toBeLessThan(1e-4 * other.loss);
        expect(one.correct).toBe(other.correct);
      }
      const expected = new Map((await theirs.readWeights()).map(({ name, data }) => [name, data]));
      for (const { name, data } of await ours.readWeights())
        expect(relativeDifference(data, expected.get(name)!), name).toBeLessThan(1e-3);
      expect(relativeDifference(await ours.predict(inputs, 5), await theirs.predict(inputs, 5))).toBeLessThan(
        1e-4,
      );
    },
  );

  test('gives the same results with the graph for a GPU', async () => {
    const options = { seed: 5, optimizer: SGD };
    using ours = await buildNetwork(loadBinding(nativeRuntime!), SMALL, { ...options, onGpu: false });
    using theirs = await buildNetwork(loadBinding(nativeRuntime!), SMALL, { ...options, onGpu: true });
    for (const batch of SMALL_BATCHES)
      for (const network of [ours, theirs]) await network.trainStep(batch, { ...STEP, learningRate: 0.05 });
    const expected = new Map((await theirs.readWeights()).map(({ name, data }) => [name, data]));
    for (const { name, data } of await ours.readWeights())
      expect(relativeDifference(data, expected.get(name)!), name).toBeLessThan(1e-3);
  });

  test('names its state like the built-in engine', async () => {
    const wasm = await createWasmEngine();
    for (const optimizer of OPTIMIZERS) {
      using ours = await build(SMALL, { seed: 1, optimizer });
      using theirs = await wasm.build(SMALL, { seed: 1, optimizer });
      expect(await ours.readState()).toEqual(await theirs.readState());
    }
  });

  // tests/integration/native/growth.test.ts checks that nothing grows over many steps.
  test('closes its session when it is disposed, and leaves no tensor', async () => {
    const binding = loadBinding(nativeRuntime!);
    const [tensors, sessions] = [binding.getNumOfTensors(), binding.getNumOfSavedModels()];
    {
      using network = await trained(engine!, SMALL, ADAM, SMALL_BATCHES);
      await network.predict(SMALL_BATCHES[0].inputs, 4);
      expect(binding.getNumOfTensors()).toBe(tensors);
      expect(binding.getNumOfSavedModels()).toBe(sessions + 1);
    }
    expect(binding.getNumOfSavedModels()).toBe(sessions);
  });

  test('rejects a batch that does not fit into memory, and gives the largest that fits', async () => {
    const large = writeNetwork('large', [1000, 2000, 1], (net, input) => {
      const x = net.plain(net.conv(input, 'conv', 64, 3), 'mean', 'global-average-pool');
      net.softmax(net.dense(x, 'dense', 2), 'probabilities');
    });
    using network = await build(large, { seed: 1, optimizer: SGD });
    const n = 4000;
    const sized = (length: number) => ({ length }) as Float32Array;
    const batch = { n, inputs: sized(n * 2e6), targets: sized(n * 2), sampleWeights: sized(n) };
    await expect(network.trainStep(batch, STEP)).rejects.toMatchObject({
      code: 'out-of-memory',
      message: expect.stringMatching(/batch size of at most \d+|smaller network/),
    });
    const huge = compact({ bands: 60_000, frames: 60_000, emotions: 7 });
    using predicting = await build(huge, { seed: 1 });
    await expect(predicting.predict(sized(36e8), 1)).rejects.toMatchObject({ code: 'out-of-memory' });
  });
});

function withoutDropout(layer: Architecture['layers'][number]): Architecture['layers'][number] {
  return layer.kind === 'dropout' ? { ...layer, rate: 0 } : layer;
}
