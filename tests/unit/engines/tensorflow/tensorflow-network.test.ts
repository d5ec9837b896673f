import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import type { NamedTensor } from '../../../../src/core/engines/engine.ts';
import { loadBinding } from '../../../../src/core/engines/tensorflow/binding.ts';
import { createTensorflowEngine } from '../../../../src/core/engines/tensorflow/tensorflow-engine.ts';
import { createWasmEngine } from '../../../../src/core/engines/wasm/wasm-engine.ts';
import type { Architecture } from '../../../../src/core/models/architecture.ts';
import { compact } from '../../../../src/core/models/compact.ts';
import { initialWeights } from '../../../../src/core/models/initializers.ts';
import { writeNetwork } from '../../../../src/core/models/network-writer.ts';
import { OPTIMIZER_DEFAULTS, optimizerSchema } from '../../../../src/shared/runs.ts';
import { nativeRuntime, whyNoNative } from '../../../native-runtime.ts';
import { headed, randomBatch, SGD, STEP, trained } from '../networks.ts';

const small = compact({ bands: 12, frames: 17, emotions: 3 });
const STEPS = [1, 2, 3, 4, 5, 6].map((seed) => randomBatch(small, 4, seed));
const OPTIMIZERS = Object.values(OPTIMIZER_DEFAULTS).concat(
  optimizerSchema.parse({ name: 'sgd', learningRate: 0.01, momentum: 0.9, nesterov: true }),
  optimizerSchema.parse({ name: 'rmsprop', learningRate: 0.001, momentum: 0.9 }),
);
const ADAM = OPTIMIZER_DEFAULTS.adam;

/** Wide enough for convolutions with fewer products, of heights that do and do not divide by their tiles. */
const wide = (height: number, width: number): Architecture =>
  writeNetwork('wide', [height, width, 1], (net, input) => {
    let x = net.relu(net.conv(input, 'first', 64, 3), 'relu1');
    x = net.relu(net.conv(x, 'with_bias', 80, 3), 'relu2');
    x = net.conv(x, 'without_bias', 66, [3, 2], { useBias: false });
    x = net.plain(net.batchNorm(x, 'norm'), 'mean', 'global-average-pool');
    net.softmax(net.dense(x, 'head', 3), 'probabilities');
  });

/** Of the greatest magnitude of what is expected. */
function relativeDifference(actual: Float32Array, expected: Float32Array): number {
  const size = expected.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 1e-6);
  return expected.reduce((worst, value, i) => Math.max(worst, Math.abs(actual[i] - value)), 0) / size;
}

const title = nativeRuntime ? 'the native engine' : `the native engine (skipped: ${whyNoNative})`;
describe.runIf(nativeRuntime)(title, async () => {
  const engine = nativeRuntime && (await createTensorflowEngine(nativeRuntime));
  const build = engine!.build;
  const native = engine!;

  test('starts from the weights that the seed gives, and leaves no folder behind', async () => {
    const graphs = () => readdirSync(tmpdir()).filter((name) => name.startsWith('neural-ser-graph-'));
    const before = graphs();
    using network = await build(small, { seed: 5 });
    expect(await network.readWeights()).toEqual(initialWeights(small, 5));
    expect(graphs().filter((name) => !before.includes(name))).toEqual([]);
  });

  test.each([small, wide(13, 14), wide(16, 12)].map((architecture, i) => ({ architecture, i })))(
    'does what the built-in engine does, network $i',
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

  test.each([small, wide(13, 14)])(
    'the same seeds give the same numbers to the bit',
    async (architecture) => {
      const batches = [1, 2, 3].map((seed) => randomBatch(architecture, 4, seed));
      using one = await trained(native, architecture, ADAM, batches);
      using other = await trained(native, architecture, ADAM, batches);
      expect(await one.readWeights()).toEqual(await other.readWeights());
      expect(await one.readState()).toEqual(await other.readState());
    },
  );

  test.each(OPTIMIZERS)(
    '$name (momentum $momentum) goes on from its saved state to the bit',
    async (optimizer) => {
      using whole = await trained(native, small, optimizer, STEPS);
      using first = await trained(native, small, optimizer, STEPS.slice(0, 3));
      using second = await build(small, { seed: 99, optimizer });
      await second.writeWeights(await first.readWeights());
      await second.writeState(await first.readState());
      for (const batch of STEPS.slice(3))
        await second.trainStep(batch, { ...STEP, learningRate: optimizer.learningRate });
      expect(await second.readWeights()).toEqual(await whole.readWeights());
      expect(await second.readState()).toEqual(await whole.readState());
    },
  );

  test('names its state as the built-in engine does', async () => {
    const wasm = await createWasmEngine();
    for (const optimizer of OPTIMIZERS) {
      using ours = await build(small, { seed: 1, optimizer });
      using theirs = await wasm.build(small, { seed: 1, optimizer });
      expect(await ours.readState()).toEqual(await theirs.readState());
    }
  });

  test('what was written and read is a copy', async () => {
    using network = await build(small, { seed: 1, optimizer: SGD });
    const tensors = await network.readWeights();
    const kept = tensors.map((tensor) => ({ ...tensor, data: tensor.data.slice() }));
    await network.writeWeights(tensors);
    for (const { data } of tensors) data.fill(9);
    for (const { data } of await network.readWeights()) data.fill(8);
    expect(await network.readWeights()).toEqual(kept);
    await network.trainStep(STEPS[0], STEP);
    expect(tensors.every(({ data }) => data.every((value) => value === 9))).toBe(true);
  });

  test.each([small, wide(13, 14)])(
    'predictions between the steps change nothing, and follow them',
    async (architecture) => {
      const batches = [1, 2, 3].map((seed) => randomBatch(architecture, 4, seed));
      using undisturbed = await trained(native, architecture, ADAM, batches);
      using network = await build(architecture, { seed: 5, optimizer: ADAM });
      let last = await network.predict(batches[0].inputs, 4);
      for (const batch of batches) {
        await network.trainStep(batch, { ...STEP, learningRate: ADAM.learningRate });
        const now = await network.predict(batches[0].inputs, 4);
        expect(now).not.toEqual(last);
        last = now;
      }
      expect(await network.readWeights()).toEqual(await undisturbed.readWeights());
      expect(last).toEqual(await undisturbed.predict(batches[0].inputs, 4));
    },
  );

  test('a clip is judged the same alone and among others', async () => {
    using network = await trained(native, small, ADAM, STEPS);
    const n = 70;
    const { inputs } = randomBatch(small, n, 8);
    const together = await network.predict(inputs, n);
    expect(together).toHaveLength(n * 3);
    for (const clip of [0, 31, 32, 69]) {
      const alone = await network.predict(inputs.subarray(clip * 12 * 17, (clip + 1) * 12 * 17), 1);
      expect(relativeDifference(alone, together.slice(clip * 3, clip * 3 + 3))).toBeLessThan(1e-5);
    }
    expect(await network.predict(new Float32Array(0), 0)).toEqual(new Float32Array(0));
  });

  test('neither tensors, sessions nor memory grow with the steps', async () => {
    const binding = loadBinding(nativeRuntime!);
    const [tensors, sessions] = [binding.getNumOfTensors(), binding.getNumOfSavedModels()];
    {
      using network = await build(small, { seed: 1, optimizer: ADAM });
      const step = async (i: number) => {
        await network.trainStep(STEPS[i % 6], { ...STEP, clipNorm: i % 2, dropoutSeed: [1, i] });
        if (i % 50 === 0) await network.predict(STEPS[0].inputs, 4);
      };
      for (let i = 0; i < 100; i++) await step(i);
      const before = process.memoryUsage.rss();
      for (let i = 0; i < 900; i++) await step(i);
      expect(process.memoryUsage.rss() - before).toBeLessThan(20e6);
      expect(binding.getNumOfTensors()).toBe(tensors);
      expect(binding.getNumOfSavedModels()).toBe(sessions + 1);
    }
    expect(binding.getNumOfSavedModels()).toBe(sessions);
  });

  test('dropout depends on the seed of the step alone, keeps the mean, and is off in prediction', async () => {
    const architecture = headed([8, 8, 1], (net, input) =>
      net.dropout(net.dropout(input, 'one', 0.5), 'other', 0.5),
    );
    const batch = { ...randomBatch(architecture, 8, 1), inputs: new Float32Array(8 * 64).fill(1) };
    using network = await build(architecture, { seed: 1, optimizer: SGD });
    const loss = async (dropoutSeed: [number, number]) =>
      (await network.trainStep(batch, { ...STEP, learningRate: 0, dropoutSeed })).loss;
    const first = await loss([1, 2]);
    expect(await loss([1, 2])).toBe(first);
    expect(await loss([1, 3])).not.toBe(first);
    expect(await loss([2 ** 31 - 1, 2 ** 31 - 1])).not.toBe(first);
    const probabilities = await network.predict(batch.inputs, 8);
    expect(probabilities.slice(0, 3)).toEqual(probabilities.slice(21));
    // A step of rate 1 takes the gradient, whose size by the kernel is that of what passed both masks.
    const before = await network.readWeights();
    await network.trainStep(batch, { ...STEP, dropoutSeed: [5, 6] });
    const after = await network.readWeights();
    const moved =
      before[0].data.filter((value, i) => value !== after[0].data[i]).length / before[0].data.length;
    expect(moved).toBeGreaterThan(0.7);
    expect(moved).toBeLessThan(1);
  });

  test('the gradient is clipped to its global norm', async () => {
    const moved = async (clipNorm: number) => {
      using network = await build(small, { seed: 3, optimizer: SGD });
      const before = await network.readWeights();
      await network.trainStep(STEPS[0], { ...STEP, clipNorm });
      const after = await network.readWeights();
      const squares = before.flatMap(({ name, data }, w) =>
        name.includes('moving') ? [] : Array.from(data, (value, i) => (value - after[w].data[i]) ** 2),
      );
      return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
    };
    const free = await moved(0);
    expect(await moved(free / 4)).toBeCloseTo(free / 4, 4);
    expect(await moved(free * 2)).toBeCloseTo(free, 4);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'an input of %d gives a loss, not an error',
    async (value) => {
      using network = await build(small, { seed: 3, optimizer: ADAM });
      const batch = randomBatch(small, 4, 1);
      batch.inputs[5] = value;
      const { loss } = await network.trainStep(batch, { ...STEP, clipNorm: 1 });
      expect(Number.isFinite(loss)).toBe(false);
    },
  );

  describe('mistakes', () => {
    const mismatch = expect.objectContaining({ code: 'weights-mismatch' });
    const spoils: [string, (tensors: NamedTensor[]) => NamedTensor[]][] = [
      ['one is missing', (tensors) => tensors.slice(1)],
      ['one is too many', (tensors) => [...tensors, { name: 'x', shape: [1], data: new Float32Array(1) }]],
      ['one comes twice', (tensors) => [...tensors, tensors[0]]],
      [
        'a shape differs',
        (tensors) => tensors.map((t, i) => (i === 4 ? { ...t, shape: [...t.shape, 1] } : t)),
      ],
      [
        'values are missing',
        (tensors) => tensors.map((t, i) => (i === 4 ? { ...t, data: t.data.slice(1) } : t)),
      ],
      ['there are none', () => []],
    ];
    test.each(spoils)('weights and state: %s', async (_, spoil) => {
      using network = await build(small, { seed: 1, optimizer: ADAM });
      const before = await network.readWeights();
      const other = before.map((tensor) => ({ ...tensor, data: tensor.data.map((value) => value + 1) }));
      await expect(network.writeWeights(spoil(other))).rejects.toEqual(mismatch);
      expect(await network.readWeights()).toEqual(before);
      await expect(network.writeState(spoil(await network.readState()))).rejects.toEqual(mismatch);
    });

    test('a batch of the wrong length', async () => {
      using network = await build(small, { seed: 1, optimizer: ADAM });
      const batch = randomBatch(small, 4, 1);
      const none = new Float32Array(0);
      for (const wrong of [
        { ...batch, n: 3 },
        { ...batch, targets: new Float32Array(28) },
        { ...batch, sampleWeights: new Float32Array(3) },
        { inputs: none, targets: none, sampleWeights: none, n: 0 },
      ])
        await expect(network.trainStep(wrong, STEP)).rejects.toThrow(RangeError);
      await expect(network.predict(batch.inputs, 5)).rejects.toThrow(RangeError);
    });

    test('a batch that no memory holds, told with the largest that fits', async () => {
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

    test('training a network that was built to predict, or one that was disposed of', async () => {
      using predicting = await build(small, { seed: 1 });
      await expect(predicting.trainStep(STEPS[0], STEP)).rejects.toThrow('without an optimizer');
      const disposed = await build(small, { seed: 1, optimizer: ADAM });
      disposed[Symbol.dispose]();
      disposed[Symbol.dispose]();
      await expect(disposed.readWeights()).rejects.toThrow('disposed');
    });

    test('a network that gives no probabilities, or has some in the middle', async () => {
      const invalid = expect.objectContaining({ code: 'invalid-architecture' });
      const bare = writeNetwork('bare', [4, 4, 1], (net, x) => {
        net.dense(net.plain(x, 'flat', 'flatten'), 'dense', 2);
      });
      await expect(build(bare, { seed: 1 })).rejects.toEqual(invalid);
      const inside = headed([4, 4, 1], (net, x) => net.softmax(x, 'inside'));
      await expect(build(inside, { seed: 1, optimizer: SGD })).rejects.toEqual(invalid);
    });
  });
});

function withoutDropout(layer: Architecture['layers'][number]): Architecture['layers'][number] {
  return layer.kind === 'dropout' ? { ...layer, rate: 0 } : layer;
}
