import { describe, expect, test } from 'vitest';
import { computeFigures } from '../../../src/core/metrics/figures.ts';
import { EMOTION_INDEX } from '../../../src/shared/emotions.ts';
import { runSchema } from '../../../src/shared/runs.ts';
import {
  ENVIRONMENT,
  openLog,
  sampleClip,
  sampleEpoch,
  samplePredictions,
  sampleRun,
  temporaryFolder,
} from './sample-run.ts';

const AT = new Date('2026-11-22T15:30:45.123Z');

describe('a run from its first step to its figures', () => {
  test('is given back as it was recorded, and again after reopening', () => {
    const folder = temporaryFolder();
    const log = openLog(folder, { now: () => AT });
    const given = sampleRun({ tags: ['thesis', ' first '], notes: 'a note' });
    const id = log.createRun(given);
    expect(id).toMatch(/^20261122-1530-[2-9a-z]{4}$/);
    log.setStatus(id, 'running');
    log.addEpoch(id, sampleEpoch(1));
    log.addEpoch(id, sampleEpoch(2, { validationLoss: null, validationAccuracy: null }));
    expect(log.showRun(id).test).toBeNull();
    const predictions = samplePredictions(given.folds[0].test);
    log.finishFold(id, 0, { bestEpoch: 2, predictions });
    log.setStatus(id, 'finished');

    const figures = computeFigures(
      given.folds[0].test.map((clip, index) => ({
        truth: EMOTION_INDEX[given.clips[clip].emotion],
        probabilities: Array.from(predictions[index].probabilities),
        speaker: given.clips[clip].speaker,
      })),
      { seed: given.settings.seed },
    );
    const expected = {
      id,
      name: 'first try',
      status: 'finished',
      failure: null,
      createdAt: AT.toISOString(),
      finishedAt: AT.toISOString(),
      synthetic: false,
      corpora: given.corpora,
      corpusFingerprint: given.corpusFingerprint,
      settings: given.settings,
      environment: ENVIRONMENT,
      parameters: 123_456,
      split: { train: 10, validation: 4, test: 7 },
      leakage: given.leakage,
      folds: [
        {
          fold: 0,
          name: 'speaker-independent',
          train: 10,
          validation: 4,
          test: 7,
          leakage: given.folds[0].leakage,
          bestEpoch: 2,
          accuracy: figures.accuracy,
          uar: figures.uar,
        },
      ],
      epochs: [sampleEpoch(1), sampleEpoch(2, { validationLoss: null, validationAccuracy: null })],
      test: figures,
      tags: ['first', 'thesis'],
      notes: 'a note',
    };
    expect(log.showRun(id)).toEqual(expected);
    expect(runSchema.parse(log.showRun(id))).toEqual(expected);
    log.close();
    log.close();

    const again = openLog(folder);
    expect(again.setAside).toBeNull();
    expect(again.showRun(id)).toEqual(expected);
    const { leakage: _, ...fold } = given.folds[0];
    expect(again.showSplit(id)).toEqual({ clips: given.clips, folds: [fold] });
    expect(again.listRuns()).toEqual([
      {
        id,
        name: 'first try',
        status: 'finished',
        createdAt: AT.toISOString(),
        finishedAt: AT.toISOString(),
        synthetic: false,
        tags: ['first', 'thesis'],
        network: 'compact',
        recipe: 'log-mel',
        protocol: 'speaker-independent',
        engine: 'wasm',
        seed: 7,
        epochs: 2,
        bestEpoch: 2,
        clips: 21,
        corpora: ['TESS'],
        uar: figures.uar,
        uarInterval: figures.uarInterval,
        accuracy: figures.accuracy,
        accuracyInterval: figures.accuracyInterval,
        f1Macro: figures.f1Macro,
        f1MacroInterval: figures.f1MacroInterval,
        notes: 'a note',
        durationSeconds: 3,
        binned: false,
      },
    ]);
  });

  test('pools the folds, and has no figures before the last of them', () => {
    const log = openLog();
    const fold = (name: string, test: number[]) => ({
      name,
      train: [0, 1, 2, 3, 4, 5, 6, 7, 8].filter((clip) => !test.includes(clip)),
      validation: [],
      test,
      leakage: { clips: 1, nearDuplicates: 2, speakers: 3, sentences: 4 },
    });
    const clips = Array.from({ length: 9 }, (_, index) => sampleClip(index));
    const folds = [fold('A', [0, 3, 6]), fold('B', [1, 4, 7]), fold('C', [2, 5, 8])];
    const id = log.createRun(sampleRun({ clips, folds }));
    for (const index of [0, 2, 1]) {
      expect(() => log.setStatus(id, 'finished')).toThrow(/were not tested/);
      expect(log.showRun(id).test).toBeNull();
      expect(log.listRuns()[0].uar).toBeNull();
      log.finishFold(id, index, {
        bestEpoch: index + 3,
        predictions: samplePredictions(folds[index].test, index),
      });
    }
    const run = log.showRun(id);
    expect(run.split).toEqual({ train: 18, validation: 0, test: 9 });
    expect(run.folds.map(({ bestEpoch }) => bestEpoch)).toEqual([3, 4, 5]);
    expect(run.test?.clips).toBe(9);
    const rights = run.folds.reduce((sum, { accuracy, test }) => sum + accuracy! * test, 0);
    expect(run.test?.accuracy).toBeCloseTo(rights / 9, 12);
    expect(log.listRuns()[0]).toMatchObject({ bestEpoch: 4, uar: run.test?.uar, f1Macro: run.test?.f1Macro });
    log.setStatus(id, 'finished');
  });

  test('without test clips is finished without figures', () => {
    const log = openLog();
    const folds = [{ ...sampleRun().folds[0], test: [] }];
    const id = log.createRun(sampleRun({ folds }));
    log.finishFold(id, 0, { bestEpoch: null, predictions: [] });
    log.setStatus(id, 'finished');
    expect(log.showRun(id)).toMatchObject({ status: 'finished', test: null });
  });

  test('is made with a name of its own when none is given, and is synthetic when a clip is', () => {
    const log = openLog();
    const clips = [sampleClip(0), sampleClip(1, { synthetic: true })];
    const folds = [{ ...sampleRun().folds[0], train: [0], validation: [], test: [1] }];
    const id = log.createRun(sampleRun({ name: '  ', clips, folds }));
    expect(log.showRun(id)).toMatchObject({ name: 'compact, speaker-independent', synthetic: true });
  });
});

describe('what would spoil a record is refused and leaves nothing behind', () => {
  const fold = sampleRun().folds[0];
  test.each([
    ['a clip that is not there', { ...fold, test: [21] }],
    ['a negative clip', { ...fold, test: [-1] }],
    ['a fractional clip', { ...fold, test: [0.5] }],
    ['a clip on both sides', { ...fold, test: [20] }],
    ['a clip twice', { ...fold, test: [0, 0] }],
  ])('%s', (_, broken) => {
    const log = openLog();
    expect(() => log.createRun(sampleRun({ folds: [broken] }))).toThrow(/fold "speaker-independent"/);
    expect(log.listRuns()).toEqual([]);
  });

  test.each([
    [
      'too few predictions',
      (clips: number[]) => samplePredictions(clips.slice(1)),
      /judged by 6 predictions/,
    ],
    ['one clip twice', (clips: number[]) => samplePredictions([...clips, clips[0]]), /judged by 8/],
    ['another clip', (clips: number[]) => samplePredictions([2, ...clips.slice(1)]), /1 clips by none/],
    [
      'six probabilities',
      (clips: number[]) => samplePredictions(clips).map((p) => ({ ...p, probabilities: [1, 0, 0, 0, 0, 0] })),
      /6 probabilities instead of 7/,
    ],
    [
      'a probability that is no number',
      (clips: number[]) =>
        samplePredictions(clips).map((p) => ({ ...p, probabilities: [Number.NaN, 0, 0, 0, 0, 0, 0] })),
      /constraint/,
    ],
    [
      'a probability beyond 1',
      (clips: number[]) =>
        samplePredictions(clips).map((p) => ({ ...p, probabilities: [1.1, 0, 0, 0, 0, 0, 0] })),
      /constraint/,
    ],
  ])('predictions with %s', (_, broken, message) => {
    const log = openLog();
    const id = log.createRun(sampleRun());
    log.finishFold(id, 0, { bestEpoch: 1, predictions: samplePredictions(fold.test) });
    const before = log.showRun(id);
    expect(() => log.finishFold(id, 0, { bestEpoch: 9, predictions: broken(fold.test) })).toThrow(message);
    expect(log.showRun(id)).toEqual(before);
  });

  test('epochs with values that are not finite, of a fold that is not there, or of no run', () => {
    const log = openLog();
    const id = log.createRun(sampleRun());
    expect(() => log.addEpoch(id, sampleEpoch(1, { loss: Number.NaN }))).toThrow(/loss of an epoch is NaN/);
    expect(() => log.addEpoch(id, sampleEpoch(1, { loss: Number.POSITIVE_INFINITY }))).toThrow(RangeError);
    expect(() => log.addEpoch(id, sampleEpoch(1, { fold: 1 }))).toThrow(/FOREIGN KEY/);
    expect(() => log.addEpoch('nothing', sampleEpoch(1))).toThrow(/There is no run "nothing"/);
    expect(log.showRun(id).epochs).toEqual([]);
  });
});

describe('a resumed run', () => {
  test('repeats epochs and folds without doubling them', () => {
    const log = openLog();
    const id = log.createRun(sampleRun());
    for (const epoch of [1, 2, 3]) log.addEpoch(id, sampleEpoch(epoch));
    log.dropEpochsAfter(id, 0, 1);
    expect(log.showRun(id).epochs).toEqual([sampleEpoch(1)]);
    log.addEpoch(id, sampleEpoch(2, { loss: 0.25, seconds: 4 }));
    log.addEpoch(id, sampleEpoch(2, { loss: 0.125, seconds: 5 }));
    expect(log.showRun(id).epochs).toEqual([sampleEpoch(1), sampleEpoch(2, { loss: 0.125, seconds: 5 })]);
    expect(log.listRuns()[0].durationSeconds).toBe(6.5);
    for (const seed of [1, 2]) {
      log.finishFold(id, 0, {
        bestEpoch: seed,
        predictions: samplePredictions(sampleRun().folds[0].test, seed),
      });
    }
    expect(log.listPredictions(id)).toHaveLength(7);
    expect(log.showRun(id).folds[0].bestEpoch).toBe(2);
  });

  test('knows its checkpoints, the newest of each kind', () => {
    const log = openLog();
    const id = log.createRun(sampleRun());
    log.saveCheckpoint(id, { fold: 0, kind: 'last', path: 'a', epoch: 1 });
    log.saveCheckpoint(id, { fold: 0, kind: 'best', path: 'b', epoch: 1 });
    log.saveCheckpoint(id, { fold: 0, kind: 'last', path: 'c', epoch: 2 });
    expect(log.listCheckpoints(id)).toEqual([
      { fold: 0, kind: 'best', path: 'b', epoch: 1 },
      { fold: 0, kind: 'last', path: 'c', epoch: 2 },
    ]);
  });

  test('may have chosen its engine late', () => {
    const log = openLog();
    const id = log.createRun(sampleRun());
    const environment = { ...ENVIRONMENT, engine: 'tensorflow', device: 'NVIDIA' };
    log.recordEnvironment(id, environment);
    expect(log.showRun(id).environment).toEqual(environment);
    expect(log.listRuns({ filter: { engine: 'tensorflow' } })).toHaveLength(1);
  });
});

describe('statuses', () => {
  test('failure is kept until the run goes on; a finished run stays finished', () => {
    const log = openLog();
    const id = log.createRun(sampleRun({ status: 'running' }));
    const failure = { code: 'diverged', message: 'The loss is not a number. Lower the learning rate.' };
    log.failRun(id, failure);
    expect(log.showRun(id)).toMatchObject({ status: 'failed', failure });
    log.setStatus(id, 'running');
    expect(log.showRun(id)).toMatchObject({ status: 'running', failure: null });
    log.finishFold(id, 0, { bestEpoch: 1, predictions: samplePredictions(sampleRun().folds[0].test) });
    log.setStatus(id, 'finished');
    log.setStatus(id, 'finished');
    expect(() => log.setStatus(id, 'running')).toThrow(expect.objectContaining({ code: 'run-finished' }));
    expect(() => log.failRun(id, failure)).toThrow(expect.objectContaining({ code: 'run-finished' }));
  });
});
