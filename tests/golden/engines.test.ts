import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '#core/engines/engine.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { weightSpecs } from '#core/models/layers/weights.ts';
import type { OptimizerName } from '#shared/settings/optimizer.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';
import { ENGINES } from '../unit/engines/engines-under-test.ts';

interface StoredTensor {
  name: string;
  shape: number[];
  data: number[];
}
interface Golden {
  networks: Record<
    string,
    {
      architecture: Architecture;
      n: number;
      before: StoredTensor[];
      batches: { inputs: number[]; targets: number[]; sampleWeights: number[] }[];
    }
  >;
  cases: {
    network: string;
    optimizer: object & { name: OptimizerName; learningRate: number };
    clipNorm: number;
    firstProbabilities: number[];
    losses: number[];
    after: StoredTensor[];
    lastProbabilities: number[];
  }[];
}

const read = async (file: string): Promise<Golden> =>
  JSON.parse(await readFile(new URL(file, import.meta.url), 'utf8'));
/** Keras has no attentive statistics pooling; PyTorch's operations are close to its formula. */
const [keras, torch] = await Promise.all([read('./engines.json'), read('./attention.json')]);
const golden: Golden = {
  networks: { ...keras.networks, ...torch.networks },
  cases: [...keras.cases, ...torch.cases],
};

/** Maximum difference, relative to the maximum magnitude of the expected values. */
function relativeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  let difference = 0;
  let magnitude = 1e-6;
  for (let i = 0; i < expected.length; i++) {
    // NaN must not count as no difference.
    difference = Math.max(
      difference,
      Number.isNaN(actual[i]) ? Number.POSITIVE_INFINITY : Math.abs(actual[i] - expected[i]),
    );
    magnitude = Math.max(magnitude, Math.abs(expected[i]));
  }
  return difference / magnitude;
}

function byLayerName(tensors: readonly (StoredTensor | NamedTensor)[]) {
  return new Map(tensors.map((tensor) => [tensor.name, tensor]));
}

describe.each(ENGINES)('the engine $engine matches Keras 3 and PyTorch', ({ open }) => {
  // One for all cases: a GPU compiles its kernels once.
  let engine: Engine;
  beforeAll(async () => {
    engine = await open();
  });
  afterAll(() => engine[Symbol.dispose]());

  test.each(Object.values(golden.networks))('weights of $architecture.name', ({ architecture, before }) => {
    const expected = before.map(({ name, shape }) => ({ name, shape }));
    const specs = weightSpecs(architecture).map(({ name, shape }) => ({ name, shape }));
    const sorted = (list: { name: string }[]) => list.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    expect(sorted(specs)).toEqual(sorted(expected));
  });

  test.each(golden.cases)('$network, $optimizer, clipped to $clipNorm', async (expected) => {
    const { architecture, n, before, batches } = golden.networks[expected.network];
    const optimizer = {
      ...OPTIMIZER_DEFAULTS[expected.optimizer.name],
      ...expected.optimizer,
    };
    using network = await engine.build(architecture, { seed: 1, optimizer });
    await network.writeWeights(
      before.map(({ name, shape, data }) => ({ name, shape, data: Float32Array.from(data) })),
    );
    const inputs = Float32Array.from(batches[0].inputs);
    expect(relativeDifference(await network.predict(inputs, n), expected.firstProbabilities)).toBeLessThan(
      1e-5,
    );
    const losses: number[] = [];
    for (const batch of batches) {
      const { loss } = await network.trainStep(
        {
          n,
          inputs: Float32Array.from(batch.inputs),
          targets: Float32Array.from(batch.targets),
          sampleWeights: Float32Array.from(batch.sampleWeights),
        },
        { learningRate: optimizer.learningRate, clipNorm: expected.clipNorm, dropoutSeed: [0, 0] },
      );
      losses.push(loss);
    }
    expect(relativeDifference(losses, expected.losses)).toBeLessThan(1e-4);
    const after = byLayerName(await network.readWeights());
    for (const { name, data } of expected.after) {
      expect(relativeDifference(after.get(name)!.data, data), name).toBeLessThan(1e-4);
    }
    expect(relativeDifference(await network.predict(inputs, n), expected.lastProbabilities)).toBeLessThan(
      1e-4,
    );
  });
});
