import { describe, expect, test } from 'vitest';
import { createRandom } from '#shared/random.ts';
import { FAST_ENGINES } from './engines-under-test.ts';
import { LAYER_CASES } from './layer-cases.ts';
import { gradientsOf, headed, lossWith, randomBatch, SGD } from './networks.ts';

function closest(to: number, values: readonly number[]): number {
  return values.reduce((best, value) => (Math.abs(value - to) < Math.abs(best - to) ? value : best));
}

const SAMPLES = 12;
/** Small, so that the maximum of a window does not change. */
const DISTANCE = 2 ** -12;

describe.each(FAST_ENGINES)('$engine', async ({ open }) => {
  const engine = await open();

  test.each(LAYER_CASES)('%s: gradients equal finite differences', async (name, shape, middle) => {
    const architecture = headed(shape, (net, input) => middle(net, net.conv(input, 'first', 6, 3)));
    using network = await engine.build(architecture, { seed: 2, optimizer: SGD });
    const random = createRandom('gradient test', name);
    // Weights that are all zeros or ones would hide errors.
    const start = (await network.readWeights()).map((tensor) => ({
      ...tensor,
      data: tensor.data.map((value) =>
        tensor.name.includes('moving') ? value : value + 0.1 * random.normal(),
      ),
    }));
    await network.writeWeights(start);
    const batch = randomBatch(architecture, 3, 1);
    const { weights, gradients } = await gradientsOf(network, batch);
    for (const tensor of weights.filter((weight) => !weight.name.includes('moving'))) {
      const gradient = gradients.get(tensor.name)!;
      let [squaredError, squaredSize] = [0, 0];
      for (let sample = 0; sample < Math.min(SAMPLES, tensor.data.length); sample++) {
        const index = tensor.data.length <= SAMPLES ? sample : random.integer(tensor.data.length);
        const losses: number[] = [];
        for (const step of [-DISTANCE, 0, DISTANCE]) {
          const data = tensor.data.slice();
          data[index] += step;
          losses.push(
            await lossWith(
              network,
              weights.map((w) => (w === tensor ? { ...w, data } : w)),
              batch,
            ),
          );
        }
        const [before, here, after] = losses;
        // Where the maximum changes or a relu opens, the slope of one side is not the gradient.
        const slope = closest(gradient[index], [
          (after - before) / (2 * DISTANCE),
          (here - before) / DISTANCE,
          (after - here) / DISTANCE,
        ]);
        squaredError += (slope - gradient[index]) ** 2;
        squaredSize += slope ** 2;
      }
      // Float32 leaves about 5e-4 of noise in each slope; a bias before a batch norm has no gradient.
      expect(Math.sqrt(squaredError), `${tensor.name} (size ${Math.sqrt(squaredSize)})`).toBeLessThan(
        0.02 * Math.sqrt(squaredSize) + 2e-3,
      );
    }
  });
});
