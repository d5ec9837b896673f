/** A run that trains on other recordings of its clips, from the preset `accurate`. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import { type LaboratoryWithVoices, laboratoryWithVoices } from './laboratory-with-voices.ts';

let home: LaboratoryWithVoices;
beforeAll(async () => {
  home = await laboratoryWithVoices();
});
afterAll(() => home[Symbol.asyncDispose]());

const settings = (recordings: number): RunSettingsInput => ({
  preset: 'accurate',
  engine: 'wasm',
  epochs: 1,
  refit: false,
  protocol: { name: 'k-fold-speakers', folds: 2 },
  augmentation: { recordings, testedRecordings: 0 },
});
const caches = () =>
  readdirSync(join(home.folder, 'laboratory', 'features')).filter((name) => name.endsWith('.rows'));
const lossOf = async (run: string) =>
  (await home.laboratory.invoke('runs.show', { run })).epochs.map(({ loss }) => loss);

it('makes them once, trains on them and predicts the clips themselves', async () => {
  const first = await home.start(settings(2));
  const shown = await home.laboratory.invoke('runs.show', { run: first });
  expect(shown.settings).toMatchObject({ network: 'compact-2', augmentation: { recordings: 2 } });
  expect(shown.test?.clips).toBeGreaterThan(0);
  expect(shown.split.validation).toBe(0);
  // Without validation clips, the temperatures come from the other fold.
  expect(shown.folds.every(({ temperature }) => temperature !== null)).toBe(true);
  const made = caches();
  const again = await home.start(settings(2));
  expect(caches()).toEqual(made);
  expect(await lossOf(again)).toEqual(await lossOf(first));
  const without = await home.start(settings(0));
  expect(caches()).toEqual(made);
  expect(await lossOf(without)).not.toEqual(await lossOf(first));
  const [answer] = await home.laboratory.invoke('predict.files', { run: first, files: [home.clip] });
  expect(answer).not.toHaveProperty('problem');
});

it('tests and predicts with them, alike in the run, an evaluation, a prediction and an explanation', async () => {
  const holdout = { ...settings(2), protocol: { name: 'speaker-independent', testShare: 0.3 } } as const;
  const alone = await home.start(holdout);
  const run = await home.start({ ...holdout, augmentation: { recordings: 2, testedRecordings: 2 } });
  expect(await lossOf(run)).toEqual(await lossOf(alone));
  const [tested] = await home.laboratory.invoke('runs.predictions', { run, limit: 1 });
  const path = tested.path!;
  const all = await home.laboratory.invoke('runs.predictions', { run: alone });
  expect(all.find((clip) => clip.path === path)!.probabilities).not.toEqual(tested.probabilities);

  const [predicted] = await home.laboratory.invoke('predict.files', { run, files: [path] });
  if (!('probabilities' in predicted)) throw new Error('not predicted');
  const { evaluation } = await home.laboratory.invoke('runs.evaluate', {
    run,
    folders: [home.voices],
    keep: true,
  });
  const explained = await home.laboratory.invoke('predict.explain', { run, sound: { path } });
  const clips = await home.laboratory.invoke('evaluations.predictions', { evaluation: evaluation! });
  const evaluated = clips.find((clip) => clip.path === path)!;
  for (const [emotion, probability] of Object.entries(tested.probabilities)) {
    expect(predicted.probabilities[emotion]).toBeCloseTo(probability, 5);
    expect(evaluated.probabilities[emotion]).toBeCloseTo(probability, 5);
    expect(explained.probabilities[emotion]).toBeCloseTo(probability, 5);
  }
});

it('says before the run how long they take', async () => {
  const secondsOf = async (recordings: number) => {
    const input = { folders: [home.voices], settings: settings(recordings), tryOut: false };
    return (await home.laboratory.invoke('runs.plan', input)).time.featureSeconds;
  };
  expect(await secondsOf(2)).toBe(0);
  expect(await secondsOf(3)).toBeGreaterThan(0);
});
