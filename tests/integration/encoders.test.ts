/** A run on the frames of a real encoder: training, prediction, evaluation, export, and another laboratory. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type Laboratory, openLaboratory } from '#core/laboratory/index.ts';
import { resolveSettings } from '#core/training/settings.ts';
import type { EncoderFeatures } from '#shared/settings/encoder-features.ts';
import { ENTRIES } from '../program-scripts.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type LaboratoryWithVoices, laboratoryWithVoices } from './laboratory-with-voices.ts';
import { addSpeechEmbedding, SPEECH_EMBEDDING } from './speech-embedding.ts';

let home: LaboratoryWithVoices;
let features: EncoderFeatures;
let run: string;
beforeAll(async () => {
  home = await laboratoryWithVoices();
  features = await addSpeechEmbedding(home.laboratory);
  run = await home.start({
    engine: 'wasm',
    epochs: 2,
    protocol: { name: 'k-fold-speakers', folds: 3 },
    features,
  });
}, 120_000);
afterAll(() => home[Symbol.asyncDispose]());

async function probabilities(laboratory: Laboratory): Promise<number[]> {
  const [answer] = await laboratory.invoke('predict.files', { run, files: [home.clip] });
  if (!('emotion' in answer)) throw new Error(JSON.stringify(answer));
  return Object.values(answer.probabilities);
}

it('trains the network of encoders, without augmentation', async () => {
  const { settings, test } = await home.laboratory.invoke('runs.show', { run });
  expect(settings.network).toBe('encoder-head');
  expect(settings.augmentation).toMatchObject({ noise: 0, timeMasks: 0, frequencyMasks: 0, shiftFrames: 0 });
  expect(settings.features).toEqual(features);
  expect(test?.clips).toBe(21);
});

it('takes the place of the network and the augmentation of a preset', () => {
  expect(resolveSettings({ preset: 'accurate', features })).toMatchObject({
    network: 'encoder-head',
    augmentation: { recordings: 0, frequencyMasks: 0, timeMasks: 0 },
    refit: true,
  });
  // What is given stays.
  expect(resolveSettings({ preset: 'quick', features, augmentation: { recordings: 2 } })).toMatchObject({
    network: 'encoder-head',
    augmentation: { recordings: 2, timeMasks: 0 },
  });
});

it('trains on other recordings of the clips', async () => {
  const settings = { engine: 'wasm', epochs: 2, features } as const;
  const lossOf = async (augmentation?: { recordings: number }) => {
    const id = await home.start({ ...settings, augmentation });
    return (await home.laboratory.invoke('runs.show', { run: id })).epochs.map(({ loss }) => loss);
  };
  expect(await lossOf({ recordings: 2 })).not.toEqual(await lossOf());
});

it('plans with the memory and the time of the encoder', async () => {
  const plan = await home.laboratory.invoke('runs.plan', {
    folders: [home.voices],
    // Other features than those in the cache, so that their time is measured.
    settings: { engine: 'wasm', features: { ...features, durationSeconds: 2 } },
  });
  expect(plan.time.featureSeconds).toBeGreaterThan(0);
  expect(plan.warnings.join(' ')).not.toContain('not verified');
});

it('predicts a training clip with the same features, and evaluates clips', async () => {
  const sum = (await probabilities(home.laboratory)).reduce((total, share) => total + share, 0);
  expect(sum).toBeCloseTo(1, 5);
  const input = { run, folders: [home.voices], corpus: null };
  const { clips } = await home.laboratory.invoke('runs.evaluate', input);
  expect(clips).toBe(21);
});

it('exports the network with a description of what comes before it', async () => {
  const target = join(temporaryFolder(), 'model');
  await home.laboratory.invoke('models.export', { run, format: 'onnx', target });
  const { steps, input } = JSON.parse(readFileSync(join(target, 'features.json'), 'utf8'));
  expect(input.shape).toEqual(['n', 96, 53, 1]);
  expect(steps[0]).toContain('not part of it');
  expect(steps.join(' ')).toContain(features.files[0].sha256);
});

it('needs the encoder in another laboratory, and then predicts the same', async () => {
  const archive = join(temporaryFolder(), 'encoder.neuralser');
  await home.laboratory.invoke('runs.export', { run, target: archive });
  const other = await openLaboratory({
    folder: join(temporaryFolder(), 'laboratory'),
    entries: ENTRIES,
    native: { explicit: 'off' },
  });
  onTestFinished(() => other[Symbol.asyncDispose]());
  await other.invoke('runs.import', { sources: [{ path: archive }] });
  const missing = {
    code: 'encoder-missing',
    message: expect.stringContaining(`encoders add ${SPEECH_EMBEDDING}`),
  };
  await expect(probabilities(other)).rejects.toMatchObject(missing);
  const evaluation = { run, folders: [home.voices], corpus: null };
  await expect(other.invoke('runs.evaluate', evaluation)).rejects.toMatchObject(missing);
  await addSpeechEmbedding(other);
  const [here, there] = [await probabilities(home.laboratory), await probabilities(other)];
  for (const [index, share] of here.entries()) expect(Math.abs(there[index] - share)).toBeLessThan(1e-6);
});

it('cannot be started without the encoder, or with what does not fit', async () => {
  const start = (settings: object) =>
    home.laboratory.invoke('runs.start', { folders: [home.voices], settings: { features, ...settings } });
  await expect(start({ network: 'compact' })).rejects.toMatchObject({
    code: 'invalid-settings',
    message: expect.stringContaining('encoder-head'),
  });
  await expect(start({ augmentation: 'standard' })).rejects.toMatchObject({
    code: 'invalid-settings',
    message: expect.stringContaining('augmentation'),
  });
  const unknown = { ...features, encoder: 'hubert-base', name: 'encoder:hubert-base' };
  await expect(start({ features: unknown })).rejects.toMatchObject({ code: 'encoder-missing' });
});
