/**
 * The gradient of every kind of layer against finite differences of the loss, both computed on the software adapter, for
 * random shapes.
 *
 * The tolerance follows from float32. A loss L is stored to 2⁻²⁴ L = 6e-8 L, and the sums before it add a few times that: NOISE = 3e-7 L.
 * The five-point difference, (8 (L(h) − L(−h)) − (L(2h) − L(−2h))) / 12h, multiplies it by at most 1.5 / h, and its own error is
 * h⁴ L⁽⁵⁾ / 30. So h should be large, but the loss must change little: h · norm of the gradient = 0.03. The noise is then 1.5e-5 L of the
 * norm, and the other error less, so that 1e-4 of the norm can be asked for. Where the gradient is so small that h would
 * exceed 0.05, the noise is added to the tolerance.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { createWebgpuEngine } from '#core/engines/webgpu/webgpu-engine.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import type { NetworkWriter } from '#core/models/layers/network-writer.ts';
import { createRandom, type Random } from '#shared/random.ts';
import { openTestGpu, whyNoWebgpu } from '../../../webgpu-adapter.ts';
import { gradientsOf, headed, lossWith, randomBatch, SGD } from '../networks.ts';

const SHAPES = 3;
const DIRECTIONS = 2;
const MAX_H = 0.05;
/** How much the loss changes within h, about. */
const CHANGE = 0.03;
const NOISE = 3e-7;
const TOLERANCE = 1e-4;

type Middle = (net: NetworkWriter, x: string, random: Random) => string;
interface Kind {
  name: string;
  middle: Middle;
  /** The layer has kinks: its inputs are kept away from them, whatever a small change of the weights before it does. */
  kinks?: true;
  /** {@link CHANGE}, if it is another one. */
  change?: number;
}

const size = (random: Random, from: number, to: number) => from + random.integer(to - from + 1);
const pair = (random: Random, to: number) => [size(random, 1, to), size(random, 1, to)] as const;
const windows = (random: Random) => ({
  strides: pair(random, 2),
  padding: random.integer(2) === 0 ? ('same' as const) : ('valid' as const),
});

const KINDS: Kind[] = [
  {
    name: 'conv2d',
    middle: (net, x, random) => net.conv(x, 'layer', size(random, 3, 9), pair(random, 3), windows(random)),
  },
  { name: 'conv2d 1 × 1', middle: (net, x, random) => net.conv(x, 'layer', size(random, 3, 9), 1) },
  {
    name: 'depthwise-conv2d',
    middle: (net, x, random) => net.depthwise(x, 'layer', pair(random, 3), windows(random)),
  },
  {
    name: 'separable-conv2d',
    middle: (net, x, random) =>
      net.separable(x, 'layer', size(random, 3, 8), pair(random, 3), windows(random)),
  },
  {
    name: 'dense',
    middle: (net, x, random) => net.dense(net.plain(x, 'vector', 'flatten'), 'layer', size(random, 3, 9)),
  },
  { name: 'batch-norm', middle: (net, x) => net.batchNorm(x, 'layer') },
  { name: 'relu', kinks: true, middle: (net, x) => net.relu(x, 'layer') },
  { name: 'dropout', middle: (net, x) => net.dropout(x, 'layer', 0.4) },
  {
    name: 'zero-padding',
    middle: (net, x, random) =>
      net.pad(x, 'layer', [0, 1, 2, 3].map(() => random.integer(3)) as [number, number, number, number]),
  },
  {
    name: 'crop-rows',
    middle: (net, x, random) => {
      const from = random.integer(2);
      return net.cropRows(x, 'layer', from, size(random, 1, 3 - from));
    },
  },
  {
    name: 'max-pool',
    kinks: true,
    middle: (net, x, random) => net.maxPool(x, 'layer', pair(random, 3), windows(random)),
  },
  {
    name: 'average-pool',
    middle: (net, x, random) => net.averagePool(x, 'layer', pair(random, 3), windows(random)),
  },
  ...(['global-average-pool', 'time-average-pool', 'time-deviation-pool'] as const).map((kind) => ({
    name: kind,
    middle: ((net, x) => net.plain(x, 'layer', kind)) as Middle,
  })),
  ...(['global-max-pool', 'time-max-pool'] as const).map((kind) => ({
    name: kind,
    kinks: true as const,
    middle: ((net, x) => net.plain(x, 'layer', kind)) as Middle,
  })),
  {
    name: 'time-attention-pool',
    // The softmax and the root bend so much that h⁴ L⁽⁵⁾ / 30 counts: it was 3e-3 of the norm, falling with h⁴. The noise is now 6e-5 L.
    change: CHANGE / 4,
    middle: (net, x) => net.attentionPool(x, net.conv(x, 'scores', 1, 1), 'layer'),
  },
  { name: 'add', middle: (net, x) => net.add([x, net.conv(x, 'other', 4, 1), x], 'layer') },
  {
    name: 'concatenate',
    middle: (net, x, random) => net.concatenate([x, net.conv(x, 'other', size(random, 1, 5), 1), x], 'layer'),
  },
];

describe.skipIf(whyNoWebgpu)('on the software adapter', async () => {
  const engine = whyNoWebgpu ? null : createWebgpuEngine(await openTestGpu());
  afterAll(() => engine?.[Symbol.dispose]());

  test.each(KINDS.flatMap((kind) => Array.from({ length: SHAPES }, (_, index) => ({ ...kind, index }))))(
    '$name, shape $index: the gradient equals finite differences',
    { timeout: 600_000 },
    async (kind) => {
      const random = createRandom('finite differences', kind.name, kind.index);
      const shape = [size(random, 3, 7), size(random, 3, 8), kind.kinks ? 1 : size(random, 1, 3)] as const;
      const architecture = headed(shape, (net, input) =>
        kind.middle(
          net,
          kind.kinks ? net.conv(input, 'first', 4, 1, { useBias: false }) : net.conv(input, 'first', 4, 3),
          random,
        ),
      );
      using network = await engine!.build(architecture, { seed: 2, optimizer: SGD });
      await network.writeWeights(startWeights(await network.readWeights(), random, kind.kinks === true));
      const batch = randomBatch(architecture, 3, kind.index);
      if (kind.kinks) spread(batch.inputs, random);
      const { weights, gradients } = await gradientsOf(network, batch);
      for (const { name, data } of weights) {
        if (name.includes('moving')) continue;
        const gradient = gradients.get(name)!;
        const norm = Math.hypot(...gradient);
        const h = Math.min(MAX_H, (kind.change ?? CHANGE) / norm);
        const noise = (1.5 * NOISE * Math.max(1, await lossWith(network, weights, batch))) / h;
        for (let i = 0; i < DIRECTIONS; i++) {
          const direction = randomDirection(gradient, norm, random);
          const lossAt = (step: number) =>
            lossWith(
              network,
              replaced(
                weights,
                name,
                Float32Array.from(data, (value, at) => value + step * direction[at]),
              ),
              batch,
            );
          const found = await slope(lossAt, h);
          const expected = gradient.reduce((sum, value, at) => sum + value * direction[at], 0);
          expect(Math.abs(found - expected), `${name}, norm ${norm}`).toBeLessThan(
            h === MAX_H ? TOLERANCE * norm + noise : TOLERANCE * norm,
          );
        }
      }
    },
  );
});

/** The five-point difference at 0. */
async function slope(lossAt: (step: number) => Promise<number>, h: number): Promise<number> {
  const near = (await lossAt(h)) - (await lossAt(-h));
  const far = (await lossAt(2 * h)) - (await lossAt(-2 * h));
  return (8 * near - far) / (12 * h);
}

/** Of length 1: half along the gradient, so that the derivative is not small, and nearly half anywhere. */
function randomDirection(gradient: Float64Array, norm: number, random: Random): Float64Array {
  const anywhere = gradient.map(() => random.normal());
  const length = Math.hypot(...anywhere);
  const sum = gradient.map((value, at) => (norm > 0 ? value / norm : 0) + (0.8 * anywhere[at]) / length);
  const all = Math.hypot(...sum);
  return sum.map((value) => value / all);
}

function startWeights(tensors: readonly NamedTensor[], random: Random, kinks: boolean): NamedTensor[] {
  return tensors.map((tensor) => ({
    ...tensor,
    data: tensor.data.map((value) => {
      if (tensor.name.includes('moving')) return value;
      if (kinks && tensor.name.startsWith('first'))
        return Math.sign(random.normal()) * random.between(0.6, 1.2);
      return value + 0.2 * random.normal();
    }),
  }));
}

/** Inputs that are far from zero and from each other, in any order: multiplied by a weight, they stay so. */
function spread(inputs: Float32Array, random: Random): void {
  const values = Array.from(inputs, (_, i) => (i % 2 === 0 ? 1 : -1) * (0.4 + (1.2 * i) / inputs.length));
  inputs.set(random.shuffle(values));
}

function replaced(weights: readonly NamedTensor[], name: string, data: Float32Array): NamedTensor[] {
  return weights.map((tensor) => (tensor.name === name ? { ...tensor, data } : tensor));
}
