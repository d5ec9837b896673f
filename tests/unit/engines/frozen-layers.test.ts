import { describe, expect, test } from 'vitest';
import type { Batch } from '#core/engines/engine.ts';
import { layersUpTo } from '#core/models/layers/frozen-layers.ts';
import { writeNetwork } from '#core/models/layers/network-writer.ts';
import { createRandom } from '#shared/random.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';
import { ENGINES } from './engines-under-test.ts';

const architecture = writeNetwork('frozen', [8, 10, 1], (net, input) => {
  let x = net.conv(input, 'conv1', 6, 3);
  x = net.relu(net.batchNorm(x, 'norm1'), 'relu1');
  x = net.conv(x, 'conv2', 8, 3, { useBias: false });
  x = net.batchNorm(x, 'norm2', { scale: false, center: false });
  x = net.plain(x, 'mean', 'global-average-pool');
  net.softmax(net.dense(x, 'dense', 7), 'probabilities');
});

const random = createRandom('frozen layers');
const n = 5;
const batch: Batch = {
  n,
  inputs: Float32Array.from({ length: n * 80 }, () => random.normal()),
  targets: Float32Array.from({ length: n * 7 }, (_, i) => (i % 7 === Math.floor(i / 7) ? 1 : 0)),
  sampleWeights: new Float32Array(n).fill(1),
};
const step = { learningRate: 0.1, clipNorm: 1, dropoutSeed: [1, 2] as [number, number] };

describe.each(ENGINES)('$engine', ({ open }) => {
  test.each(['sgd', 'adam'] as const)(
    'frozen weights are constant, the others change as usual (%s)',
    async (optimizer) => {
      using engine = await open();
      const frozen = layersUpTo(architecture, 'norm2');
      using network = await engine.build(architecture, {
        seed: 4,
        optimizer: OPTIMIZER_DEFAULTS[optimizer],
        frozen,
      });
      // Averages that differ from this batch, so that a frozen norm that used the batch's would be noticed.
      const start = (await network.readWeights()).map((tensor) => ({
        ...tensor,
        data: tensor.name.endsWith('moving_mean') ? tensor.data.map(() => 0.3) : tensor.data,
      }));
      await network.writeWeights(start);
      const predicted = await network.predict(batch.inputs, n);
      const expectedLoss =
        batch.targets.reduce((sum, target, i) => sum - target * Math.log(predicted[i]), 0) / n;

      const { loss } = await network.trainStep(batch, step);
      // With frozen norms, training and prediction compute the same.
      expect(loss).toBeCloseTo(expectedLoss, 5);
      const after = await network.readWeights();
      const changed = after.filter(({ data }, i) => data.some((value, j) => value !== start[i].data[j]));
      expect(changed.map(({ name }) => name)).toEqual(['dense/kernel', 'dense/bias']);

      const slots = (await network.readState()).filter(({ name }) => name !== 'iterations');
      expect(slots.every(({ name }) => name.startsWith('dense/'))).toBe(true);
      expect(slots.length).toBe(optimizer === 'adam' ? 4 : 0);
    },
  );

  test('the gradient of the other layers equals that of the whole network', async () => {
    using engine = await open();
    const optimizer = OPTIMIZER_DEFAULTS.sgd;
    const options = { seed: 4, optimizer };
    using whole = await engine.build(architecture, options);
    using part = await engine.build(architecture, { ...options, frozen: layersUpTo(architecture, 'conv1') });
    for (const network of [whole, part]) await network.trainStep(batch, { ...step, clipNorm: 0 });
    const expected = await whole.readWeights();
    const found = await part.readWeights();
    for (const [i, { name, data }] of found.entries()) {
      const same = data.every((value, j) => value === expected[i].data[j]);
      expect([name, same]).toEqual([name, !name.startsWith('conv1/')]);
    }
  });

  test('rejects a frozen layer after one that is not frozen', async () => {
    using engine = await open();
    const attempt = async () => {
      using network = await engine.build(architecture, {
        seed: 4,
        optimizer: OPTIMIZER_DEFAULTS.sgd,
        frozen: new Set(['conv2']),
      });
      await network.trainStep(batch, step);
    };
    await expect(attempt()).rejects.toThrow(/conv2.*frozen/);
  });
});
