/** Activations in float16, and sums by subgroups: both depend on what a text is written for, and the layers do not know of it. */
import { afterAll, describe, expect, test } from 'vitest';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import { dispatch, type Gpu, USAGE } from '#core/engines/webgpu/gpu.ts';
import {
  GROUP_ITEMS,
  type Kernel,
  kernel,
  perItem,
  SETTINGS_BYTES,
  signal,
} from '#core/engines/webgpu/kernels/kernel.ts';
import { bytesOf } from '#core/engines/webgpu/layers/layer-program.ts';
import { compilePlan } from '#core/engines/webgpu/plan.ts';
import { placeVariables } from '#core/engines/webgpu/variables.ts';
import { createWebgpuEngine } from '#core/engines/webgpu/webgpu-engine.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { weightSpecs } from '#core/models/layers/weights.ts';
import { networkNamed } from '#core/models/registry.ts';
import { createRandom } from '#shared/random.ts';
import { openTestGpu, whyNoWebgpu } from '../../../webgpu-adapter.ts';
import { ADAM, headed, randomBatch, relativeDifference, SMALL, STEP } from '../networks.ts';

function planOf(architecture: Architecture, storage: 'float32' | 'float16', subgroups = false, n = 4) {
  return compilePlan(architecture, placeVariables(weightSpecs(architecture), 2), {
    n,
    training: { optimizer: ADAM, clips: true, storage },
    frozen: new Set(),
    products: 'direct',
    subgroups,
  });
}

/** A few layers of the kinds that every network has. */
const TINY = headed([6, 7, 1], (net, input) => {
  const x = net.relu(net.batchNorm(net.conv(input, 'conv', 8, 3), 'norm'), 'relu');
  return net.dropout(net.maxPool(x, 'pool', 2), 'dropout', 0.3);
});

const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);

/** The arrays of the kernels with this name that are stored as float16, by the order of their operands. */
function halvesOf(architecture: Architecture, name: string): boolean[][] {
  return planOf(architecture, 'float16')
    .dispatches.filter(({ kernel: { name: found } }) => found === name)
    .map(({ operands }) => operands.map((operand) => 'half' in operand && operand.half));
}

describe('a plan with activations in float16', () => {
  test.each(['compact', 'vgg19', 'xception', 'inceptionv3', 'resnet101v2', 'densenet201'])(
    '%s needs at most three quarters of the memory for a batch, and moves fewer bytes',
    (name) => {
      const architecture = networkNamed(name, [75, 173]);
      const [full, half] = (['float32', 'float16'] as const).map((storage) =>
        planOf(architecture, storage, false, 32),
      );
      expect(total(half.buffers) / total(full.buffers)).toBeLessThan(0.75);
      const moved = ({ dispatches }: typeof full) =>
        total(dispatches.flatMap(({ operands }) => operands.map(bytesOf)));
      expect(moved(half) / moved(full)).toBeLessThan(0.85);
      // What the program writes and reads is as before.
      for (const region of [half.input, half.labels!, half.results.step!]) expect(region.half).toBe(false);
    },
  );

  test('stores what layers pass on, but neither gradients, sums and weights nor the logits', () => {
    // input, weights, (bias,) output: the input of the program is float32, and so are the logits, which the dense layer writes.
    const convolutions = halvesOf(SMALL, 'convolution');
    expect(convolutions[0]).toEqual([false, false, true]);
    expect(convolutions.at(-1)).toEqual([true, false, false, false]);
    // x, dy, moments, sums, dx.
    for (const halves of halvesOf(SMALL, 'gradient of batch norm'))
      expect(halves).toEqual([true, false, false, false, false]);
    expect(halvesOf(SMALL, 'cross-entropy')).toEqual([[false, false, false, false]]);
    expect(halvesOf(SMALL, 'update by adam').flat()).not.toContain(true);
  });

  test('keeps an array in float32 that a kernel writes one value at a time', () => {
    const odd = headed([4, 5, 2], (net, x) => net.conv(net.conv(x, 'odd', 6, 3), 'even', 8, 1));
    expect(halvesOf(odd, 'convolution')).toEqual([
      [false, false, false, false],
      [false, false, false, true],
      [true, false, false, false],
    ]);
  });

  test('is refused by an engine that cannot store it', async () => {
    using wasm = await createWasmEngine();
    await expect(wasm.build(SMALL, { seed: 1, optimizer: ADAM, storage: 'float16' })).rejects.toMatchObject({
      code: 'invalid-settings',
      message: expect.stringContaining('Only the engine “webgpu”'),
    });
  });
});

describe('the text of a kernel', () => {
  const sources = (storage: 'float32' | 'float16', subgroups: boolean) =>
    planOf(SMALL, storage, subgroups).dispatches.map(({ kernel: { name, source } }) => ({ name, source }));

  test('of float32 without subgroups needs neither', () => {
    for (const { source } of sources('float32', false)) expect(source).not.toMatch(/float16|subgroup/);
  });

  test('with subgroups differs in the sums only', () => {
    const [without, with_] = [sources('float32', false), sources('float32', true)];
    const changed = with_.filter(({ source }, index) => source !== without[index].source);
    expect([...new Set(changed.map(({ name }) => name))].sort()).toEqual(
      [
        'clipping factor',
        'combined sums',
        'gradient sums of a batch',
        'loss',
        'squares of the gradients',
      ].sort(),
    );
    for (const { source } of changed) expect(source.startsWith('enable subgroups;')).toBe(true);
  });
});

// On a busy machine, each call of a kernel waits for its turn.
describe.skipIf(whyNoWebgpu)('on the software adapter', { timeout: 600_000 }, async () => {
  const gpu = whyNoWebgpu ? null : await openTestGpu();
  const engine = gpu && createWebgpuEngine(gpu);
  afterAll(() => engine?.[Symbol.dispose]());

  test('values are rounded to the nearest float16, ties to even, and too large ones are infinite', async () => {
    const random = createRandom('float16');
    const values = Float32Array.from(
      { length: 1024 },
      () => random.normal() * 2 ** (random.integer(30) - 14),
    );
    // Ties, and the largest values that are finite and infinite.
    values.set([1 + 2 ** -11, 1 + 3 * 2 ** -11, -1 - 2 ** -11, 65_504, 65_519.99, 65_520, -65_520, 1e30]);
    values.set([2049, 2051, 0, -0], 8);
    const stored = perItem('storing', {
      reads: { x: 'vec4<f32>' },
      writes: { y: signal('vec4<f32>') },
      count: `${values.length / 4}u`,
      body: '  store_y(i, x[i]);',
    });
    const found = new Uint16Array((await calculated(gpu!, stored, [false, true], values, 512)).buffer);
    const expected = new Float16Array(values);
    const bits = new Uint16Array(expected.buffer);
    for (let i = 0; i < values.length; i++) {
      if (!Number.isFinite(expected[i])) expect(found[i] & 0x7c00, String(values[i])).toBe(0x7c00);
      // Below 2⁻¹⁴ a driver may round in any direction, or to zero.
      else if (Math.abs(values[i]) >= 2 ** -14) expect(found[i], String(values[i])).toBe(bits[i]);
      else expect(Math.abs(values[i]) < 2 ** -14).toBe(true);
    }
    const read = perItem('reading', {
      reads: { x: signal('vec4<f32>'), z: signal('f32') },
      writes: { y: 'vec4<f32>' },
      count: '1u',
      body: '  y[i] = vec4<f32>(load_x(1u).x, load_x(1u).w, load_z(4u), load_z(7u));',
    });
    const halves = new Float16Array([0, 0, 0, 0, 1.5, 0, 0, -0.25]);
    const given = new Float32Array(halves.buffer);
    expect([...(await calculated(gpu!, read, [true, true, false], given, 4))]).toEqual([
      1.5, -0.25, 1.5, -0.25,
    ]);
  });

  test('a training in float16 repeats to the bit, also from its state, and predicts in float32', async () => {
    const batch = randomBatch(TINY, 7, 1);
    const step = { ...STEP, learningRate: 1e-3, clipNorm: 1 };
    const train = async (storage: 'float32' | 'float16') => {
      const network = await engine!.build(TINY, { seed: 1, optimizer: ADAM, storage });
      return {
        network,
        results: [await network.trainStep(batch, step), await network.trainStep(batch, step)],
      };
    };
    const [first, again, full] = [await train('float16'), await train('float16'), await train('float32')];
    expect(again.results).toEqual(first.results);
    const weights = await first.network.readWeights();
    expect(await again.network.readWeights()).toEqual(weights);
    expect(await full.network.readWeights()).not.toEqual(weights);
    for (const [i, { loss }] of first.results.entries())
      expect(Math.abs(loss / full.results[i].loss - 1)).toBeLessThan(4 * 2 ** -11);
    await full.network.writeWeights(weights);
    expect(await full.network.predict(batch.inputs, 7)).toEqual(await first.network.predict(batch.inputs, 7));
    // As after a resume.
    const state = await first.network.readState();
    const next = await first.network.trainStep(batch, step);
    using resumed = await engine!.build(TINY, { seed: 9, optimizer: ADAM, storage: 'float16' });
    await resumed.writeWeights(weights);
    await resumed.writeState(state);
    expect(await resumed.trainStep(batch, step)).toEqual(next);
    expect(await resumed.readWeights()).toEqual(await first.network.readWeights());
    for (const { network } of [first, again, full]) network[Symbol.dispose]();
  });

  test('a value that float16 cannot store ends in a loss that is not finite', async () => {
    const net = headed([4, 4, 1], (writer, x) => writer.conv(x, 'conv', 4, 1));
    using network = await engine!.build(net, { seed: 1, optimizer: ADAM, storage: 'float16' });
    const batch = randomBatch(net, 2, 1);
    const large = { ...batch, inputs: batch.inputs.map((value) => 1e6 * value) };
    expect((await network.trainStep(batch, { ...STEP, learningRate: 0 })).loss).toBeGreaterThan(0);
    expect((await network.trainStep(large, { ...STEP, learningRate: 0 })).loss).toBeNaN();
  });

  test('subgroups add all values, once each, in the same order each time', async () => {
    if (!gpu!.subgroups) return process.stderr.write('The software adapter has no subgroups.\n');
    using without = await openTestGpu('direct', false);
    expect(without.subgroups).toBe(false);
    const random = createRandom('subgroups');
    for (const lanes of [64, 50]) {
      const values = Float32Array.from({ length: lanes * 4 }, () => random.normal());
      const adding = (type: 'f32' | 'vec4<f32>') =>
        kernel('adding', {
          reads: { x: type },
          writes: { y: type },
          sums: { type, names: ['sum', 'twice'] },
          invocations: lanes,
          main: `  let total = workgroup_sums(lane, Sums(x[lane], 2.0 * x[lane]));
  if (lane == 0u) { y[0] = total.sum; y[1] = total.twice; }`,
        });
      for (const [type, width] of [['f32', 1] as const, ['vec4<f32>', 4] as const]) {
        const sums = await calculated(gpu!, adding(type), [false, false], values, 2 * width);
        const ones = await calculated(without, adding(type), [false, false], values, 2 * width);
        expect(relativeDifference(sums, ones)).toBeLessThan(1e-5);
        for (let column = 0; column < width; column++) {
          const exact = total([...values.subarray(0, lanes * width)].filter((_, i) => i % width === column));
          expect(Math.abs(sums[column] - exact)).toBeLessThan(1e-5);
          expect(Math.abs(sums[width + column] - 2 * exact)).toBeLessThan(2e-5);
        }
        expect(await calculated(gpu!, adding(type), [false, false], values, 2 * width)).toEqual(sums);
      }
    }
  });
});

/** The last array of a kernel after its call, with `values` in all other arrays. */
async function calculated(
  gpu: Gpu,
  made: Kernel,
  halves: readonly boolean[],
  values: Float32Array<ArrayBuffer>,
  floats: number,
): Promise<Float32Array> {
  const text = made.text({ halves, subgroups: gpu.subgroups });
  const { pipeline, layout } = await gpu.compile(text);
  const given = text.access.slice(1).map(() => values.byteLength);
  const arrays = (await gpu.allocate(
    [...given, 4 * floats],
    USAGE.storage | USAGE.copySource | USAGE.copyTarget,
  ))!;
  const [settings] = (await gpu.allocate([SETTINGS_BYTES], USAGE.uniform))!;
  const [staging] = (await gpu.allocate([4 * floats], USAGE.mapRead | USAGE.copyTarget))!;
  for (const array of arrays.slice(0, -1)) gpu.device.queue.writeBuffer(array, 0, values);
  const group = gpu.device.createBindGroup({
    layout,
    entries: [settings, ...arrays].map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  const encoder = gpu.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  dispatch(pass, pipeline, group, Math.ceil(values.length / GROUP_ITEMS));
  pass.end();
  encoder.copyBufferToBuffer(arrays.at(-1)!, 0, staging, 0, 4 * floats);
  gpu.device.queue.submit([encoder.finish()]);
  const found = await gpu.download(staging, 4 * floats);
  gpu.release([settings, staging, ...arrays]);
  return found;
}
