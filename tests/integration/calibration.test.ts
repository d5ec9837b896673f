/** Temperatures from training to prediction, in a laboratory with its real processes. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { writeSampleVoices } from '#core/corpora/sample-voices/write-sample-voices.ts';
import { type Laboratory, openLaboratory } from '#core/laboratory/index.ts';
import { computeCalibration, fitTemperature, scaleProbabilities } from '#core/metrics/calibration.ts';
import type { PredictedEmotion } from '#shared/answers.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import type { Run } from '#shared/runs.ts';
import { forgetTemperatures } from '../forget-temperatures.ts';
import { ENTRIES } from '../program-scripts.ts';
import { SHARED } from '../shared-folder.ts';
import { SMALL_FEATURES } from '../small-features.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { commandLineIn } from './command-line.ts';
import { type LaboratoryWithVoices, laboratoryWithVoices } from './laboratory-with-voices.ts';

type Predicted = PredictedEmotion;

let home: LaboratoryWithVoices;
let run: Run;
beforeAll(async () => {
  home = await laboratoryWithVoices();
  const id = await home.start({
    engine: 'wasm',
    epochs: 15,
    protocol: { name: 'k-fold-speakers', folds: 3 },
    features: SMALL_FEATURES,
  });
  run = (await home.laboratory.invoke('runs.show', { run: id })) as Run;
});
afterAll(() => home[Symbol.asyncDispose]());

async function laboratoryIn(folder: string): Promise<Laboratory> {
  const laboratory = await openLaboratory({ folder, entries: ENTRIES, native: { explicit: 'off' } });
  onTestFinished(() => laboratory[Symbol.asyncDispose]());
  return laboratory;
}

async function predict(laboratory: Laboratory, of: string): Promise<Predicted> {
  const [answer] = await laboratory.invoke('predict.files', { run: of, files: [home.clip] });
  if (!('emotion' in answer)) throw new Error(JSON.stringify(answer));
  return answer;
}

describe('a run', () => {
  it('stores the temperature of each fold, and its calibration follows from the stored probabilities', async () => {
    expect(run.folds.map(({ validation }) => validation > 0)).toEqual([true, true, true]);
    const temperatures = run.folds.map(({ temperature }) => temperature);
    for (const temperature of temperatures) expect(temperature).toBeGreaterThan(0);
    expect(new Set(temperatures).size).toBe(3);
    const stored = await home.laboratory.invoke('runs.predictions', { run: run.id });
    const tested = stored.map(({ actual, fold, probabilities }) => ({
      actual: EMOTIONS.indexOf(actual as (typeof EMOTIONS)[number]),
      fold,
      probabilities: EMOTIONS.map((emotion) => probabilities[emotion]),
    }));
    const expected = computeCalibration(tested, temperatures);
    expect(run.calibration?.eceBefore).toBeCloseTo(expected.eceBefore, 12);
    expect(run.calibration?.eceAfter).toBeCloseTo(expected.eceAfter!, 12);
    expect(run.calibration?.bins.reduce((sum, { clips }) => sum + clips, 0)).toBe(run.test?.clips);
  });

  it('keeps them in an archive', async () => {
    const target = join(home.folder, 'calibrated.neuralser');
    await home.laboratory.invoke('runs.export', { run: run.id, target });
    const other = await laboratoryIn(join(temporaryFolder(), 'laboratory'));
    await other.invoke('runs.import', { sources: [{ path: target }] });
    const shown = await other.invoke('runs.show', { run: run.id });
    expect(shown.folds).toEqual(run.folds);
    expect(shown.calibration).toEqual(run.calibration);
    expect((await predict(other, run.id)).sure.calibrated).toBe(true);
  });

  it('scales what its model predicts, and says how sure it is', async () => {
    const id = await home.start({ engine: 'wasm', epochs: 3, features: 'log-mel' });
    const [{ temperature }] = (await home.laboratory.invoke('runs.show', { run: id })).folds;
    const scaled = await predict(home.laboratory, id);
    expect(scaled.sure).toEqual({
      probability: scaled.probabilities[scaled.emotion],
      calibrated: true,
      // Seven test clips are too few.
      rightShare: null,
    });

    // The same model without its temperature, as an earlier version has it.
    const folder = join(temporaryFolder(), 'laboratory');
    cpSync(join(home.folder, 'laboratory'), folder, { recursive: true });
    forgetTemperatures(folder);
    const old = await laboratoryIn(folder);
    const plain = await predict(old, id);
    expect(plain.sure.calibrated).toBe(false);
    const row = EMOTIONS.map((emotion) => plain.probabilities[emotion]);
    const expected = scaleProbabilities(row, EMOTIONS.length, temperature!);
    for (const [index, emotion] of EMOTIONS.entries())
      expect(scaled.probabilities[emotion]).toBeCloseTo(expected[index], 5);
    expect(scaled.emotion).toBe(plain.emotion);

    const shown = await old.invoke('runs.show', { run: run.id });
    expect(shown.test).toEqual(run.test);
    expect(shown.calibration).toMatchObject({ eceBefore: run.calibration?.eceBefore, eceAfter: null });
  });
});

it('a run with one fold and no validation clips is calibrated by its test speakers, also its final model', async () => {
  const folder = join(temporaryFolder(), 'voices');
  await writeSampleVoices({ folder, layout: 'ravdess', speakers: 8, clipsPerEmotion: 1, seed: 5 });
  const protocol = { name: 'speaker-independent', testShare: 0.5, validationShare: 0 } as const;
  const settings = { engine: 'wasm', epochs: 3, refit: true, protocol } as const;
  const { id } = await home.laboratory.invoke('runs.start', { folders: [folder], settings });
  await vi.waitUntil(async () => (await home.status(id)) === 'finished', { timeout: 60_000 });
  const { folds, calibration } = await home.laboratory.invoke('runs.show', { run: id });
  expect(folds).toHaveLength(1);
  expect(folds[0]).toMatchObject({ validation: 0, temperature: expect.any(Number) });
  expect(calibration).toMatchObject({ fittedOn: 'other-speakers', testSpeakers: 4, missing: null });

  const stored = await home.laboratory.invoke('runs.predictions', { run: id });
  const speakers = [...new Set(stored.map(({ speaker }) => speaker))].sort();
  const tested = stored.map(({ actual, speaker, probabilities }) => ({
    actual: EMOTIONS.indexOf(actual as (typeof EMOTIONS)[number]),
    fold: speakers.indexOf(speaker),
    probabilities: EMOTIONS.map((emotion) => probabilities[emotion]),
  }));
  const temperatureOf = (clips: typeof tested) =>
    fitTemperature(
      clips.flatMap(({ probabilities }) => probabilities),
      clips.map(({ actual }) => actual),
    );
  expect(folds[0].temperature).toBeCloseTo(temperatureOf(tested)!, 8);
  const others = speakers.map((_, fold) => temperatureOf(tested.filter((clip) => clip.fold !== fold)));
  expect(calibration?.eceAfter).toBeCloseTo(computeCalibration(tested, others).eceAfter!, 8);
  expect((await predict(home.laboratory, id)).sure.calibrated).toBe(true);

  // With one test speaker there is no other to compare with.
  const single = await home.start({ ...settings, protocol: { ...protocol, testShare: 0.2 } });
  const one = await home.laboratory.invoke('runs.show', { run: single });
  expect(one.folds[0].temperature).toBeNull();
  expect(one.calibration).toMatchObject({ eceAfter: null, missing: 'one-speaker' });
  expect((await predict(home.laboratory, single)).sure.calibrated).toBe(false);
});

const archive = join(SHARED, 'fixtures', 'lab-0.1.0.tar.gz');
it.skipIf(!existsSync(archive))(
  'a laboratory of version 0.1.0 opens, and a run that ended without temperatures has the error before scaling',
  async () => {
    const folder = temporaryFolder();
    execFileSync('tar', ['xzf', archive, '-C', folder, 'neural-ser-fixture/lab']);
    const lab = join(folder, 'neural-ser-fixture/lab');
    const cli = commandLineIn(folder, lab);
    const [{ id }] = (await cli.json('runs')) as [{ id: string }];
    expect(await cli.json('show', id)).toMatchObject({
      calibration: null,
      folds: [{ temperature: null }],
    });
    const resumed = (await cli.json('train', '--resume', id)) as Run;
    expect(resumed.calibration?.eceAfter).toEqual(expect.any(Number));
    forgetTemperatures(lab);
    const shown = (await cli.json('show', id)) as Run;
    expect(shown.calibration).toMatchObject({ eceBefore: resumed.calibration?.eceBefore, eceAfter: null });
    const { stdout } = await cli.run('show', id);
    expect(stdout.replace(/\s+/g, ' ')).toContain('No value after scaling: the run is of an earlier version');
  },
);
