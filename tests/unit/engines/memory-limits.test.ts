import { expect, test } from 'vitest';
import { largestBatch } from '#core/engines/memory-limits.ts';
import { createHeap } from '#core/engines/wasm/kernels/heap.ts';
import { WasmNetwork } from '#core/engines/wasm/wasm-network.ts';
import { compact } from '#core/models/compact.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';
import { randomBatch, STEP } from './networks.ts';

const architecture = compact({ bands: 12, frames: 17, emotions: 3 });
const batch = (n: number) => randomBatch(architecture, n, n);

function forTraining(maxBytes?: number): WasmNetwork {
  const options = { seed: 1, optimizer: OPTIMIZER_DEFAULTS.adam };
  return new WasmNetwork(architecture, options, () => createHeap(maxBytes));
}

function forPrediction(maxBytes?: number): WasmNetwork {
  return new WasmNetwork(architecture, { seed: 1 }, () => createHeap(maxBytes));
}

test.each([0, 1, 2, 31, 63, 64])('finds the largest batch when %d fit', (fitting) => {
  expect(largestBatch(64, (n) => n <= fitting)).toBe(fitting);
  expect(largestBatch(0, () => true)).toBe(0);
});

test('rejects a batch that is too large, and the suggested size then trains', async () => {
  using sized = forTraining();
  await sized.trainStep(batch(20), STEP);
  using network = forTraining(sized.memoryBytes);
  const refusal = await network.trainStep(batch(64), STEP).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ name: 'UserError', code: 'out-of-memory' });
  const [, largest] = /Choose a batch size of at most (\d+)\./.exec((refusal as Error).message)!;
  expect(Number(largest)).toBeGreaterThanOrEqual(20);
  expect(Number(largest)).toBeLessThan(25);
  await expect(network.trainStep(batch(Number(largest) + 1), STEP)).rejects.toMatchObject({
    code: 'out-of-memory',
  });
  const { loss } = await network.trainStep(batch(Number(largest)), STEP);
  using unlimited = forTraining();
  expect(loss).toBe((await unlimited.trainStep(batch(Number(largest)), STEP)).loss);
});

test('predicts fewer clips at once with little memory, with the same results', async () => {
  const clips = batch(70);
  using unlimited = forPrediction();
  using sized = forPrediction();
  await sized.predict(clips.inputs.subarray(0, 3 * 12 * 17), 3);
  using limited = forPrediction(sized.memoryBytes);
  const probabilities = await limited.predict(clips.inputs, 70);
  expect(probabilities).toEqual(await unlimited.predict(clips.inputs, 70));
  expect(limited.memoryBytes).toBeLessThan(unlimited.memoryBytes);
  expect(await limited.predict(clips.inputs.subarray(0, 12 * 17), 1)).toEqual(probabilities.slice(0, 3));
});

test('rejects a network that does not fit at all', async () => {
  expect(() => forTraining(65_536)).toThrow(expect.objectContaining({ code: 'out-of-memory' }));
  using bare = forPrediction();
  const weights = (await bare.readWeights()).reduce((sum, { data }) => sum + data.byteLength, 0);
  // Value, gradient and both of Adam's slots, but no clip.
  using network = forTraining(4 * weights + 65_536);
  await expect(network.trainStep(batch(2), STEP)).rejects.toThrow('Choose a smaller network');
  await expect(network.predict(batch(1).inputs, 1)).rejects.toThrow('Choose a smaller network');
});
