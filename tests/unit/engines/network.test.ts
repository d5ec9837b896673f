/** Tests of the interface `Network` (`src/core/engines/engine.ts`) for every engine that works on this machine. */
import { afterAll, describe, expect, test } from 'vitest';
import { evaluatePredictions } from '#core/engines/evaluate-predictions.ts';
import { layersUpTo } from '#core/models/layers/frozen-layers.ts';
import { initialWeights } from '#core/models/layers/initializers.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { writeNetwork } from '#core/models/layers/network-writer.ts';
import { ENGINES } from './engines-under-test.ts';
import {
  ADAM,
  headed,
  OPTIMIZERS,
  randomBatch,
  relativeDifference,
  SGD,
  SMALL,
  SMALL_BATCHES,
  STEP,
  trained,
  wide,
} from './networks.ts';

const CLIP_FLOATS = 12 * 17;

describe.each(ENGINES)(
  'a network of the engine $engine',
  { timeout: 300_000 },
  async ({ engine: name, open }) => {
    const engine = await open();
    afterAll(() => engine[Symbol.dispose]());
    const build = engine.build;
    // The software adapter is slow, and the wide network is for kernels that webgpu does not have.
    const isSlow = name === 'webgpu';
    const networks = isSlow ? [SMALL] : [SMALL, wide(13, 14)];

    test('starts from the weights of the seed', async () => {
      using network = await build(SMALL, { seed: 5 });
      expect(await network.readWeights()).toEqual(initialWeights(SMALL, 5));
    });

    test.each(networks)(
      'of $name gives bit-identical numbers for equal seeds, and others for other seeds',
      async (architecture) => {
        const batches = [1, 2, 3].map((seed) => randomBatch(architecture, 4, seed));
        using one = await trained(engine, architecture, ADAM, batches);
        using same = await trained(engine, architecture, ADAM, batches);
        expect(await one.readWeights()).toEqual(await same.readWeights());
        expect(await one.readState()).toEqual(await same.readState());
        using other = await build(architecture, { seed: 6, optimizer: ADAM });
        expect(await other.readWeights()).not.toEqual(initialWeights(architecture, 5));
      },
    );

    // On the slow adapter, only states of one array and of two.
    const optimizers = isSlow ? OPTIMIZERS.filter(({ name }) => /^(adam|rmsprop)$/.test(name)) : OPTIMIZERS;
    test.each(optimizers)(
      'continues from its saved state bit for bit: $name (momentum $momentum)',
      async (optimizer) => {
        using whole = await trained(engine, SMALL, optimizer, SMALL_BATCHES);
        using first = await trained(engine, SMALL, optimizer, SMALL_BATCHES.slice(0, 3));
        using second = await build(SMALL, { seed: 99, optimizer });
        await second.writeWeights(await first.readWeights());
        await second.writeState(await first.readState());
        for (const batch of SMALL_BATCHES.slice(3))
          await second.trainStep(batch, { ...STEP, learningRate: optimizer.learningRate });
        expect(await second.readWeights()).toEqual(await whole.readWeights());
        expect(await second.readState()).toEqual(await whole.readState());
      },
    );

    test.each(networks)(
      'of $name: predictions between the steps change nothing, and use the new weights',
      async (architecture) => {
        const batches = [1, 2, 3].map((seed) => randomBatch(architecture, 4, seed));
        using undisturbed = await trained(engine, architecture, ADAM, batches);
        using network = await build(architecture, { seed: 5, optimizer: ADAM });
        const { inputs, n } = batches[0];
        let last = await network.predict(inputs, n);
        for (const batch of batches) {
          await network.trainStep(batch, { ...STEP, learningRate: ADAM.learningRate });
          const now = await network.predict(inputs, n);
          expect(now).not.toEqual(last);
          last = now;
          await network.predict(inputs.subarray(0, inputs.length / n), 1);
        }
        expect(await network.readWeights()).toEqual(await undisturbed.readWeights());
        expect(last).toEqual(await undisturbed.predict(inputs, n));
      },
    );

    test('predicts the same for a clip alone and among others', async () => {
      using network = await trained(engine, SMALL, ADAM, SMALL_BATCHES);
      const n = 70;
      const { inputs } = randomBatch(SMALL, n, 8);
      const together = await network.predict(inputs, n);
      expect(together).toHaveLength(n * 3);
      for (const clip of [0, 31, 32, 69]) {
        const alone = await network.predict(inputs.subarray(clip * CLIP_FLOATS, (clip + 1) * CLIP_FLOATS), 1);
        const difference = relativeDifference(alone, together.slice(clip * 3, clip * 3 + 3));
        // TensorFlow's kernels add in an order that depends on the batch.
        expect(difference).toBeLessThanOrEqual(name === 'wasm' ? 0 : 1e-5);
        expect(alone.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 6);
      }
      expect(await network.predict(new Float32Array(0), 0)).toEqual(new Float32Array(0));
    });

    test.each(networks)('of $name evaluates like its predictions', async (architecture) => {
      const batches = [1, 2].map((seed) => randomBatch(architecture, 4, seed));
      using network = await trained(engine, architecture, ADAM, batches);
      // More clips than are predicted at once, with weights and smoothed targets.
      const batch = randomBatch(architecture, 37, 5);
      const expected = evaluatePredictions(
        await network.predict(batch.inputs, 37),
        batch,
        batch.targets.length / 37,
      );
      const found = await network.evaluate(batch);
      expect(found.correct).toBe(expected.correct);
      expect(found.correctByClass.length).toBe(expected.correctByClass.length);
      found.correctByClass.forEach((sum, i) => {
        expect(sum).toBeCloseTo(expected.correctByClass[i], 5);
      });
      expect(Math.abs(found.loss - expected.loss)).toBeLessThan(1e-5 * expected.loss);
      const none = new Float32Array(0);
      const empty = { inputs: none, targets: none, sampleWeights: none, n: 0 };
      expect(await network.evaluate(empty)).toEqual({
        loss: 0,
        correct: 0,
        correctByClass: new Float64Array(expected.correctByClass.length),
      });
      await expect(network.evaluate({ ...batch, targets: none })).rejects.toThrow(RangeError);
    });

    test('copies the weights that it gives and takes', async () => {
      using network = await build(SMALL, { seed: 1, optimizer: SGD });
      const tensors = await network.readWeights();
      const kept = tensors.map((tensor) => ({ ...tensor, data: tensor.data.slice() }));
      await network.writeWeights(tensors);
      for (const { data } of tensors) data.fill(9);
      for (const { data } of await network.readWeights()) data.fill(8);
      expect(await network.readWeights()).toEqual(kept);
      await network.trainStep(SMALL_BATCHES[0], STEP);
      expect(tensors.every(({ data }) => data.every((value) => value === 9))).toBe(true);
    });

    test(`learns which half of the image is loud, with ${isSlow ? 'Adam' : 'every optimizer'}`, async () => {
      const architecture = writeNetwork('halves', [6, 8, 1], (net, input) => {
        let x = net.conv(input, 'conv', 8, 3);
        x = net.relu(net.batchNorm(x, 'norm', { momentum: 0.8 }), 'relu');
        x = net.maxPool(x, 'pool', 2);
        x = net.dropout(net.plain(x, 'flat', 'flatten'), 'dropout', 0.2);
        net.softmax(net.dense(x, 'halves', 2), 'probabilities');
      });
      const clips = (seed: number) => {
        const n = 16;
        const batch = randomBatch(architecture, n, seed, 2);
        for (let i = 0; i < n; i++) {
          const loud = i % 2;
          batch.targets.set([1 - loud, loud], i * 2);
          for (let position = 0; position < 48; position++)
            if (position % 8 >= 4 === (loud === 1)) batch.inputs[i * 48 + position] *= 3;
        }
        return batch;
      };
      const rates: Record<string, number> = {
        sgd: 0.05,
        adam: 0.01,
        adamw: 0.01,
        adadelta: 1,
        rmsprop: 0.01,
      };
      for (const defaults of isSlow ? [ADAM] : OPTIMIZERS) {
        const optimizer = { ...defaults, learningRate: rates[defaults.name] };
        const batches = Array.from({ length: 60 }, (_, step) => clips(step));
        using network = await trained(engine, architecture, optimizer, batches);
        const { inputs, targets, n } = clips(1000);
        const probabilities = await network.predict(inputs, n);
        const correct = Array.from(
          { length: n },
          (_, i) => probabilities[2 * i] > 0.5 === targets[2 * i] > 0.5,
        );
        expect(correct.filter(Boolean).length, optimizer.name).toBeGreaterThanOrEqual(15);
      }
    });

    test("dropout depends only on the step's seed, keeps the mean, and is off in prediction", async () => {
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
      expect(await loss([2, 2])).not.toBe(first);
      expect(await loss([2 ** 31 - 1, 2 ** 31 - 1])).not.toBe(first);
      const probabilities = await network.predict(batch.inputs, 8);
      expect(probabilities.slice(0, 3)).toEqual(probabilities.slice(21));
      // A step of rate 1 subtracts the gradient; its kernel part depends on what passed both masks.
      const before = await network.readWeights();
      await network.trainStep(batch, { ...STEP, dropoutSeed: [5, 6] });
      const after = await network.readWeights();
      const moved =
        before[0].data.filter((value, i) => value !== after[0].data[i]).length / before[0].data.length;
      expect(moved).toBeGreaterThan(0.7);
      expect(moved).toBeLessThan(1);
    });

    test('reports the loss and the correct clips of the weights before the step', async () => {
      using network = await build(SMALL, { seed: 3, optimizer: SGD });
      const weights = await network.readWeights();
      for (const tensor of weights) if (tensor.name.startsWith('emotions/')) tensor.data.fill(0);
      weights.find((tensor) => tensor.name === 'emotions/bias')!.data.set([0, Math.log(2), 0]);
      await network.writeWeights(weights);
      const batch = randomBatch(SMALL, 4, 1);
      batch.targets.set([0, 1, 0, 1, 0, 0, 0.1, 0.8, 0.1, 0, 0, 1]);
      batch.sampleWeights.set([1, 2, 0.5, 1]);
      const result = await network.trainStep(batch, STEP);
      const rows = [Math.log(2), 2 * Math.log(4), 0.5 * (0.8 * Math.log(2) + 0.2 * Math.log(4)), Math.log(4)];
      expect(result.loss).toBeCloseTo(rows.reduce((a, b) => a + b) / 4, 6);
      expect(result.correct).toBe(2);
    });

    test('clips the gradient to its global norm', async () => {
      const moved = async (clipNorm: number) => {
        using network = await build(SMALL, { seed: 3, optimizer: SGD });
        const before = await network.readWeights();
        await network.trainStep(SMALL_BATCHES[0], { ...STEP, clipNorm });
        const after = await network.readWeights();
        const squares = before.flatMap((tensor, w) =>
          tensor.name.includes('moving')
            ? []
            : Array.from(tensor.data, (value, i) => (value - after[w].data[i]) ** 2),
        );
        return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
      };
      const free = await moved(0);
      expect(await moved(free / 4)).toBeCloseTo(free / 4, 4);
      expect(await moved(free * 2)).toBeCloseTo(free, 4);
    });

    test.each([Number.NaN, Number.POSITIVE_INFINITY])(
      'returns a non-finite loss for an input of %d',
      async (value) => {
        using network = await build(SMALL, { seed: 3, optimizer: ADAM });
        const batch = randomBatch(SMALL, 4, 1);
        batch.inputs[5] = value;
        const { loss } = await network.trainStep(batch, { ...STEP, clipNorm: 1 });
        expect(Number.isFinite(loss)).toBe(false);
      },
    );

    test('reports NaN inputs in the loss even with frozen layers', async () => {
      const norms = SMALL.layers.filter(({ kind }) => kind === 'batch-norm');
      const frozen = layersUpTo(SMALL, norms.at(-1)!.name);
      using network = await build(SMALL, { seed: 3, optimizer: ADAM, frozen });
      const batch = randomBatch(SMALL, 4, 1);
      batch.inputs[5] = Number.NaN;
      expect((await network.trainStep(batch, STEP)).loss).toBeNaN();
    });

    describe('rejects', () => {
      test.each([Number.NaN, Number.NEGATIVE_INFINITY])('to predict from %d', async (value) => {
        using network = await build(SMALL, { seed: 3 });
        const batch = randomBatch(SMALL, 4, 1);
        batch.inputs[2 * CLIP_FLOATS + 5] = value;
        const refusal = { code: 'input-not-finite', message: expect.stringContaining('Clip 3 of the 4') };
        await expect(network.predict(batch.inputs, 4)).rejects.toMatchObject(refusal);
        await expect(network.evaluate(batch)).rejects.toMatchObject(refusal);
      });

      const mismatch = expect.objectContaining({ code: 'weights-mismatch' });
      const damages: [string, (tensors: NamedTensor[]) => NamedTensor[]][] = [
        ['one is missing', (tensors) => tensors.slice(1)],
        ['one is extra', (tensors) => [...tensors, { name: 'x', shape: [1], data: new Float32Array(1) }]],
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
      test.each(damages)('weights and state of which %s', async (_, damage) => {
        using network = await build(SMALL, { seed: 1, optimizer: ADAM });
        const before = await network.readWeights();
        const other = before.map((tensor) => ({ ...tensor, data: tensor.data.map((value) => value + 1) }));
        await expect(network.writeWeights(damage(other))).rejects.toEqual(mismatch);
        expect(await network.readWeights()).toEqual(before);
        await expect(network.writeState(damage(await network.readState()))).rejects.toEqual(mismatch);
      });

      test('a batch of the wrong length', async () => {
        using network = await build(SMALL, { seed: 1, optimizer: ADAM });
        const batch = randomBatch(SMALL, 4, 1);
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

      test('training without an optimizer, and any call after it was disposed', async () => {
        using predicting = await build(SMALL, { seed: 1 });
        await expect(predicting.trainStep(SMALL_BATCHES[0], STEP)).rejects.toThrow('without an optimizer');
        const disposed = await build(SMALL, { seed: 1, optimizer: ADAM });
        disposed[Symbol.dispose]();
        disposed[Symbol.dispose]();
        await expect(disposed.readWeights()).rejects.toThrow('disposed');
      });

      test('an architecture whose output is not probabilities, or with a softmax in the middle', async () => {
        const invalid = expect.objectContaining({ code: 'invalid-architecture' });
        const bare = writeNetwork('bare', [4, 4, 1], (net, x) => {
          net.dense(net.plain(x, 'flat', 'flatten'), 'dense', 2);
        });
        await expect(build(bare, { seed: 1 })).rejects.toEqual(invalid);
        const inside = headed([4, 4, 1], (net, x) => net.softmax(x, 'inside'));
        const train = async () => {
          using network = await build(inside, { seed: 1, optimizer: SGD });
          await network.trainStep(randomBatch(inside, 2, 1), STEP);
        };
        await expect(train()).rejects.toEqual(invalid);
      });
    });
  },
);
