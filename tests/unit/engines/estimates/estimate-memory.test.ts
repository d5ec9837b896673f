import { describe, expect, it } from 'vitest';
import type { Engine } from '#core/engines/engine.ts';
import { estimateMemory, trainingMemory } from '#core/engines/estimates/estimate-memory.ts';
import { createHeap } from '#core/engines/wasm/kernels/heap.ts';
import { WasmNetwork } from '#core/engines/wasm/wasm-network.ts';
import { compact } from '#core/models/compact.ts';
import { layersUpTo } from '#core/models/layers/frozen-layers.ts';
import { networkNamed } from '#core/models/registry.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';
import { randomBatch, STEP } from '../networks.ts';

const NAMES = ['tensorflow', 'wasm', 'webgpu'] as const;
/** The estimate runs no engine, so the name is enough. */
const engineNamed = (name: Engine['name'], device = 'cpu') => ({ name, device }) as Engine;
const vgg19 = networkNamed('vgg19', [75, 173]);
const frozen = new Set<string>();

const question = (batchSize: number, memoryBytes: number | null, optimizer = OPTIMIZER_DEFAULTS.sgd) => ({
  settings: { optimizer, clipNorm: 0, batchSize, storage: 'float32' as const },
  frozen,
  memoryBytes,
  maxBatch: 4096,
});

describe.each(NAMES)('the memory of a training, on the engine %s,', (name) => {
  it('is the sum of weights, batch and process; the largest batch is the last that fits', async () => {
    const limit = 3e9;
    const { totalBytes, weightsBytes, activationsBytes, largestBatch, availableBytes } = await estimateMemory(
      engineNamed(name),
      vgg19,
      question(8, limit),
    );
    expect(availableBytes).toBe(limit);
    expect(totalBytes).toBeGreaterThan(weightsBytes + activationsBytes);
    // At least value and gradient, float32.
    expect(weightsBytes).toBeGreaterThan(2 * 4 * 57_808_839);
    expect(largestBatch).toBeGreaterThan(8);
    const total = async (n: number) =>
      (await estimateMemory(engineNamed(name), vgg19, question(n, limit))).totalBytes;
    expect(await total(largestBatch!)).toBeLessThanOrEqual(limit);
    expect(await total(largestBatch! + 1)).toBeGreaterThan(limit);
  });

  it('allows no batch if the weights do not fit', async () => {
    const { largestBatch } = await estimateMemory(engineNamed(name), vgg19, question(1, 500e6));
    expect(largestBatch).toBeNull();
  });

  it("grows with the optimizer's slots, and shrinks with frozen layers", async () => {
    const weights = async (optimizer: keyof typeof OPTIMIZER_DEFAULTS, upTo?: string) =>
      (
        await trainingMemory(name, vgg19, {
          optimizer: OPTIMIZER_DEFAULTS[optimizer],
          frozen: upTo === undefined ? frozen : layersUpTo(vgg19, upTo),
          clips: false,
          ...{ onGpu: false, storage: 'float32' },
        })
      ).weightsBytes;
    expect(await weights('adam')).toBeGreaterThan((await weights('sgd')) + 2 * 4 * 57e6);
    expect(await weights('adam', 'block5_pool')).toBeLessThan(await weights('adam'));
  });

  it('is limited by the process where no limit is given', async () => {
    const { availableBytes } = await estimateMemory(engineNamed(name), vgg19, question(1, null));
    expect(availableBytes).toBeGreaterThan(100e6);
  });
});

it('equals the wasm engine’s own plan, to the byte', async () => {
  const architecture = compact({ bands: 12, frames: 17, emotions: 3 });
  const optimizer = OPTIMIZER_DEFAULTS.adamw;
  const { weightsBytes, activationsBytes } = await trainingMemory('wasm', architecture, {
    optimizer,
    frozen,
    clips: true,
    ...{ onGpu: false, storage: 'float32' },
  });
  for (const n of [1, 20]) {
    using network = new WasmNetwork(architecture, { seed: 1, optimizer }, createHeap);
    await network.trainStep(randomBatch(architecture, n, n), STEP);
    // Memory grows in pages of 64 KiB, with some bytes after the last array.
    const pages = network.memoryBytes - (weightsBytes + activationsBytes(n));
    expect(pages).toBeGreaterThanOrEqual(0);
    expect(pages).toBeLessThanOrEqual(65_536 + 256);
  }
});

it('is limited by the addresses of the wasm engine', async () => {
  const { largestBatch, availableBytes } = await estimateMemory(
    engineNamed('wasm'),
    vgg19,
    question(8, 1e12),
  );
  expect(availableBytes).toBeLessThan(6e9);
  expect(largestBatch).toBeLessThan(1000);
});

describe('on a GPU by WebGPU', () => {
  const gpu = (maxArrayBytes: number, inMainMemory = false) =>
    ({
      ...engineNamed('webgpu', 'GPU'),
      memoryLimits: { maxArrayBytes, inMainMemory },
    }) as Engine;

  it('no array is larger than the largest of the GPU, though its memory is unknown', async () => {
    const limit = 256 * 2 ** 20;
    const { availableBytes, largestBatch, arrays } = await estimateMemory(
      gpu(limit),
      vgg19,
      question(512, null),
    );
    expect(availableBytes).toBeNull();
    expect(arrays!.maxBytes).toBe(limit);
    expect(arrays!.largestBytes).toBeGreaterThan(limit);
    const largest = async (n: number) =>
      (await estimateMemory(gpu(limit), vgg19, question(n, null))).arrays!.largestBytes;
    expect(await largest(largestBatch!)).toBeLessThanOrEqual(limit);
    expect(await largest(largestBatch! + 1)).toBeGreaterThan(limit);
  });

  it('a larger batch fits with activations in float16, which other engines refuse', async () => {
    const largest = async (engine: Engine, storage: 'float32' | 'float16') => {
      const asked = question(8, 3e9);
      return (await estimateMemory(engine, vgg19, { ...asked, settings: { ...asked.settings, storage } }))
        .largestBatch!;
    };
    const software = gpu(2 ** 40, true);
    const [full, half] = [await largest(software, 'float32'), await largest(software, 'float16')];
    expect(half / full).toBeGreaterThan(1.3);
    for (const name of ['wasm', 'tensorflow'] as const)
      await expect(largest(engineNamed(name), 'float16')).rejects.toMatchObject({
        code: 'invalid-settings',
        message: expect.stringContaining('Only the engine “webgpu”'),
      });
  });

  it('no batch fits if the weights are larger', async () => {
    const { largestBatch } = await estimateMemory(gpu(100 * 2 ** 20), vgg19, question(1, null));
    expect(largestBatch).toBeNull();
  });

  it('a software adapter uses main memory', async () => {
    const { availableBytes, totalBytes, largestBatch } = await estimateMemory(
      gpu(2 ** 40, true),
      vgg19,
      question(512, 3e9),
    );
    expect(availableBytes).toBe(3e9);
    expect(totalBytes).toBeGreaterThan(10e9);
    expect(largestBatch).toBeLessThan(200);
  });
});
