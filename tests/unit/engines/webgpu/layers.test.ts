/** Every kind of layer with random shapes, forward and backward, against the engine wasm, for the same weights. */
import { afterAll, describe, expect, test } from 'vitest';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import { DEFAULT_TILE } from '#core/engines/webgpu/kernels/tile.ts';
import { createWebgpuEngine } from '#core/engines/webgpu/webgpu-engine.ts';
import { createRandom } from '#shared/random.ts';
import { openTestGpu, whyNoWebgpu } from '../../../webgpu-adapter.ts';
import { LAYER_CASES } from '../layer-cases.ts';
import { gradientsOf, headed, randomBatch, relativeDifference, SGD } from '../networks.ts';
import { headedLayer, RANDOM_LAYERS } from './random-layers.ts';

const SHAPES = 2;
/** The modes differ in products, of which each network has two, and in whether sums use subgroups. */
const MODES = ['tiled', 'direct'] as const;

/** Several tiles of 64 columns, tiles of 32, and sums over more pixels than one part has. */
const WIDE = headed([12, 13, 2], (net, x) =>
  net.conv(net.conv(net.conv(x, 'wider', 40, 1), 'layer', 70, 3), 'narrower', 20, 3, { strides: 2 }),
);

/** What the random layers do not have: no bias, scale or center, stride 3, a kernel as large as its input, two uses of a part. */
const VARIANTS = LAYER_CASES.filter(([name]) =>
  /without|as large|stride 3$|1 × 1, stride 2|5, stride 2|separable.*stride 2|of vectors|two crops|8 channels$/.test(
    name,
  ),
);

/** The networks by their names, each with a mode. Dropout draws other masks than wasm. */
const CASES = [
  ...MODES.map((mode) => ['wide convolutions', mode, WIDE] as const),
  ...VARIANTS.map(([name, shape, middle], index) => {
    const network = headed(shape, (net, input) => middle(net, net.conv(input, 'first', 6, 3)));
    return [name, MODES[index % 2], network] as const;
  }),
  ...RANDOM_LAYERS.filter(({ name }) => name !== 'dropout').flatMap((layer, index) =>
    Array.from({ length: SHAPES }, (_, shape) => {
      const random = createRandom('layers against wasm', layer.name, shape);
      const mode = MODES[(index + shape) % 2];
      return [`${layer.name}, shape ${shape}`, mode, headedLayer(layer, random)] as const;
    }),
  ),
];

describe.skipIf(whyNoWebgpu)('on the software adapter', async () => {
  const wasm = await createWasmEngine();
  const engines = whyNoWebgpu
    ? null
    : {
        tiled: createWebgpuEngine(await openTestGpu(DEFAULT_TILE, false)),
        direct: createWebgpuEngine(await openTestGpu('direct')),
      };
  afterAll(() => {
    for (const engine of Object.values(engines ?? {})) engine[Symbol.dispose]();
  });

  test.each(CASES)(
    '%s, %s products: probabilities and gradients equal those of wasm',
    async (name, mode, architecture) => {
      using expected = await wasm.build(architecture, { seed: 2, optimizer: SGD });
      using network = await engines![mode].build(architecture, { seed: 2, optimizer: SGD });
      const random = createRandom('layer test', name);
      // Weights that are all zeros or ones would hide errors; averages are positive.
      const start = (await expected.readWeights()).map((tensor) => ({
        ...tensor,
        data: tensor.data.map(
          (value) =>
            Math.abs(value + 0.3 * random.normal()) *
            (tensor.name.includes('moving') ? 1 : Math.sign(random.normal())),
        ),
      }));
      await expected.writeWeights(start);
      await network.writeWeights(start);
      const batch = randomBatch(architecture, 3, 1);
      const found = await network.predict(batch.inputs, 3);
      expect(relativeDifference(found, await expected.predict(batch.inputs, 3))).toBeLessThan(1e-5);
      const [own, reference] = [await gradientsOf(network, batch), await gradientsOf(expected, batch)];
      for (const [tensor, gradient] of reference.gradients) {
        // A step leaves rounding errors of the weights in their difference.
        const size = Math.max(1e-3, ...gradient.map(Math.abs));
        const difference = Math.max(
          ...gradient.map((value, i) => Math.abs(value - own.gradients.get(tensor)![i])),
        );
        expect(difference / size, tensor).toBeLessThan(1e-4 + 1e-6 / size);
      }
    },
  );
});
