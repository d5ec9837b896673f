/** A run with normalised speakers, through training, test, evaluation, robustness, embeddings, prediction and export. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Run } from '#shared/runs.ts';
import { SPEAKERS_NORMALISED } from '#shared/settings/speaker-normalisation.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type LaboratoryWithVoices, laboratoryWithVoices } from './laboratory-with-voices.ts';

const SETTINGS = {
  engine: 'wasm',
  epochs: 6,
  normaliseSpeakers: true,
  protocol: { name: 'k-fold-speakers', folds: 3, validationShare: 0 },
  features: 'log-mel',
} as const;

let home: LaboratoryWithVoices;
let run: Run;
beforeAll(async () => {
  home = await laboratoryWithVoices();
  const id = await home.start(SETTINGS);
  run = await home.laboratory.invoke('runs.show', { run: id });
}, 120_000);
afterAll(() => home[Symbol.asyncDispose]());

it('is recorded, and changes what is trained', async () => {
  expect(run.settings.normaliseSpeakers).toBe(true);
  const plain = await home.start({ ...SETTINGS, normaliseSpeakers: false });
  const of = (id: string) => home.laboratory.invoke('runs.predictions', { run: id });
  const [normalised, others] = await Promise.all([of(run.id), of(plain)]);
  expect(normalised.length).toBe(others.length);
  expect(normalised).not.toEqual(others);
});

it('a robustness test normalises the same clips in the same way', async () => {
  const { conditions } = await home.laboratory.invoke('robustness.test', { run: run.id });
  expect(conditions[0]).toMatchObject({ effect: null, uar: run.test!.uar, accuracy: run.test!.accuracy });
});

it.each([
  ['', {}],
  [', also of other recordings', { augmentation: { recordings: 2, testedRecordings: 2 } }],
])('an evaluation normalises the speakers of its folders%s', async (_, more) => {
  const one = await home.start({ ...SETTINGS, ...more, protocol: { name: 'speaker-independent' } });
  const predictions = await home.laboratory.invoke('runs.predictions', { run: one });
  const [speaker] = new Set(predictions.map((clip) => clip.speaker));
  const folder = join(home.voices, `Actor_${speaker!.slice(-2)}`);
  const { evaluation } = await home.laboratory.invoke('runs.evaluate', {
    run: one,
    folders: [folder],
    corpus: null,
  });
  const evaluated = await home.laboratory.invoke('evaluations.predictions', { evaluation: evaluation! });
  expect(evaluated).toHaveLength(predictions.length);
  for (const { path, probabilities } of predictions) {
    const found = evaluated.find((clip) => clip.path === path)!;
    // Means over recordings are summed in another order.
    for (const [emotion, probability] of Object.entries(probabilities))
      expect(found.probabilities[emotion]).toBeCloseTo(probability, 6);
  }
});

it('maps the test clips of a fold', async () => {
  const map = await home.laboratory.invoke('embeddings.show', { run: run.id, fold: 1 });
  expect(map.clips).toHaveLength(run.folds[1].test);
});

it('says in a prediction that one recording is normalised by itself, and not how often it is right', async () => {
  const [answer] = await home.laboratory.invoke('predict.files', { run: run.id, files: [home.clip] });
  expect(answer).toMatchObject({ warning: expect.stringContaining('needs several clips of the speaker') });
  expect(answer).toMatchObject({ sure: { rightShare: null } });
});

it.each(['grad-cam', 'occlusion'] as const)('explains a single recording by %s', async (method) => {
  const [answer] = await home.laboratory.invoke('predict.files', { run: run.id, files: [home.clip] });
  const sound = { path: home.clip };
  const explained = await home.laboratory.invoke('predict.explain', {
    run: run.id,
    sound,
    method,
    emotion: null,
  });
  expect(explained.predicted).toBe('emotion' in answer ? answer.emotion : null);
  const { rows, frames, bytes } = explained.input;
  const matrix = new Float32Array(Uint8Array.from(bytes).buffer);
  for (let row = 0; row < rows; row++) {
    const band = matrix.subarray(row * frames, (row + 1) * frames);
    expect(band.reduce((sum, value) => sum + value, 0) / frames).toBeCloseTo(0, 4);
  }
});

it('says in the plan, in the model card and in the description of the features what it needs', async () => {
  const plan = await home.laboratory.invoke('runs.plan', { folders: [home.voices], settings: SETTINGS });
  expect(plan.warnings).toContain(SPEAKERS_NORMALISED);
  const target = join(temporaryFolder(), 'model');
  await home.laboratory.invoke('models.export', { run: run.id, format: 'onnx', target });
  const card = readFileSync(join(target, 'MODEL_CARD.md'), 'utf8');
  expect(card).toContain(SPEAKERS_NORMALISED);
  expect(card).toContain('needs several clips of each speaker');
  const { steps } = JSON.parse(readFileSync(join(target, 'features.json'), 'utf8'));
  expect(steps.at(-2)).toContain('Normalise by speaker');
});
