/** A run with a final model, which is trained on all clips after the test and predicts in place of the folds. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type Laboratory, openLaboratory } from '#core/laboratory/index.ts';
import { foldWeightsPath } from '#core/training/checkpoint.ts';
import { ENTRIES } from '../program-scripts.ts';
import { SMALL_FEATURES } from '../small-features.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { commandLineIn } from './command-line.ts';
import { type LaboratoryWithVoices, laboratoryWithVoices } from './laboratory-with-voices.ts';

let home: LaboratoryWithVoices;
let run: string;
beforeAll(async () => {
  home = await laboratoryWithVoices();
  run = await home.start({
    engine: 'wasm',
    epochs: 2,
    refit: true,
    protocol: { name: 'k-fold-speakers', folds: 3 },
    features: SMALL_FEATURES,
  });
});
afterAll(() => home[Symbol.asyncDispose]());

const weights = (number: number) => foldWeightsPath(join(home.folder, 'laboratory', 'runs', run), number);

async function probabilities(laboratory: Laboratory, model?: 'final' | 'folds'): Promise<number[]> {
  const [answer] = await laboratory.invoke('predict.files', { run, files: [home.clip], model });
  if (!('emotion' in answer)) throw new Error(JSON.stringify(answer));
  return Object.values(answer.probabilities);
}

it('predicts with the final model, and with the folds if asked', async () => {
  expect(existsSync(weights(3))).toBe(true);
  const final = await probabilities(home.laboratory);
  const folds = await probabilities(home.laboratory, 'folds');
  expect(await probabilities(home.laboratory, 'final')).toEqual(final);
  expect(folds).not.toEqual(final);
  const { test, folds: records } = await home.laboratory.invoke('runs.show', { run });
  expect(records).toHaveLength(3);
  expect(test?.clips).toBeGreaterThan(0);
});

it('is named as the model that predicts, in the window and on the command line', async () => {
  const modelOf = async (model?: 'final' | 'folds') => {
    const [answer] = await home.laboratory.invoke('predict.files', { run, files: [home.clip], model });
    return 'model' in answer ? answer.model : undefined;
  };
  expect([await modelOf(), await modelOf('folds')]).toEqual(['final', 'folds']);
  const cli = commandLineIn(home.folder, join(home.folder, 'laboratory'));
  expect(await cli.json('show', run)).toMatchObject({ model: 'final' });
  const plain = async (...line: string[]) => (await cli.run(...line)).stdout.replace(/\s+/g, ' ');
  expect(await plain('show', run)).toContain('was trained on all clips; the result is that of the protocol');
  const predict = ['predict', home.clip, '--run', run];
  expect(await plain(...predict)).toMatch(
    /trained on all 21 clips of .*result from the protocol k-fold-speakers/,
  );
  expect(await cli.json(...predict)).toMatchObject([{ model: 'final' }]);
  const folds = [...predict, '--model', 'folds'];
  expect(await plain(...folds)).toContain('tested with k-fold-speakers');
  expect(await cli.json(...folds)).toMatchObject([{ model: 'folds' }]);
});

it('counts every clip of the run as trained on', async () => {
  const input = { run, folders: [home.voices], corpus: null };
  const evaluated = await home.laboratory.invoke('runs.evaluate', input);
  expect(evaluated.leakage.clips).toBe(evaluated.clips);
  expect(evaluated.evaluation).not.toBeNull();
  const withFolds = await home.laboratory.invoke('runs.evaluate', { ...input, model: 'folds' });
  // A saved evaluation is of the run's own model.
  expect(withFolds.evaluation).toBeNull();
});

it('takes the final model to another laboratory and to other programs', async () => {
  const archive = join(temporaryFolder(), 'final.neuralser');
  await home.laboratory.invoke('runs.export', { run, target: archive });
  const other = await openLaboratory({
    folder: join(temporaryFolder(), 'laboratory'),
    entries: ENTRIES,
    native: { explicit: 'off' },
  });
  onTestFinished(() => other[Symbol.asyncDispose]());
  expect(await other.invoke('runs.import', { sources: [{ path: archive }] })).toMatchObject({
    added: [{ run }],
  });
  const there = await probabilities(other);
  for (const [index, share] of (await probabilities(home.laboratory)).entries())
    expect(Math.abs(there[index] - share)).toBeLessThan(1e-6);

  const target = join(temporaryFolder(), 'model');
  await home.laboratory.invoke('models.export', { run, format: 'onnx', target });
  const card = readFileSync(join(target, 'MODEL_CARD.md'), 'utf8');
  expect(card).toContain('trained on all of these clips, also on the test clips');
  const one = join(temporaryFolder(), 'fold');
  await home.laboratory.invoke('models.export', { run, format: 'onnx', target: one, fold: 0 });
  expect(readFileSync(join(one, 'MODEL_CARD.md'), 'utf8')).toContain('the network of fold 1 of 3');
});

it('predicts with the folds where the file of the final model is missing', async () => {
  const folds = await probabilities(home.laboratory, 'folds');
  rmSync(weights(3));
  expect(await probabilities(home.laboratory)).toEqual(folds);
});
