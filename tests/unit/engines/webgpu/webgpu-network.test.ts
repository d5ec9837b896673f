import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { Engine, StepResult } from '#core/engines/engine.ts';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import { type Gpu, USAGE } from '#core/engines/webgpu/gpu.ts';
import { createWebgpuEngine } from '#core/engines/webgpu/webgpu-engine.ts';
import { compact } from '#core/models/compact.ts';
import { COMPACT_2 } from '#core/models/compact-2.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { writeNetwork } from '#core/models/layers/network-writer.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';
import { openTestGpu, whyNoWebgpu } from '../../../webgpu-adapter.ts';
import { ADAM, headed, randomBatch, relativeDifference, SMALL, STEP } from '../networks.ts';

const TINY = headed([4, 5, 1], (net, x) => net.relu(net.conv(x, 'conv', 3, 3), 'relu'));

/** Dropout draws other masks on each engine. */
const withoutDropout = ({ name, layers }: Architecture): Architecture => ({
  name,
  layers: layers.map((layer) => (layer.kind === 'dropout' ? { ...layer, rate: 0 } : layer)),
});

/**
 * What 1,000 steps may add to the memory of the process: 24 KB each. It was 1 MB on a quiet machine and 11 MB on a busy one, where
 * garbage is collected later.
 */
const MAX_GROWTH_BYTES = 24e6;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function residentBytes(): number {
  collectGarbage();
  return process.memoryUsage.rss();
}

/** Number of open files, sockets and devices; 0 where the system does not list them. */
const openHandles = (): number => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0);

async function onGpu(work: (engine: Engine, gpu: Gpu) => Promise<void>): Promise<void> {
  const gpu = await openTestGpu();
  using engine = createWebgpuEngine(gpu);
  await work(engine, gpu);
}

// On a busy machine, each call of a kernel waits for its turn.
describe.skipIf(whyNoWebgpu)('a network on the software adapter', { timeout: 600_000 }, () => {
  describe.each([
    withoutDropout(compact({ bands: 12, frames: 17, emotions: 3 })),
    withoutDropout(COMPACT_2.write({ bands: 16, frames: 20, emotions: 3 })),
  ])('$name', (architecture) => {
    test('has the probabilities of wasm, and its weights after a step of each optimizer', async () => {
      using wasm = await createWasmEngine();
      await onGpu(async (engine) => {
        const batch = randomBatch(architecture, 3, 1);
        for (const name of ['sgd', 'adam', 'adadelta'] as const) {
          const optimizer = OPTIMIZER_DEFAULTS[name];
          using expected = await wasm.build(architecture, { seed: 4, optimizer });
          using network = await engine.build(architecture, { seed: 4, optimizer });
          expect(
            relativeDifference(
              await network.predict(batch.inputs, 3),
              await expected.predict(batch.inputs, 3),
            ),
          ).toBeLessThan(1e-4);
          // Adam's first step is nearly the sign of the gradient, which rounding decides where it is nearly zero.
          const step = { ...STEP, learningRate: optimizer.learningRate, clipNorm: 1 };
          const [own, reference] = [
            await network.trainStep(batch, step),
            await expected.trainStep(batch, step),
          ];
          expect(own.correct).toBe(reference.correct);
          expect(Math.abs(own.loss - reference.loss)).toBeLessThan(1e-4 * reference.loss);
          const weights = new Map((await network.readWeights()).map((tensor) => [tensor.name, tensor]));
          for (const { name: weight, data } of await expected.readWeights()) {
            const found = weights.get(weight)!.data;
            const far = data.filter(
              (value, i) => Math.abs(value - found[i]) > 1e-3 * Math.max(0.01, Math.abs(value)),
            );
            expect(far.length / data.length, `${weight} after ${name}`).toBeLessThan(
              name === 'adam' ? 0.02 : 1e-9,
            );
          }
        }
      });
    });
  });

  test('has the same bits whether each step is awaited or several are in flight', async () => {
    await onGpu(async (engine) => {
      const sizes = [4, 4, 2, 4, 3, 4];
      const batches = sizes.map((n, seed) => randomBatch(TINY, n, seed));
      // A step whose inputs are not finite changes nothing and does not disturb the others.
      batches[3].inputs[1] = Number.NaN;
      const step = { ...STEP, learningRate: 0.01 };
      using awaited = await engine.build(TINY, { seed: 1, optimizer: ADAM });
      using flying = await engine.build(TINY, { seed: 1, optimizer: ADAM });
      const expected: StepResult[] = [];
      for (const batch of batches) expected.push(await awaited.trainStep(batch, step));
      const found = Promise.all(batches.map((batch) => flying.trainStep(batch, step)));
      // A call after them waits for them.
      const [probabilities, weights] = [flying.predict(batches[0].inputs, 4), await flying.readWeights()];
      expect(await found).toEqual(expected);
      expect(expected[3].loss).toBeNaN();
      expect(weights).toEqual(await awaited.readWeights());
      expect(await probabilities).toEqual(await awaited.predict(batches[0].inputs, 4));
      expect(await flying.readState()).toEqual(await awaited.readState());
    });
  });

  test('frees all memory, and a thousand steps need no more memory and handles than the first', async () => {
    await onGpu(async (engine, gpu) => {
      const before = gpu.allocated;
      {
        using network = await engine.build(TINY, { seed: 1, optimizer: ADAM });
        const batch = randomBatch(TINY, 4, 1);
        const round = async (steps: number) => {
          for (let i = 0; i < steps; i++) await network.trainStep(batch, { ...STEP, learningRate: 1e-4 });
          await network.predict(batch.inputs, 4);
          await network.readWeights();
          return gpu.allocated;
        };
        const after = await round(1);
        expect(after.bytes).toBeGreaterThan(0);
        // Compiled code and the pools of the driver have their size then.
        await round(200);
        const [memory, handles] = [residentBytes(), openHandles()];
        expect(await round(1000)).toEqual(after);
        expect(residentBytes() - memory).toBeLessThan(MAX_GROWTH_BYTES);
        expect(openHandles()).toBe(handles);
      }
      expect(gpu.allocated).toEqual(before);
    });
  });

  test('that is lost in the middle of a step tells so, and every later call too', async () => {
    await onGpu(async (engine, gpu) => {
      const network = await engine.build(SMALL, { seed: 1, optimizer: ADAM });
      const batch = randomBatch(SMALL, 4, 1);
      await network.trainStep(batch, STEP);
      const running = network.trainStep(batch, STEP);
      gpu.device.destroy();
      const lost = {
        code: 'gpu-lost',
        message: expect.stringContaining('Resume the run from its last checkpoint'),
      };
      await expect(running).rejects.toMatchObject(lost);
      await expect(network.predict(batch.inputs, 4)).rejects.toMatchObject(lost);
      await expect(network.readWeights()).rejects.toMatchObject(lost);
      network[Symbol.dispose]();
    });
  });

  test('that does not answer ends with a reason', async () => {
    await onGpu(async (_, gpu) => {
      const never = new Promise<void>(() => undefined);
      await expect(gpu.wait(never, 0.01)).rejects.toMatchObject({
        code: 'gpu-stuck',
        message: expect.stringContaining('did not answer for 0.01 s'),
      });
      await expect(gpu.allocate([16], 128)).rejects.toMatchObject({ code: 'gpu-stuck' });
    });
  });

  test('a kernel that does not compile is named', async () => {
    await onGpu(async (_, gpu) => {
      const broken = gpu.compile({ name: 'broken kernel', source: 'fn main() { nonsense }', access: [] });
      await expect(broken).rejects.toMatchObject({
        code: 'gpu-failed',
        message: expect.stringContaining('“broken kernel”'),
      });
    });
  });

  test('a batch that does not fit is refused with the largest that does, and the network still works', async () => {
    await onGpu(async (engine, gpu) => {
      const wide = writeNetwork('wide map', [512, 512, 1], (net, input) => {
        const x = net.plain(net.conv(input, 'conv', 64, 1), 'mean', 'global-average-pool');
        net.softmax(net.dense(x, 'head', 3), 'probabilities');
      });
      using network = await engine.build(wide, { seed: 1, optimizer: ADAM });
      // The array of the convolution has 64 MiB a clip.
      const n = Math.floor(gpu.maxArrayBytes / 2 ** 26) + 1;
      const inputs = { length: n * 512 * 512 } as Float32Array;
      const batch = { inputs, targets: new Float32Array(3 * n), sampleWeights: new Float32Array(n), n };
      const refusal = await network.trainStep(batch, STEP).catch((error: Error) => error);
      expect(refusal).toMatchObject({ code: 'out-of-memory' });
      const [, advised] = /Choose a batch size of at most (\d+)\./.exec((refusal as Error).message)!;
      const fits = async (clips: number) => {
        const created = await gpu.allocate([clips * 2 ** 26], USAGE.storage);
        gpu.release(created ?? []);
        return created !== null;
      };
      // This driver does not allocate quite as much as it says.
      expect([await fits(Number(advised)), await fits(Number(advised) + 1)]).toEqual([true, false]);
      const small = randomBatch(wide, 1, 1);
      expect((await network.predict(small.inputs, 1)).length).toBe(3);
    });
  });
});
