import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { initialWeights } from '#core/models/layers/initializers.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { writeNetwork } from '#core/models/layers/network-writer.ts';
import { KERAS_CLASSES, kerasLayerOrder } from '#core/models/weight-files/keras-layer-order.ts';
import { writeSafetensors } from '#core/models/weight-files/safetensors.ts';
import { readWeightsFile } from '#core/models/weight-files/weights-file.ts';
import { kerasFile, type Layout, type WrittenLayer } from './keras-layouts.ts';

/** A small network with a branch, so that Keras's order differs from the order here, and with layers named by Keras. */
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

/** Weights that all differ, also those of batch norms. */
function distinctWeights(architecture: Architecture): NamedTensor[] {
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

async function writeBytes(bytes: Uint8Array | string, name = 'weights.h5'): Promise<string> {
  const path = join(folder, `${crypto.randomUUID()}-${name}`);
  await writeFile(path, bytes);
  return path;
}

const writeKerasFile = async (
  architecture: Architecture,
  layout: Layout,
  weights = distinctWeights(architecture),
) => writeBytes(await kerasFile(layersOf(architecture, weights), layout));

test.each<[string, Layout]>([
  ['Keras 3 with names', { kind: 'weights.h5', names: true }],
  ['Keras 3 without names', { kind: 'weights.h5', names: false }],
  ['Keras 3, in a nested model', { kind: 'weights.h5', names: true, within: 'layers/functional/layers' }],
  [
    'Keras 2.12, without names',
    { kind: 'weights.h5', names: false, within: '_layer_checkpoint_dependencies' },
  ],
  ['legacy weights', { kind: 'legacy' }],
  ['legacy, the whole model', { kind: 'legacy', within: 'model_weights' }],
  ['legacy, split names', { kind: 'legacy', split: true }],
  ['legacy, a nested model', { kind: 'legacy', within: 'model_weights', nested: 'xception' }],
])('reads every weight from %s', async (_what, layout) => {
  const architecture = small();
  const path = await writeKerasFile(architecture, layout);
  const { tensors, report } = await readWeightsFile(path, architecture);
  expect(tensors).toEqual(distinctWeights(architecture));
  expect(report).toEqual({ loaded: tensors.length, missing: [], unused: [], folded: null });
});

test.each<Layout>([{ kind: 'weights.h5', names: true }, { kind: 'legacy' }])(
  'matches numbered names from a session with earlier models in order: %o',
  async (layout) => {
    const later = small({ name: (base, n) => `${base}_${n + 1}` });
    const path = await writeKerasFile(later, layout);
    const { tensors } = await readWeightsFile(path, small());
    expect(tensors.map(({ data }) => data)).toEqual(distinctWeights(later).map(({ data }) => data));
  },
);

/** The names that Keras 1 gave to layers; it counted from 1. */
const KERAS_1_NAMES: Record<string, string> = {
  conv2d: 'convolution2d',
  separable_conv2d: 'separableconvolution2d',
  batch_normalization: 'batchnormalization',
};

test.each([1, 12])('matches the names of Keras 1 in order, counted from %i', async (first) => {
  const former = small({ name: (base, n) => `${KERAS_1_NAMES[base] ?? base}_${n + first}` });
  const { tensors, report } = await readWeightsFile(
    await writeKerasFile(former, { kind: 'legacy' }),
    small(),
  );
  expect(report).toMatchObject({ missing: [], unused: [] });
  expect(tensors.map(({ data }) => data)).toEqual(distinctWeights(former).map(({ data }) => data));
});

/** A network with two dense layers with these names. */
function twoDense(names: [string, string], units: [number, number] = [6, 7]) {
  return writeNetwork('two-dense', [9, 11, 1], (net, input) => {
    const x = net.plain(net.conv(input, 'stem', 4, 3), 'mean', 'global-average-pool');
    const hidden = net.relu(net.dense(x, names[0], units[0]), 'relu');
    net.softmax(net.dense(hidden, names[1], units[1]), 'probabilities');
  });
}

test.each<Layout>([{ kind: 'weights.h5', names: true }, { kind: 'legacy' }])(
  'matches a head with other names, such as those of Keras, in order if its shapes match: %o',
  async (layout) => {
    const network = twoDense(['dense', 'dense_1']);
    const named = twoDense(['fc1', 'predictions']);
    const { tensors, report } = await readWeightsFile(await writeKerasFile(named, layout), network);
    expect(report).toEqual({ loaded: 6, missing: [], unused: [], folded: null });
    expect(tensors.map(({ data }) => data)).toEqual(distinctWeights(named).map(({ data }) => data));

    // The first layer would match, but the head as a whole does not.
    const other = await writeKerasFile(twoDense(['fc1', 'predictions'], [6, 1000]), layout);
    const { report: otherReport } = await readWeightsFile(other, network);
    expect(otherReport.missing.map(({ weight }) => weight)).toEqual([
      'dense/kernel',
      'dense/bias',
      'dense_1/kernel',
      'dense_1/bias',
    ]);
    expect(otherReport.unused).toEqual(['fc1', 'predictions']);
  },
);

test('skips and reports the head when the number of emotions differs', async () => {
  const path = await writeKerasFile(small({ emotions: 1000 }), { kind: 'weights.h5', names: true });
  const { tensors, report } = await readWeightsFile(path, small());
  expect(report.missing).toEqual([
    { weight: 'dense/kernel', reason: '[5, 1000] in the file' },
    { weight: 'dense/bias', reason: '[1000] in the file' },
  ]);
  expect(tensors.some(({ name }) => name.startsWith('dense'))).toBe(false);
});

test('reports a missing head and layers that the network does not have', async () => {
  const layers = layersOf(small(), distinctWeights(small()));
  const other = { name: 'other', className: 'conv2d_transpose', weights: layers[0].weights };
  const bytes = await kerasFile([...layers.filter(({ className }) => className !== 'dense'), other], {
    kind: 'weights.h5',
    names: true,
  });
  const { report } = await readWeightsFile(await writeBytes(bytes), small());
  expect(report.missing.map(({ weight, reason }) => `${weight}: ${reason}`)).toEqual([
    'dense/kernel: not in the file',
    'dense/bias: not in the file',
  ]);
  expect(report.unused).toEqual(['other']);
});

test('sums three channels into one only with foldChannels', async () => {
  const architecture = small();
  const weights = distinctWeights(architecture).map((tensor) =>
    tensor.name === 'stem/kernel'
      ? { ...tensor, shape: [3, 3, 3, 4], data: Float32Array.from({ length: 108 }, (_, i) => i) }
      : tensor,
  );
  const path = await writeKerasFile(architecture, { kind: 'legacy' }, weights);
  await expect(readWeightsFile(path, architecture)).rejects.toMatchObject({
    code: 'weights-mismatch',
    message: expect.stringContaining('--fold-channels'),
  });
  const { tensors, report } = await readWeightsFile(path, architecture, { foldChannels: true });
  expect(report.folded).toBe('stem/kernel');
  const { shape, data } = tensors.find(({ name }) => name === 'stem/kernel')!;
  expect(shape).toEqual([3, 3, 1, 4]);
  // Position 2, filter 1: 12 values per position, 4 per channel.
  expect(data[9]).toBe(25 + 29 + 33);
});

test('rejects another network and names the first weight that differs', async () => {
  const other = writeNetwork('other', [9, 11, 1], (net, input) => {
    const x = net.plain(net.conv(input, 'first', 4, 3), 'mean', 'global-average-pool');
    net.softmax(net.dense(x, 'dense', 7), 'probabilities');
  });
  const path = await writeKerasFile(other, { kind: 'weights.h5', names: true });
  await expect(readWeightsFile(path, small())).rejects.toMatchObject({
    code: 'weights-mismatch',
    message: expect.stringContaining('stem/kernel'),
  });
});

test('rejects a layer with more weights than in the network', async () => {
  const layers = layersOf(small(), distinctWeights(small()));
  const [first, ...others] = layers;
  const bytes = await kerasFile([{ ...first, weights: [...first.weights, ...first.weights] }, ...others], {
    kind: 'weights.h5',
    names: true,
  });
  await expect(readWeightsFile(await writeBytes(bytes), small())).rejects.toMatchObject({
    code: 'weights-mismatch',
    message: expect.stringContaining('2 weights in the file'),
  });
});

test("reads the laboratory's own files", async () => {
  const architecture = small();
  const path = join(folder, 'own.safetensors');
  const unexpected = { name: 'other/kernel', shape: [1], data: new Float32Array(1) };
  await writeSafetensors(path, [...distinctWeights(architecture), unexpected]);
  const { tensors, report } = await readWeightsFile(path, architecture);
  expect(tensors).toEqual(distinctWeights(architecture));
  expect(report.unused).toEqual(['other/kernel']);
});

test('rejects files of other formats and damaged files with a reason', async () => {
  const whole = await kerasFile(layersOf(small(), distinctWeights(small())), {
    kind: 'weights.h5',
    names: true,
  });
  const doubled = layersOf(small(), distinctWeights(small()));
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
    const path = await writeBytes(bytes, name);
    await expect(readWeightsFile(path, small()), what).rejects.toMatchObject({
      name: 'UserError',
      code: 'weights-unreadable',
    });
  }
  await expect(readWeightsFile(folder, small())).rejects.toMatchObject({ code: 'weights-unreadable' });
  await expect(readWeightsFile(join(folder, 'none.h5'), small())).rejects.toMatchObject({
    code: 'weights-unreadable',
  });
  // The library still works afterwards.
  expect((await readWeightsFile(await writeBytes(whole), small())).report.missing).toEqual([]);
});

test('rejects groups that contain themselves', async () => {
  const { File, ready } = await import('h5wasm');
  const { FS } = await ready;
  const file = new File('/circle.h5', 'w');
  const group = file.create_group('layers');
  for (const name of ['a', 'b', 'c']) group.create_hard_link('/layers', name);
  file.close();
  const path = await writeBytes(FS.readFile('/circle.h5') as Uint8Array);
  await expect(readWeightsFile(path, small())).rejects.toMatchObject({ code: 'weights-unreadable' });
});

test('reads or rejects files with random damaged bytes', async () => {
  const whole = await kerasFile(layersOf(small(), distinctWeights(small())), {
    kind: 'weights.h5',
    names: true,
  });
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
      await readWeightsFile(await writeBytes(bytes), small());
      codes.add('read');
    } catch (error) {
      codes.add((error as { code?: string }).code ?? String(error));
    }
  }
  expect(
    [...codes].filter((code) => !['read', 'weights-unreadable', 'weights-mismatch'].includes(code)),
  ).toEqual([]);
});

const KERAS_3: Layout = { kind: 'weights.h5', names: true };
const LEGACY: Layout = { kind: 'legacy' };

test.each<[string, string, Layout, number]>([
  ['NaN', 'Keras 3', KERAS_3, Number.NaN],
  ['infinity', 'Keras 3', KERAS_3, Number.POSITIVE_INFINITY],
  ['NaN', 'legacy', LEGACY, Number.NaN],
  ['−infinity', 'legacy', LEGACY, Number.NEGATIVE_INFINITY],
])('refuses %s in a file of %s', async (_value, _what, layout, value) => {
  const weights = distinctWeights(small());
  const { name, data } = weights[3];
  data[1] = value;
  await expect(
    readWeightsFile(await writeKerasFile(small(), layout, weights), small()),
  ).rejects.toMatchObject({
    code: 'weights-not-finite',
    message: expect.stringContaining(`value 2 of “${name}”`),
  });
});
