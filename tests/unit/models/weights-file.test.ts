import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NamedTensor } from '../../../src/core/engines/engine.ts';
import { writeSafetensors } from '../../../src/core/engines/safetensors.ts';
import type { Architecture } from '../../../src/core/models/architecture.ts';
import { initialWeights } from '../../../src/core/models/initializers.ts';
import { KERAS_CLASSES, kerasLayerOrder } from '../../../src/core/models/keras-layer-order.ts';
import { writeNetwork } from '../../../src/core/models/network-writer.ts';
import { readWeightsFile } from '../../../src/core/models/weights-file.ts';
import { kerasFile, type Layout, type WrittenLayer } from './keras-layouts.ts';

/** A small network with a branch, so that Keras's order is not that of writing, and with layers that Keras numbered. */
function small({ emotions = 7, name = (base: string, n: number) => (n === 0 ? base : `${base}_${n}`) } = {}) {
  return writeNetwork('small', [9, 11, 1], (net, input) => {
    let x = net.conv(input, 'stem', 4, 3, { useBias: false });
    const branch = net.batchNorm(net.conv(x, name('conv2d', 0), 5, 1), name('batch_normalization', 0));
    x = net.batchNorm(net.separable(x, 'separable', 5, 3), 'separable_bn', { scale: false });
    x = net.conv(x, name('conv2d', 1), 5, 1);
    x = net.add([x, branch], 'add');
    x = net.plain(x, 'mean', 'global-average-pool');
    net.softmax(net.dense(x, name('dense', 0), emotions), 'probabilities');
  });
}

function layersOf(architecture: Architecture, weights: readonly NamedTensor[]): WrittenLayer[] {
  return kerasLayerOrder(architecture).flatMap(({ name, kind }): WrittenLayer[] => {
    const own = weights.filter((weight) => weight.name.startsWith(`${name}/`));
    const className = KERAS_CLASSES[kind];
    if (className === undefined) return [];
    return [{ name, className, weights: own.map((w) => ({ ...w, name: w.name.slice(name.length + 1) })) }];
  });
}

/** Other values everywhere, those of batch norms too. */
function drawn(architecture: Architecture): NamedTensor[] {
  let next = 0;
  return initialWeights(architecture, 3).map((tensor) => ({
    ...tensor,
    data: tensor.data.map(() => Math.fround(Math.sin(++next))),
  }));
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weights-file-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function stored(bytes: Uint8Array | string, name = 'weights.h5'): Promise<string> {
  const path = join(folder, `${crypto.randomUUID()}-${name}`);
  await writeFile(path, bytes);
  return path;
}

const written = async (architecture: Architecture, layout: Layout, weights = drawn(architecture)) =>
  stored(await kerasFile(layersOf(architecture, weights), layout));

test.each<[string, Layout]>([
  ['Keras 3 with names', { kind: 'weights.h5', names: true }],
  ['Keras 3 without names', { kind: 'weights.h5', names: false }],
  ['Keras 3, in a model inside', { kind: 'weights.h5', names: true, within: 'layers/functional/layers' }],
  [
    'Keras 2.12, without names',
    { kind: 'weights.h5', names: false, within: '_layer_checkpoint_dependencies' },
  ],
  ['legacy weights', { kind: 'legacy' }],
  ['legacy, the whole model', { kind: 'legacy', within: 'model_weights' }],
  ['legacy, names cut into pieces', { kind: 'legacy', cut: true }],
  ['legacy, a model inside', { kind: 'legacy', within: 'model_weights', nested: 'xception' }],
])('every weight is read from %s', async (_what, layout) => {
  const architecture = small();
  const path = await written(architecture, layout);
  const { tensors, report } = await readWeightsFile(path, architecture);
  expect(tensors).toEqual(drawn(architecture));
  expect(report).toEqual({ loaded: tensors.length, missing: [], unused: [], folded: null });
});

test.each<Layout>([{ kind: 'weights.h5', names: true }, { kind: 'legacy' }])(
  'numbers of a session that made other models before are matched in order: %o',
  async (layout) => {
    const later = small({ name: (base, n) => `${base}_${n + 1}` });
    const path = await written(later, layout);
    const { tensors } = await readWeightsFile(path, small());
    expect(tensors.map(({ data }) => data)).toEqual(drawn(later).map(({ data }) => data));
  },
);

/** A network with two dense layers of those names. */
function twoDense(names: [string, string], units: [number, number] = [6, 7]) {
  return writeNetwork('two-dense', [9, 11, 1], (net, input) => {
    const x = net.plain(net.conv(input, 'stem', 4, 3), 'mean', 'global-average-pool');
    const hidden = net.relu(net.dense(x, names[0], units[0]), 'relu');
    net.softmax(net.dense(hidden, names[1], units[1]), 'probabilities');
  });
}

test.each<Layout>([{ kind: 'weights.h5', names: true }, { kind: 'legacy' }])(
  'a head of other names, such as Keras’s own, is matched in order where it fits: %o',
  async (layout) => {
    const network = twoDense(['dense', 'dense_1']);
    const named = twoDense(['fc1', 'predictions']);
    const { tensors, report } = await readWeightsFile(await written(named, layout), network);
    expect(report).toEqual({ loaded: 6, missing: [], unused: [], folded: null });
    expect(tensors.map(({ data }) => data)).toEqual(drawn(named).map(({ data }) => data));

    // The first of them would fit; but the head as a whole is another.
    const other = await written(twoDense(['fc1', 'predictions'], [6, 1000]), layout);
    const { report: partly } = await readWeightsFile(other, network);
    expect(partly.missing.map(({ weight }) => weight)).toEqual([
      'dense/kernel',
      'dense/bias',
      'dense_1/kernel',
      'dense_1/bias',
    ]);
    expect(partly.unused).toEqual(['fc1', 'predictions']);
  },
);

test('the head is left out where the emotions differ, and reported', async () => {
  const path = await written(small({ emotions: 1000 }), { kind: 'weights.h5', names: true });
  const { tensors, report } = await readWeightsFile(path, small());
  expect(report.missing).toEqual([
    { weight: 'dense/kernel', reason: '[5, 1000] in the file' },
    { weight: 'dense/bias', reason: '[1000] in the file' },
  ]);
  expect(tensors.some(({ name }) => name.startsWith('dense'))).toBe(false);
});

test('a file without a head, and one with layers that the network has not', async () => {
  const layers = layersOf(small(), drawn(small()));
  const other = { name: 'other', className: 'conv2d_transpose', weights: layers[0].weights };
  const bytes = await kerasFile([...layers.filter(({ className }) => className !== 'dense'), other], {
    kind: 'weights.h5',
    names: true,
  });
  const { report } = await readWeightsFile(await stored(bytes), small());
  expect(report.missing.map(({ weight, reason }) => `${weight}: ${reason}`)).toEqual([
    'dense/kernel: not in the file',
    'dense/bias: not in the file',
  ]);
  expect(report.unused).toEqual(['other']);
});

test('three channels are summed into one when asked, and refused otherwise', async () => {
  const architecture = small();
  const weights = drawn(architecture).map((tensor) =>
    tensor.name === 'stem/kernel'
      ? { ...tensor, shape: [3, 3, 3, 4], data: Float32Array.from({ length: 108 }, (_, i) => i) }
      : tensor,
  );
  const path = await written(architecture, { kind: 'legacy' }, weights);
  await expect(readWeightsFile(path, architecture)).rejects.toMatchObject({
    code: 'weights-mismatch',
    message: expect.stringContaining('--fold-channels'),
  });
  const { tensors, report } = await readWeightsFile(path, architecture, { foldChannels: true });
  expect(report.folded).toBe('stem/kernel');
  const { shape, data } = tensors.find(({ name }) => name === 'stem/kernel')!;
  expect(shape).toEqual([3, 3, 1, 4]);
  // Place 2, filter 1: 12 values a place, 4 a channel.
  expect(data[9]).toBe(25 + 29 + 33);
});

test('another network is refused with the first weight that differs', async () => {
  const other = writeNetwork('other', [9, 11, 1], (net, input) => {
    const x = net.plain(net.conv(input, 'first', 4, 3), 'mean', 'global-average-pool');
    net.softmax(net.dense(x, 'dense', 7), 'probabilities');
  });
  const path = await written(other, { kind: 'weights.h5', names: true });
  await expect(readWeightsFile(path, small())).rejects.toMatchObject({
    code: 'weights-mismatch',
    message: expect.stringContaining('stem/kernel'),
  });
});

test('a layer with more weights than the network knows of is refused', async () => {
  const layers = layersOf(small(), drawn(small()));
  const [first, ...others] = layers;
  const bytes = await kerasFile([{ ...first, weights: [...first.weights, ...first.weights] }, ...others], {
    kind: 'weights.h5',
    names: true,
  });
  await expect(readWeightsFile(await stored(bytes), small())).rejects.toMatchObject({
    code: 'weights-mismatch',
    message: expect.stringContaining('2 weights in the file'),
  });
});

test("the laboratory's own files", async () => {
  const architecture = small();
  const path = join(folder, 'own.safetensors');
  const stranger = { name: 'other/kernel', shape: [1], data: new Float32Array(1) };
  await writeSafetensors(path, [...drawn(architecture), stranger]);
  const { tensors, report } = await readWeightsFile(path, architecture);
  expect(tensors).toEqual(drawn(architecture));
  expect(report.unused).toEqual(['other/kernel']);
});

test('files that are none, damaged or hostile are refused with a reason', async () => {
  const whole = await kerasFile(layersOf(small(), drawn(small())), { kind: 'weights.h5', names: true });
  const doubled = layersOf(small(), drawn(small()));
  const integers = new Int32Array(doubled[0].weights[0].data.length);
  Object.assign(doubled[0].weights[0], { data: integers });
  const bad: [string, Uint8Array | string, string][] = [
    ['empty', '', 'weights.h5'],
    ['text', 'This is no weights file.', 'weights.h5'],
    ['text of another name', 'This is no weights file.', 'weights.bin'],
    ['half', whole.subarray(0, whole.length >> 1), 'weights.h5'],
    ['signature alone', whole.subarray(0, 8), 'weights.bin'],
    ['a byte short', whole.subarray(0, -1), 'weights.h5'],
    ['an archive', 'PK\u0003\u0004 and so on', 'model.keras'],
    ['without layers', await kerasFile([], { kind: 'weights.h5', names: true }), 'weights.h5'],
    ['whole numbers', await kerasFile(doubled, { kind: 'legacy' }), 'weights.h5'],
  ];
  for (const [what, bytes, name] of bad) {
    const path = await stored(bytes, name);
    await expect(readWeightsFile(path, small()), what).rejects.toMatchObject({
      name: 'UserError',
      code: 'weights-unreadable',
    });
  }
  await expect(readWeightsFile(folder, small())).rejects.toMatchObject({ code: 'weights-unreadable' });
  await expect(readWeightsFile(join(folder, 'none.h5'), small())).rejects.toMatchObject({
    code: 'weights-unreadable',
  });
  // The library is whole afterwards.
  expect((await readWeightsFile(await stored(whole), small())).report.missing).toEqual([]);
});

test('groups that contain themselves come to an end', async () => {
  const { File, ready } = await import('h5wasm');
  const { FS } = await ready;
  const file = new File('/circle.h5', 'w');
  const group = file.create_group('layers');
  for (const name of ['a', 'b', 'c']) group.create_hard_link('/layers', name);
  file.close();
  const path = await stored(FS.readFile('/circle.h5') as Uint8Array);
  await expect(readWeightsFile(path, small())).rejects.toMatchObject({ code: 'weights-unreadable' });
});

test('no damaged byte brings anything but a reason or weights', async () => {
  const whole = await kerasFile(layersOf(small(), drawn(small())), { kind: 'weights.h5', names: true });
  let state = 1;
  const below = (bound: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state % bound;
  };
  const codes = new Set<string>();
  for (let i = 0; i < 150; i++) {
    const bytes = Buffer.from(whole);
    for (let j = 0; j <= below(40); j++) bytes[below(bytes.length)] = below(256);
    try {
      await readWeightsFile(await stored(bytes), small());
      codes.add('read');
    } catch (error) {
      codes.add((error as { code?: string }).code ?? String(error));
    }
  }
  expect(
    [...codes].filter((code) => !['read', 'weights-unreadable', 'weights-mismatch'].includes(code)),
  ).toEqual([]);
});
