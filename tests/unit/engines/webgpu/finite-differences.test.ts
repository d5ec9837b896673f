/**
 * The gradient of every kind of layer against finite differences of the loss, both computed on the software adapter, for
 * random shapes.
 *
 * The tolerance follows from float32. A loss L is stored to 2⁻²⁴ L = 6e-8 L, and the sums before it add a few times that: NOISE = 3e-7 L.
 * The five-point difference, (8 (L(h) − L(−h)) − (L(2h) − L(−2h))) / 12h, multiplies it by at most 1.5 / h, and its own error is
 * h⁴ L⁽⁵⁾ / 30. So h should be large, but the loss must change little: h · norm of the gradient = 0.03. The noise is then 1.5e-5 L of the
 * norm, and the other error less, so that 1e-4 of the norm can be asked for. Where the gradient is so small that h would
 * exceed 0.05, the noise is added to the tolerance.
 *
 * With activations in float16, the loss itself has steps, so the gradient is compared with the differences of the loss in float32. A
 * stored value is rounded by at most 2⁻¹¹ of it. Up to three arrays are stored between the input and the logits (the first layer's, this one's, and one
 * between them), and the gradient by the logits changes as much as these: 4 · 2⁻¹¹ = 2e-3 of the norm, more where the layer bends.
 */
import { afterAll, describe, expect, test } from 'vitest';
import type { Batch } from '#core/engines/engine.ts';
import { createWebgpuEngine } from '#core/engines/webgpu/webgpu-engine.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { createRandom, type Random } from '#shared/random.ts';
import { LONG_TESTS } from '../../../long-tests.ts';
import { openTestGpu, whyNoWebgpu } from '../../../webgpu-adapter.ts';
import { gradientsOf, lossWith, randomBatch, SGD } from '../networks.ts';
import { headedLayer, RANDOM_LAYERS } from './random-layers.ts';

const SHAPES = LONG_TESTS ? 3 : 1;
const DIRECTIONS = 2;
const MAX_H = 0.05;
/** How much the loss changes within h, about. */
const CHANGE = 0.03;
const NOISE = 3e-7;
const TOLERANCE = 1e-4;
const FLOAT16_TOLERANCE = 4 * 2 ** -11;

describe.skipIf(whyNoWebgpu)('on the software adapter', async () => {
  const engine = whyNoWebgpu ? null : createWebgpuEngine(await openTestGpu());
  afterAll(() => engine?.[Symbol.dispose]());

  test.each(
    RANDOM_LAYERS.flatMap((kind) => Array.from({ length: SHAPES }, (_, index) => ({ ...kind, index }))),
  )('$name, shape $index: the gradient equals finite differences', { timeout: 600_000 }, async (kind) => {
    const random = createRandom('finite differences', kind.name, kind.index);
    const architecture = headedLayer(kind, random);
    using network = await engine!.build(architecture, { seed: 2, optimizer: SGD });
    await network.writeWeights(startWeights(await network.readWeights(), random, kind.kinks === true));
    const batch = randomBatch(architecture, 3, kind.index);
    if (kind.kinks) spread(batch.inputs, random);
    const { weights, gradients } = await gradientsOf(network, batch);
    const ofFloat16 = kind.index === 0 ? await gradientsInFloat16(architecture, weights, batch) : null;
    for (const { name, data } of weights) {
      if (name.includes('moving')) continue;
      const gradient = gradients.get(name)!;
      const norm = Math.hypot(...gradient);
      const h = Math.min(MAX_H, (CHANGE * (kind.bend ?? 1)) / norm);
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
        const rounded = ofFloat16?.get(name)?.reduce((sum, value, at) => sum + value * direction[at], 0);
        if (rounded !== undefined)
          expect(Math.abs(found - rounded), `${name} in float16, norm ${norm}`).toBeLessThan(
            (FLOAT16_TOLERANCE * norm) / (kind.bend ?? 1) + noise,
          );
      }
    }
  });

  async function gradientsInFloat16(
    architecture: Architecture,
    weights: readonly NamedTensor[],
    batch: Batch,
  ): Promise<Map<string, Float64Array>> {
    using network = await engine!.build(architecture, { seed: 2, optimizer: SGD, storage: 'float16' });
    await network.writeWeights(weights);
    return (await gradientsOf(network, batch)).gradients;
  }
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
