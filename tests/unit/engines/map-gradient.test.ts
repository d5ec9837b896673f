import { afterAll, describe, expect, test } from 'vitest';
import type { Engine } from '#core/engines/engine.ts';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { lastFeatureMap } from '#core/models/layers/feature-map.ts';
import { type NetworkWriter, writeNetwork } from '#core/models/layers/network-writer.ts';
import { createRandom } from '#shared/random.ts';
import { formulaWeights } from '../../golden/formula-weights.ts';
import { ENGINES } from './engines-under-test.ts';
import { ADAM, headed, randomBatch, relativeDifference, SMALL, STEP, wide } from './networks.ts';

const named = (name: string, write: (net: NetworkWriter, input: string) => string): Architecture =>
  writeNetwork(name, [9, 11, 2], (net, input) => {
    net.softmax(net.dense(write(net, input), 'head', 3), 'probabilities');
  });

/** Every kind of layer that can follow the last map. */
const NETWORKS: Architecture[] = [
  SMALL,
  wide(13, 14),
  headed([7, 9, 2], (net, x) => net.relu(net.conv(x, 'conv', 5, 3, { strides: 2 }), 'relu')),
  named('pools after the map', (net, x) => {
    const map = net.relu(net.conv(x, 'conv', 6, 3), 'map');
    const pooled = net.averagePool(net.maxPool(net.pad(map, 'pad', 1), 'max', 2), 'mean', 2);
    return net.plain(pooled, 'flat', 'flatten');
  }),
  named('an attention after the map', (net, x) => {
    const map = net.relu(net.conv(x, 'conv', 6, 3), 'map');
    const scores = net.conv(net.relu(net.conv(map, 'hidden', 5, 1), 'hidden_relu'), 'scores', 1, 1);
    return net.attentionPool(map, scores, 'statistics');
  }),
  named('dense layers after the map', (net, x) => {
    const map = net.batchNorm(net.depthwise(net.conv(x, 'conv', 6, 3), 'depthwise', 3), 'map');
    const mean = net.plain(map, 'mean', 'global-average-pool');
    const most = net.plain(map, 'most', 'global-max-pool');
    const both = net.concatenate([mean, most, net.add([mean, most], 'sum')], 'both');
    const hidden = net.relu(net.batchNorm(net.dense(both, 'hidden', 9), 'norm'), 'relu');
    return net.dropout(net.batchNorm(hidden, 'norm2', { scale: false }), 'dropout', 0.4);
  }),
];

const DISTANCE = 2 ** -9;

/** The layers from the map on, with the map as the input. */
function rest({ layers }: Architecture, map: string): Architecture {
  const at = layers.findIndex(({ name }) => name === map);
  const { shape } = lastFeatureMap({ name: 'whole', layers })!;
  return { name: 'rest', layers: [{ kind: 'input', name: map, inputs: [], shape }, ...layers.slice(at + 1)] };
}

/** Differences of logits from probabilities: log p − the mean of all log p. */
const centred = (probabilities: Float32Array): number[] => {
  const logarithms = Array.from(probabilities, (p) => Math.log(p));
  const mean = logarithms.reduce((sum, value) => sum + value, 0) / logarithms.length;
  return logarithms.map((value) => value - mean);
};

async function prepared(engine: Engine, architecture: Architecture) {
  const network = await engine.build(architecture, { seed: 3 });
  await network.writeWeights(formulaWeights(architecture, [1, 0.8]));
  return network;
}

describe.each(ENGINES)(
  'the map gradient of $engine',
  { timeout: 300_000 },
  async ({ engine: name, open }) => {
    const engine = await open();
    afterAll(() => engine[Symbol.dispose]());

    test.each(NETWORKS)('of $name equals finite differences of the logits', async (architecture) => {
      using network = await prepared(engine, architecture);
      const { inputs, n } = randomBatch(architecture, 2, 4);
      const found = [];
      for (const classIndex of [0, 1, 2]) found.push(await network.mapGradient(inputs, n, classIndex));
      const [{ layer, shape, values }] = found;
      expect(lastFeatureMap(architecture)).toEqual({ layer, shape });
      const after = rest(architecture, layer);
      using head = await engine.build(after, { seed: 0 });
      const names = new Set((await head.readWeights()).map((tensor) => tensor.name));
      await head.writeWeights((await network.readWeights()).filter((tensor) => names.has(tensor.name)));
      // The map itself: it gives the same probabilities.
      expect(
        relativeDifference(await head.predict(values, n), await network.predict(inputs, n)),
      ).toBeLessThan(1e-5);
      const size = values.length / n;
      const random = createRandom('map gradient', architecture.name);
      for (let sample = 0; sample < 12; sample++) {
        const at = random.integer(values.length);
        const clip = Math.floor(at / size);
        const logits: number[][] = [];
        for (const step of [-DISTANCE, 0, DISTANCE]) {
          const moved = values.slice(clip * size, (clip + 1) * size);
          moved[at % size] += step;
          logits.push(centred(await head.predict(moved, 1)));
        }
        const gradients = found.map((one) => one.gradients[at]);
        const mean = gradients.reduce((sum, value) => sum + value, 0) / 3;
        gradients.forEach((gradient, classIndex) => {
          const [before, here, beyond] = logits.map((values) => values[classIndex]);
          const slopes = [(here - before) / DISTANCE, (beyond - here) / DISTANCE];
          // Where a maximum changes, the two slopes differ, and the gradient is one of them or between them.
          const tolerance = 0.03 * Math.max(...slopes.map(Math.abs)) + 2e-3;
          const what = `${at} of class ${classIndex}`;
          expect(gradient - mean, what).toBeGreaterThan(Math.min(...slopes) - tolerance);
          expect(gradient - mean, what).toBeLessThan(Math.max(...slopes) + tolerance);
        });
      }
    });

    test.skipIf(name === 'wasm').each(NETWORKS)('of $name equals that of wasm', async (architecture) => {
      using other = await createWasmEngine();
      using network = await prepared(engine, architecture);
      using reference = await prepared(other, architecture);
      const { inputs, n } = randomBatch(architecture, 3, 7);
      const [found, expected] = [
        await network.mapGradient(inputs, n, 1),
        await reference.mapGradient(inputs, n, 1),
      ];
      expect(relativeDifference(found.values, expected.values)).toBeLessThan(1e-5);
      const { shape } = found;
      const positions = shape[0] * shape[1];
      // Equal maxima share their gradient differently, so the sums over the map are compared, which Grad-CAM uses.
      const sums = (gradients: Float32Array) => {
        const total = new Float32Array(n * shape[2]);
        gradients.forEach((value, i) => {
          total[Math.floor(i / (positions * shape[2])) * shape[2] + (i % shape[2])] += value;
        });
        return total;
      };
      expect(relativeDifference(sums(found.gradients), sums(expected.gradients))).toBeLessThan(1e-4);
    });

    test('leaves predictions, training and its weights as they are', async () => {
      using network = await engine.build(SMALL, { seed: 5, optimizer: ADAM });
      using undisturbed = await engine.build(SMALL, { seed: 5, optimizer: ADAM });
      const step = { ...STEP, learningRate: 0.01 };
      for (const seed of [1, 2]) {
        const batch = randomBatch(SMALL, 4, seed);
        const before = await network.predict(batch.inputs, 4);
        await network.mapGradient(batch.inputs, 4, 2);
        expect(await network.predict(batch.inputs, 4)).toEqual(before);
        await network.trainStep(batch, step);
        await undisturbed.trainStep(batch, step);
      }
      expect(await network.readWeights()).toEqual(await undisturbed.readWeights());
      expect(await network.readState()).toEqual(await undisturbed.readState());
    });

    test('is refused without a map, for a missing class and for inputs that are not finite', async () => {
      const flat = writeNetwork('flat', [3, 3, 1], (net, input) => {
        net.softmax(net.dense(net.plain(input, 'flat', 'flatten'), 'head', 3), 'probabilities');
      });
      using without = await engine.build(flat, { seed: 1 });
      await expect(without.mapGradient(new Float32Array(9), 1, 0)).rejects.toMatchObject({
        code: 'no-feature-map',
      });
      using network = await engine.build(SMALL, { seed: 1 });
      const { inputs } = randomBatch(SMALL, 1, 1);
      await expect(network.mapGradient(inputs, 1, 3)).rejects.toThrow(RangeError);
      await expect(network.mapGradient(inputs.subarray(1), 1, 0)).rejects.toThrow(RangeError);
      await expect(
        network.mapGradient(
          inputs.map(() => Number.NaN),
          1,
          0,
        ),
      ).rejects.toMatchObject({
        code: 'input-not-finite',
      });
    });
  },
);
