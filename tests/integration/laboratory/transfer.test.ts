import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import { readNpy, writeNpy } from '#core/features/npy.ts';
import { type Laboratory, openLaboratory } from '#core/laboratory/index.ts';
import { layersUpTo } from '#core/models/layers/frozen-layers.ts';
import { initialWeights } from '#core/models/layers/initializers.ts';
import { networkNamed } from '#core/models/registry.ts';
import { KERAS_CLASSES, kerasLayerOrder } from '#core/models/weight-files/keras-layer-order.ts';
import { readSafetensors, writeSafetensors } from '#core/models/weight-files/safetensors.ts';
import type { LaboratoryEvent } from '#shared/contract.ts';
import type { Run } from '#shared/runs.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import { ENTRIES } from '../../program-scripts.ts';
import { kerasFile } from '../../unit/models/weight-files/keras-layouts.ts';

let folder: string;
let laboratory: Laboratory;
const events: LaboratoryEvent[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'transfer-'));
  laboratory = await openLaboratory({ folder: join(folder, 'laboratory'), entries: ENTRIES });
  laboratory.subscribe((event) => events.push(event));
  const voices = { folder: join(folder, 'voices'), speakers: 4, clipsPerEmotion: 2 };
  await laboratory.invoke('corpora.sample', voices);
});
afterAll(async () => {
  await laboratory[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe('networks.run', () => {
  const shape = [3, 20, 30];
  const values = Float32Array.from({ length: 1800 }, (_, i) => Math.sin(i));
  const path = (name: string) => join(folder, name);
  const architecture = networkNamed('compact', [20, 30]);
  const request = (input: string) => ({
    name: 'compact',
    weights: path('compact.safetensors'),
    input: path(input),
    output: path('probabilities.npy'),
    engine: 'wasm' as const,
  });
  beforeAll(() => writeSafetensors(path('compact.safetensors'), initialWeights(architecture, 5)));

  it.each([[shape], [[...shape, 1]]])(
    'writes the output of the engine for an array of shape %j',
    async (written) => {
      await writeNpy(path('images.npy'), values, written);
      const ran = await laboratory.invoke('networks.run', request('images.npy'));
      expect(ran).toMatchObject({ input: [3, 20, 30, 1], output: [3, 7], engine: 'wasm', weights: null });
      using engine = await createWasmEngine();
      using network = await engine.build(architecture, { seed: 0 });
      await network.writeWeights(initialWeights(architecture, 5));
      const { shape: found, data } = readNpy(ran.path);
      expect(found).toEqual([3, 7]);
      expect(data).toEqual(await network.predict(values, 3));
    },
  );

  it('accepts one image without the outer axis', async () => {
    await writeNpy(path('image.npy'), values.slice(0, 600), [20, 30]);
    expect((await laboratory.invoke('networks.run', request('image.npy'))).output).toEqual([1, 7]);
  });

  it.each([
    ['with too many axes', [1, 1, 20, 30, 1], 'invalid-input'],
    ['with three channels', [1, 20, 10, 3], 'invalid-input'],
    ['without images', [0, 20, 30], 'invalid-input'],
  ])('rejects an array %s', async (_what, written, code) => {
    const size = written.reduce((product, side) => product * side, 1);
    await writeNpy(path('bad.npy'), new Float32Array(size), written);
    await expect(laboratory.invoke('networks.run', request('bad.npy'))).rejects.toMatchObject({ code });
  });

  it('names the unused layers of a Keras file with a missing head', async () => {
    const layers = kerasLayerOrder(architecture).flatMap(({ name, kind }) => {
      const className = KERAS_CLASSES[kind];
      const own = initialWeights(architecture, 5).filter((weight) => weight.name.startsWith(`${name}/`));
      const weights = own.map((weight) => ({ ...weight, name: weight.name.slice(name.length + 1) }));
      return className === undefined ? [] : [{ name, className, weights }];
    });
    const head = layers.find(({ name }) => name === 'emotions')!;
    const [kernel] = head.weights;
    head.name = 'predictions';
    head.weights = [
      { name: 'kernel', shape: [kernel.shape[0], 5], data: kernel.data.slice(0, kernel.shape[0] * 5) },
    ];
    await writeFile(path('five.weights.h5'), await kerasFile(layers, { kind: 'weights.h5', names: true }));
    await writeNpy(path('images.npy'), values, shape);
    await expect(
      laboratory.invoke('networks.run', { ...request('images.npy'), weights: path('five.weights.h5') }),
    ).rejects.toMatchObject({
      code: 'weights-mismatch',
      message: expect.stringMatching(
        /“emotions\/kernel” is not in the file.*not in the network: “predictions”/,
      ),
    });
  });

  it('rejects missing files, files without an array, and files of another network', async () => {
    await writeFile(path('text.npy'), 'no array');
    for (const input of ['none.npy', 'text.npy'])
      await expect(laboratory.invoke('networks.run', request(input))).rejects.toMatchObject({
        code: 'invalid-npy',
      });
    await writeNpy(path('wide.npy'), new Float32Array(40 * 40), [40, 40]);
    const wide = request('wide.npy');
    await expect(laboratory.invoke('networks.run', { ...wide, name: 'inceptionv3' })).rejects.toMatchObject({
      code: 'input-too-small',
    });
    await expect(laboratory.invoke('networks.run', { ...wide, name: 'vgg19' })).rejects.toMatchObject({
      code: 'weights-mismatch',
    });
    const nowhere = { ...wide, output: path('none/probabilities.npy') };
    await expect(laboratory.invoke('networks.run', nowhere)).rejects.toMatchObject({
      code: 'weights-mismatch',
    });
  });
});

describe('transfer learning', () => {
  const settings = (more: RunSettingsInput): RunSettingsInput => ({ engine: 'wasm', epochs: 1, ...more });
  const weightsOf = (run: Run) => join(laboratory.folder, 'runs', run.id, 'fold-0', 'weights.safetensors');

  async function train(input: RunSettingsInput): Promise<Run> {
    const ended = Promise.withResolvers<void>();
    const unsubscribe = laboratory.subscribe((event) => {
      if (event.name === 'run.status' && ['finished', 'failed'].includes(event.data.status)) ended.resolve();
    });
    const folders = [join(folder, 'voices')];
    const { id } = await laboratory.invoke('runs.start', { folders, settings: settings(input) });
    await ended.promise;
    unsubscribe();
    return laboratory.invoke('runs.show', { run: id });
  }

  it('starts from another run, keeps frozen layers, and reports leakage from the run', async () => {
    const first = await train({});
    expect(first.leakage.speakers).toBe(0);
    const second = await train({
      startWeights: first.id.slice(0, -1),
      freezeUpTo: 'stage2_relu2',
      // Another split: the test set contains training clips of the first run.
      protocol: 'random',
    });
    expect(second.status).toBe('finished');
    expect(second.settings.startWeights).toMatchObject({ from: first.id, sha256: expect.any(String) });
    expect(second.leakage.clips).toBeGreaterThan(0);

    const reported = events.flatMap((event) => (event.name === 'run.status' ? [event.data.failure] : []));
    expect(reported).toContainEqual({
      code: 'start-weights',
      message: 'Started from 52 of 52 weights of the file.',
    });

    const frozen = layersUpTo(networkNamed('compact', [64, 151]), 'stage2_relu2');
    const before = (await readSafetensors(weightsOf(first))).tensors;
    const after = (await readSafetensors(weightsOf(second))).tensors;
    const kept = before.filter(({ data }, i) => data.every((value, j) => value === after[i].data[j]));
    const expected = before.filter(({ name }) => frozen.has(name.split('/')[0]));
    expect(kept.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));

    // A copy of the file is recognised as that run's weights.
    const copy = join(folder, 'copy.safetensors');
    await copyFile(weightsOf(first), copy);
    const third = await train({ startWeights: copy, protocol: 'random' });
    expect(third.leakage).toEqual(second.leakage);
    // The record contains the hash of the file. A file with other content is rejected.
    await copyFile(weightsOf(second), copy);
    await expect(train(third.settings)).rejects.toMatchObject({ code: 'start-weights-changed' });
  });

  it.each<[string, RunSettingsInput, string]>([
    ['weights from nowhere', { startWeights: 'nowhere' }, 'start-weights-missing'],
    ['a folder for weights', { startWeights: tmpdir() }, 'weights-unreadable'],
    ['a missing layer', { freezeUpTo: 'block1_conv1' }, 'unknown-layer'],
    ['nothing left to train', { freezeUpTo: 'emotions' }, 'nothing-to-train'],
  ])('rejects %s before a run is recorded', async (_what, input, code) => {
    const runs = await laboratory.invoke('runs.list', {});
    await expect(train(input)).rejects.toMatchObject({ code });
    expect(await laboratory.invoke('runs.list', {})).toHaveLength(runs.length);
  });

  it('rejects the model of another network', async () => {
    const [{ id }] = await laboratory.invoke('runs.list', {});
    const other = { network: 'vgg19', startWeights: id };
    await expect(train(other)).rejects.toMatchObject({ code: 'weights-mismatch' });
  });
});
