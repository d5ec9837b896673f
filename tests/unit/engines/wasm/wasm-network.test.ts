import { describe, expect, test } from 'vitest';
import type { NamedTensor } from '../../../../src/core/engines/engine.ts';
import { createWasmEngine } from '../../../../src/core/engines/wasm/wasm-engine.ts';
import type { WasmNetwork } from '../../../../src/core/engines/wasm/wasm-network.ts';
import { compact } from '../../../../src/core/models/compact.ts';
import { initialWeights } from '../../../../src/core/models/initializers.ts';
import { writeNetwork } from '../../../../src/core/models/network-writer.ts';
import { createRandom } from '../../../../src/shared/random.ts';
import { OPTIMIZER_DEFAULTS, optimizerSchema } from '../../../../src/shared/runs.ts';
import { headed, randomBatch, SGD, STEP, trained } from '../networks.ts';

const engine = await createWasmEngine();
const small = compact({ bands: 12, frames: 17, emotions: 3 });
const STEPS = [1, 2, 3, 4, 5, 6].map((seed) => randomBatch(small, 4, seed));
const OPTIMIZERS = Object.values(OPTIMIZER_DEFAULTS).concat(
  optimizerSchema.parse({ name: 'sgd', learningRate: 0.01, momentum: 0.9, nesterov: true }),
  optimizerSchema.parse({ name: 'rmsprop', learningRate: 0.001, momentum: 0.9 }),
);

test('starts from the weights that the seed gives', async () => {
  using network = await engine.build(small, { seed: 5 });
  expect(await network.readWeights()).toEqual(initialWeights(small, 5));
});

test('the same seeds give the same numbers to the bit', async () => {
  const optimizer = OPTIMIZER_DEFAULTS.adam;
  using one = await trained(engine, small, optimizer, STEPS);
  using other = await trained(engine, small, optimizer, STEPS);
  expect(await one.readWeights()).toEqual(await other.readWeights());
  expect(await one.readState()).toEqual(await other.readState());
});

test.each(OPTIMIZERS)(
  '$name (momentum $momentum) goes on from its saved state to the bit',
  async (optimizer) => {
    using whole = await trained(engine, small, optimizer, STEPS);
    using first = await trained(engine, small, optimizer, STEPS.slice(0, 3));
    using second = await engine.build(small, { seed: 99, optimizer });
    await second.writeWeights(await first.readWeights());
    await second.writeState(await first.readState());
    for (const batch of STEPS.slice(3))
      await second.trainStep(batch, { ...STEP, learningRate: optimizer.learningRate });
    expect(await second.readWeights()).toEqual(await whole.readWeights());
    expect(await second.readState()).toEqual(await whole.readState());
  },
);

test('predictions between the steps change nothing', async () => {
  const optimizer = OPTIMIZER_DEFAULTS.adam;
  using undisturbed = await trained(engine, small, optimizer, STEPS);
  using network = await engine.build(small, { seed: 5, optimizer });
  for (const batch of STEPS) {
    await network.predict(batch.inputs, batch.n);
    await network.trainStep(batch, { ...STEP, learningRate: optimizer.learningRate });
    await network.predict(batch.inputs.subarray(0, 12 * 17), 1);
  }
  expect(await network.readWeights()).toEqual(await undisturbed.readWeights());
});

test('a clip is judged the same alone and among others', async () => {
  using network = await trained(engine, small, OPTIMIZER_DEFAULTS.adam, STEPS);
  const n = 70;
  const { inputs } = randomBatch(small, n, 8);
  const together = await network.predict(inputs, n);
  expect(together).toHaveLength(n * 3);
  for (const clip of [0, 31, 32, 69]) {
    const alone = await network.predict(inputs.subarray(clip * 12 * 17, (clip + 1) * 12 * 17), 1);
    expect(alone).toEqual(together.slice(clip * 3, clip * 3 + 3));
    expect(alone.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 6);
  }
  expect(await network.predict(new Float32Array(0), 0)).toEqual(new Float32Array(0));
});

test('memory does not grow with the steps', async () => {
  using network = (await engine.build(small, { seed: 1, optimizer: OPTIMIZER_DEFAULTS.adam })) as WasmNetwork;
  const round = async () => {
    for (const n of [4, 3]) {
      await network.trainStep(randomBatch(small, n, n), STEP);
      await network.predict(randomBatch(small, 40, 1).inputs, 40);
    }
    return network.memoryBytes;
  };
  const after = await round();
  for (let i = 0; i < 20; i++) expect(await round()).toBe(after);
});

test('prediction takes less memory than training: arrays make room for later ones', async () => {
  using predicting = (await engine.build(small, { seed: 1 })) as WasmNetwork;
  using training = (await engine.build(small, { seed: 1, optimizer: SGD })) as WasmNetwork;
  await predicting.predict(randomBatch(small, 32, 1).inputs, 32);
  await training.trainStep(randomBatch(small, 32, 1), STEP);
  const weights = (await predicting.readWeights()).reduce((sum, { data }) => sum + data.byteLength, 0);
  expect(predicting.memoryBytes - weights).toBeLessThan((training.memoryBytes - 2 * weights) / 2);
});

test('learns which half of the picture is loud, with every optimizer', async () => {
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
      for (let place = 0; place < 48; place++)
        if (place % 8 >= 4 === (loud === 1)) batch.inputs[i * 48 + place] *= 3;
    }
    return batch;
  };
  const rates: Record<string, number> = { sgd: 0.05, adam: 0.01, adamw: 0.01, adadelta: 1, rmsprop: 0.01 };
  for (const defaults of OPTIMIZERS) {
    const optimizer = { ...defaults, learningRate: rates[defaults.name] };
    const batches = Array.from({ length: 60 }, (_, step) => clips(step));
    using network = await trained(engine, architecture, optimizer, batches);
    const { inputs, targets, n } = clips(1000);
    const probabilities = await network.predict(inputs, n);
    const right = Array.from({ length: n }, (_, i) => probabilities[2 * i] > 0.5 === targets[2 * i] > 0.5);
    expect(right.filter(Boolean).length, optimizer.name).toBeGreaterThanOrEqual(15);
  }
});

describe('dropout', () => {
  const architecture = headed([8, 8, 1], (net, input) => net.dropout(input, 'dropout', 0.5));
  const batch = { ...randomBatch(architecture, 8, 1), inputs: new Float32Array(8 * 64).fill(1) };

  test('depends on the seed of the step alone, and is off in prediction', async () => {
    using network = await engine.build(architecture, { seed: 1, optimizer: SGD });
    const loss = async (dropoutSeed: [number, number]) =>
      (await network.trainStep(batch, { ...STEP, learningRate: 0, dropoutSeed })).loss;
    const first = await loss([1, 2]);
    expect(await loss([1, 2])).toBe(first);
    expect(await loss([1, 3])).not.toBe(first);
    expect(await loss([2, 2])).not.toBe(first);
    const probabilities = await network.predict(batch.inputs, 8);
    expect(probabilities.slice(0, 3)).toEqual(probabilities.slice(21));
  });
});

test('loss and right answers are those of the weights before the step', async () => {
  using network = await engine.build(small, { seed: 3, optimizer: SGD });
  const weights = await network.readWeights();
  for (const tensor of weights) if (tensor.name.startsWith('emotions/')) tensor.data.fill(0);
  weights.find(({ name }) => name === 'emotions/bias')!.data.set([0, Math.log(2), 0]);
  await network.writeWeights(weights);
  const batch = randomBatch(small, 4, 1);
  batch.targets.set([0, 1, 0, 1, 0, 0, 0.1, 0.8, 0.1, 0, 0, 1]);
  batch.sampleWeights.set([1, 2, 0.5, 1]);
  const result = await network.trainStep(batch, STEP);
  const rows = [Math.log(2), 2 * Math.log(4), 0.5 * (0.8 * Math.log(2) + 0.2 * Math.log(4)), Math.log(4)];
  expect(result.loss).toBeCloseTo(rows.reduce((a, b) => a + b) / 4, 6);
  expect(result.correct).toBe(2);
});

test('the gradient is clipped to its global norm', async () => {
  const moved = async (clipNorm: number, scale: number) => {
    using network = await engine.build(small, { seed: 3, optimizer: SGD });
    const before = await network.readWeights();
    const batch = randomBatch(small, 4, 1);
    batch.sampleWeights.fill(scale);
    await network.trainStep(batch, { ...STEP, clipNorm });
    const after = await network.readWeights();
    return Math.sqrt(
      before
        .flatMap(({ name, data }, w) =>
          name.includes('moving') ? [] : Array.from(data, (value, i) => (value - after[w].data[i]) ** 2),
        )
        .reduce((sum, square) => sum + square, 0),
    );
  };
  const free = await moved(0, 1);
  expect(await moved(free / 4, 1)).toBeCloseTo(free / 4, 4);
  expect(await moved(free * 2, 1)).toBeCloseTo(free, 4);
});

describe('numbers that are not finite', () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'an input of %d gives a loss, not an error',
    async (value) => {
      using network = await engine.build(small, { seed: 3, optimizer: OPTIMIZER_DEFAULTS.adam });
      const batch = randomBatch(small, 4, 1);
      batch.inputs[5] = value;
      const { loss } = await network.trainStep(batch, { ...STEP, clipNorm: 1 });
      expect(Number.isFinite(loss)).toBe(false);
    },
  );
});

describe('mistakes', () => {
  const mismatch = expect.objectContaining({ code: 'weights-mismatch' });
  const built = () => engine.build(small, { seed: 1, optimizer: OPTIMIZER_DEFAULTS.adam });
  type Spoil = (tensors: NamedTensor[]) => NamedTensor[];
  const spoils: [string, Spoil][] = [
    ['one is missing', (tensors) => tensors.slice(1)],
    ['one is too many', (tensors) => [...tensors, { name: 'x', shape: [1], data: new Float32Array(1) }]],
    ['one comes twice', (tensors) => [...tensors, tensors[0]]],
    ['a shape differs', (tensors) => tensors.map((t, i) => (i === 4 ? { ...t, shape: [...t.shape, 1] } : t))],
    [
      'values are missing',
      (tensors) => tensors.map((t, i) => (i === 4 ? { ...t, data: t.data.slice(1) } : t)),
    ],
    ['there are none', () => []],
  ];

  test.each(spoils)('weights: %s', async (_, spoil) => {
    using network = await built();
    const before = await network.readWeights();
    const other = before.map((tensor) => ({ ...tensor, data: tensor.data.map((value) => value + 1) }));
    await expect(network.writeWeights(spoil(other))).rejects.toEqual(mismatch);
    expect(await network.readWeights()).toEqual(before);
  });

  test.each(spoils)('state: %s', async (_, spoil) => {
    using network = await built();
    await expect(network.writeState(spoil(await network.readState()))).rejects.toEqual(mismatch);
  });

  test('a batch of the wrong length', async () => {
    using network = await built();
    const batch = randomBatch(small, 4, 1);
    await expect(network.trainStep({ ...batch, n: 3 }, STEP)).rejects.toThrow(RangeError);
    await expect(network.trainStep({ ...batch, targets: new Float32Array(28) }, STEP)).rejects.toThrow(
      RangeError,
    );
    await expect(network.trainStep({ ...batch, sampleWeights: new Float32Array(3) }, STEP)).rejects.toThrow(
      RangeError,
    );
    await expect(network.predict(batch.inputs, 5)).rejects.toThrow(RangeError);
    const none = new Float32Array(0);
    const empty = { inputs: none, targets: none, sampleWeights: none, n: 0 };
    await expect(network.trainStep(empty, STEP)).rejects.toThrow(RangeError);
  });

  test('a batch that no memory holds', async () => {
    const huge = compact({ bands: 20_000, frames: 20_000, emotions: 7 });
    using network = await engine.build(huge, { seed: 1 });
    const inputs = { length: 4e8, subarray: () => new Float32Array(1) } as unknown as Float32Array;
    await expect(network.predict(inputs, 1)).rejects.toEqual(
      expect.objectContaining({ code: 'out-of-memory' }),
    );
  });

  test('training a network that was built to predict, or one that was disposed of', async () => {
    using predicting = await engine.build(small, { seed: 1 });
    await expect(predicting.trainStep(STEPS[0], STEP)).rejects.toThrow('without an optimizer');
    const disposed = await built();
    disposed[Symbol.dispose]();
    disposed[Symbol.dispose]();
    await expect(disposed.readWeights()).rejects.toThrow('disposed');
  });

  test('a network that gives no probabilities, or has some in the middle', async () => {
    const invalid = expect.objectContaining({ code: 'invalid-architecture' });
    const bare = writeNetwork('bare', [4, 4, 1], (net, x) => {
      net.dense(net.plain(x, 'flat', 'flatten'), 'dense', 2);
    });
    await expect(engine.build(bare, { seed: 1 })).rejects.toEqual(invalid);
    const inside = headed([4, 4, 1], (net, x) => net.softmax(x, 'inside'));
    using network = await engine.build(inside, { seed: 1, optimizer: SGD });
    await expect(network.trainStep(randomBatch(inside, 2, 1), STEP)).rejects.toEqual(invalid);
  });
});

test('other channel counts, kernels and strides than powers of two agree with a plain loop', async () => {
  const random = createRandom('plain loop');
  for (const [channels, filters, kernel, strides, padding] of [
    [1, 3, 3, 2, 'same'],
    [3, 13, 5, 1, 'same'],
    [7, 16, 4, 3, 'valid'],
    [2, 1, 2, 2, 'same'],
  ] as const) {
    const [height, width] = [9, 14];
    const architecture = headed([height, width, channels], (net, x) =>
      net.conv(x, 'conv', filters, kernel, { strides, padding, useBias: false }),
    );
    using network = await engine.build(architecture, { seed: random.integer(1000) });
    const weights = await network.readWeights();
    const { inputs } = randomBatch(architecture, 1, 2);
    const filter = weights.find(({ name }) => name === 'conv/kernel')!.data;
    const along = (size: number) =>
      padding === 'same' ? Math.ceil(size / strides) : Math.floor((size - kernel) / strides) + 1;
    const before = (size: number) =>
      padding === 'same' ? Math.max((along(size) - 1) * strides + kernel - size, 0) >> 1 : 0;
    const flat: number[] = [];
    for (let y = 0; y < along(height); y++)
      for (let x = 0; x < along(width); x++)
        for (let f = 0; f < filters; f++) {
          let sum = 0;
          for (let ky = 0; ky < kernel; ky++)
            for (let kx = 0; kx < kernel; kx++)
              for (let c = 0; c < channels; c++) {
                const [row, column] = [y * strides + ky - before(height), x * strides + kx - before(width)];
                if (row < 0 || row >= height || column < 0 || column >= width) continue;
                sum +=
                  inputs[(row * width + column) * channels + c] *
                  filter[((ky * kernel + kx) * channels + c) * filters + f];
              }
          flat.push(sum);
        }
    const [head, bias] = ['head/kernel', 'head/bias'].map(
      (name) => weights.find((w) => w.name === name)!.data,
    );
    const powers = [0, 1, 2].map((unit) =>
      Math.exp(flat.reduce((sum, value, i) => sum + value * head[i * 3 + unit], bias[unit])),
    );
    const total = powers.reduce((a, b) => a + b);
    (await network.predict(inputs, 1)).forEach((probability, unit) => {
      expect(probability).toBeCloseTo(powers[unit] / total, 5);
    });
  }
});
