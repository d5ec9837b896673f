import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import { encodeOnnx } from '#core/model-export/onnx/encode-onnx.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { writeNetwork } from '#core/models/layers/network-writer.ts';
import { weightSpecs } from '#core/models/layers/weights.ts';
import { createRandom } from '#shared/random.ts';
import { largestDifference, runOnnx } from '../../../onnx-runtime.ts';

interface StoredNetwork {
  architecture: Architecture;
  before: { name: string; shape: number[]; data: number[] }[];
}
const golden: { networks: Record<string, StoredNetwork> } = JSON.parse(
  readFileSync(new URL('../../../golden/engines.json', import.meta.url), 'utf8'),
);

/** The networks of the layer vocabulary that the engines are compared with Keras on, with their weights. */
const VOCABULARY = Object.values(golden.networks).map(({ architecture, before }) => ({
  name: architecture.name,
  architecture,
  weights: before.map((tensor) => ({ ...tensor, data: Float32Array.from(tensor.data) })),
}));

/** What those networks do not have: windows on odd sizes, strides that differ, a softmax within the network. */
const UNUSUAL = writeNetwork('unusual', [13, 10, 1], (net, input) => {
  let x = net.conv(input, 'conv', 6, [3, 2], { strides: [2, 3] });
  x = net.depthwise(x, 'depthwise', [2, 3], { strides: [1, 2], useBias: true });
  x = net.softmax(x, 'within');
  x = net.separable(x, 'separable', 5, 3, { strides: [2, 1], padding: 'same' });
  x = net.maxPool(x, 'max', [2, 1], { strides: [1, 1], padding: 'same' });
  x = net.averagePool(x, 'average', [3, 2], { strides: [2, 1], padding: 'same' });
  x = net.batchNorm(x, 'norm', { scale: false, center: false });
  // Negative values next to zeros: a maximum over zeros differs from one over the values alone.
  x = net.maxPool(net.pad(x, 'pad', [1, 0, 2, 3]), 'padded_max', 2, { strides: 1 });
  x = net.add([x, x, x], 'three');
  x = net.cropRows(x, 'rows', 1, 1);
  const parts = (
    ['time-average-pool', 'time-max-pool', 'time-deviation-pool', 'flatten', 'global-max-pool'] as const
  ).map((kind) => net.plain(x, kind, kind));
  parts.push(net.attentionPool(x, net.conv(x, 'scores', 1, 1), 'attention'));
  const joined = net.dropout(net.concatenate(parts, 'joined'), 'dropout', 0.5);
  const normed = net.batchNorm(net.dense(joined, 'hidden', 4, { useBias: false }), 'flat_norm');
  net.softmax(net.dense(normed, 'head', 3), 'probabilities');
});

/** Random weights; variances are positive. */
function randomWeights(architecture: Architecture, seed: number): NamedTensor[] {
  const random = createRandom(seed, 'onnx');
  return weightSpecs(architecture).map(({ name, shape }) => ({
    name,
    shape,
    data: new Float32Array(shape.reduce((a, b) => a * b, 1)).map(() =>
      name.endsWith('variance') ? random.between(0.5, 2) : random.normal() * 0.4,
    ),
  }));
}

const fold = (name: string, weights: NamedTensor[]) => ({
  name,
  weights: new Map(weights.map((tensor) => [tensor.name, tensor])),
});
const about = { version: '1.2.3', metadata: { labels: 'a,b,c' } };

async function predicted(
  architecture: Architecture,
  weights: NamedTensor[],
  inputs: Float32Array,
  n: number,
) {
  using engine = await createWasmEngine();
  using network = await engine.build(architecture, { seed: 0 });
  await network.writeWeights(weights);
  return network.predict(inputs, n);
}

function inputsFor(architecture: Architecture, n: number): { inputs: Float32Array; shape: number[] } {
  const [input] = architecture.layers;
  if (input.kind !== 'input') throw new Error('no input');
  const random = createRandom(1, 'inputs');
  const shape = [n, ...input.shape];
  return {
    shape,
    inputs: new Float32Array(shape.reduce((a, b) => a * b, 1)).map(() => random.normal()),
  };
}

describe('encodeOnnx', () => {
  const unusual = { name: 'unusual', architecture: UNUSUAL, weights: randomWeights(UNUSUAL, 3) };

  test.each([...VOCABULARY, unusual])(
    'ONNX Runtime gives the probabilities of $name',
    async ({ architecture, weights }) => {
      const { inputs, shape } = inputsFor(architecture, 3);
      const model = encodeOnnx({ architecture, folds: [fold('network', weights)], ...about });
      const found = await runOnnx(model, inputs, shape);
      const expected = await predicted(architecture, weights, inputs, 3);
      expect(found.shape).toEqual([3, expected.length / 3]);
      expect(largestDifference(found.probabilities, expected)).toBeLessThan(1e-5);
      // The networks are not saturated, so that a wrong layer changes the result.
      expect(Math.max(...expected)).toBeLessThan(0.999);
    },
  );

  test('the networks have every kind of layer', () => {
    const kinds = new Set(
      [...VOCABULARY, unusual].flatMap(({ architecture: { layers } }) => layers.map(({ kind }) => kind)),
    );
    expect([...kinds].sort()).toEqual(
      [
        'activation',
        'add',
        'average-pool',
        'batch-norm',
        'concatenate',
        'conv2d',
        'crop-rows',
        'dense',
        'depthwise-conv2d',
        'dropout',
        'flatten',
        'global-average-pool',
        'global-max-pool',
        'input',
        'max-pool',
        'separable-conv2d',
        'time-attention-pool',
        'time-average-pool',
        'time-deviation-pool',
        'time-max-pool',
        'zero-padding',
      ].sort(),
    );
  });

  test('averages the folds', async () => {
    const { inputs, shape } = inputsFor(UNUSUAL, 2);
    const [one, two] = [randomWeights(UNUSUAL, 1), randomWeights(UNUSUAL, 2)];
    const model = encodeOnnx({ architecture: UNUSUAL, folds: [fold('a', one), fold('b', two)], ...about });
    const { probabilities } = await runOnnx(model, inputs, shape);
    const [first, second] = [
      await predicted(UNUSUAL, one, inputs, 2),
      await predicted(UNUSUAL, two, inputs, 2),
    ];
    expect(largestDifference(first, second)).toBeGreaterThan(0.01);
    const mean = first.map((value, i) => (value + second[i]) / 2);
    expect(largestDifference(probabilities, mean)).toBeLessThan(1e-5);
  });
});
