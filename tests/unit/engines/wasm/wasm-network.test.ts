import { expect, test } from 'vitest';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import type { WasmNetwork } from '#core/engines/wasm/wasm-network.ts';
import { compact } from '#core/models/compact.ts';
import { createRandom } from '#shared/random.ts';
import { ADAM, headed, randomBatch, SGD, SMALL, STEP } from '../networks.ts';

const engine = await createWasmEngine();

test('memory does not grow with the steps', async () => {
  using network = (await engine.build(SMALL, { seed: 1, optimizer: ADAM })) as WasmNetwork;
  const round = async () => {
    for (const n of [4, 3]) {
      await network.trainStep(randomBatch(SMALL, n, n), STEP);
      await network.predict(randomBatch(SMALL, 40, 1).inputs, 40);
    }
    return network.memoryBytes;
  };
  const after = await round();
  for (let i = 0; i < 20; i++) expect(await round()).toBe(after);
});

test('prediction needs less memory than training, because arrays are reused', async () => {
  using predicting = (await engine.build(SMALL, { seed: 1 })) as WasmNetwork;
  using training = (await engine.build(SMALL, { seed: 1, optimizer: SGD })) as WasmNetwork;
  await predicting.predict(randomBatch(SMALL, 32, 1).inputs, 32);
  await training.trainStep(randomBatch(SMALL, 32, 1), STEP);
  const weights = (await predicting.readWeights()).reduce((sum, { data }) => sum + data.byteLength, 0);
  expect(predicting.memoryBytes - weights).toBeLessThan((training.memoryBytes - 2 * weights) / 2);
});

test('rejects a batch that does not fit into memory', async () => {
  const huge = compact({ bands: 20_000, frames: 20_000, emotions: 7 });
  using network = await engine.build(huge, { seed: 1 });
  const inputs = { length: 4e8, subarray: () => new Float32Array(1) } as unknown as Float32Array;
  await expect(network.predict(inputs, 1)).rejects.toEqual(
    expect.objectContaining({ code: 'out-of-memory' }),
  );
});

test('channel counts, kernels and strides that are not powers of two agree with a plain loop', async () => {
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
