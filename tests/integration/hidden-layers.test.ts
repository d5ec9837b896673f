/** A run on the hidden layers of an encoder: added, trained on with both heads, predicted with, exported, archived. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openReader } from '#core/jobs/open-reader.ts';
import { openLaboratory } from '#core/laboratory/index.ts';
import { readSafetensors } from '#core/models/weight-files/safetensors.ts';
import { addEncoder } from '#core/runtime/encoders/add-encoder.ts';
import { foldWeightsPath } from '#core/training/checkpoint.ts';
import type { EncoderFeatures } from '#shared/settings/encoder-features.ts';
import { ENTRIES } from '../program-scripts.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { TINY_DIMENSIONS, tinyEntry, tinyOnnx } from '../tiny-encoder.ts';
import { type LaboratoryWithVoices, laboratoryWithVoices } from './laboratory-with-voices.ts';

const LAYERS = 3;
const SETTINGS = { engine: 'wasm', epochs: 3, protocol: { name: 'k-fold-speakers', folds: 3 } } as const;

let home: LaboratoryWithVoices;
let features: EncoderFeatures;
beforeAll(async () => {
  home = await laboratoryWithVoices();
  features = await addTo(join(home.folder, 'laboratory'));
}, 60_000);
afterAll(() => home[Symbol.asyncDispose]());

async function addTo(laboratory: string): Promise<EncoderFeatures> {
  await using reader = openReader(ENTRIES.reader);
  const content = tinyOnnx({ layers: LAYERS });
  const path = join(temporaryFolder(), 'model.onnx');
  writeFileSync(path, content);
  const entry = tinyEntry({
    files: [{ name: 'model.onnx', url: null, sha256: null, bytes: content.length }],
  });
  const encoders = join(laboratory, 'encoders');
  return (await addEncoder({ encoders, entry, path, reader, progress: () => undefined })).features;
}

it('are found where the network gives them', () => {
  expect(features.layers).toEqual(['hidden_states.0', 'hidden_states.1', 'hidden_states.2']);
});

it.each(['encoder-head', 'attentive-head'])('are weighted by %s', async (network) => {
  const run = await home.start({ ...SETTINGS, network, features });
  const path = foldWeightsPath(join(home.folder, 'laboratory', 'runs', run), 0);
  const { tensors } = await readSafetensors(path);
  const weights = tensors.find(({ name }) => name === 'layer_weights/kernel')!;
  expect(weights.shape).toEqual([LAYERS, 1, 1, 1]);
  expect(new Set(weights.data).size).toBe(LAYERS);

  const [answer] = await home.laboratory.invoke('predict.files', { run, files: [home.clip] });
  if (!('emotion' in answer)) throw new Error(JSON.stringify(answer));
  const explanation = { run, sound: { path: home.clip }, method: 'grad-cam', emotion: null } as const;
  const { layer } = await home.laboratory.invoke('predict.explain', explanation);
  expect(layer?.name).toBe('projection_relu');

  const target = join(temporaryFolder(), 'model');
  await home.laboratory.invoke('models.export', { run, format: 'onnx', target });
  const { steps, input } = JSON.parse(readFileSync(join(target, 'features.json'), 'utf8'));
  expect(input.shape).toEqual(['n', TINY_DIMENSIONS * LAYERS, 49, 1]);
  expect(steps.join(' ')).toContain('hidden_states.0, hidden_states.1, hidden_states.2');

  const archive = join(temporaryFolder(), 'layers.neuralser');
  await home.laboratory.invoke('runs.export', { run, target: archive });
  const folder = join(temporaryFolder(), 'laboratory');
  await addTo(folder);
  const other = await openLaboratory({ folder, entries: ENTRIES, native: { explicit: 'off' } });
  onTestFinished(() => other[Symbol.asyncDispose]());
  await other.invoke('runs.import', { sources: [{ path: archive }] });
  const [there] = await other.invoke('predict.files', { run, files: [home.clip] });
  expect(there).toMatchObject({ probabilities: answer.probabilities });
});
