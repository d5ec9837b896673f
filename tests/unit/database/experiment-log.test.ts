import { describe, expect, test } from 'vitest';
import { computeCalibration } from '#core/metrics/calibration.ts';
import { computeMetrics } from '#core/metrics/metrics.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { runSchema } from '#shared/runs.ts';
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

describe('a run from its first step to its metrics', () => {
  test('is read back as it was recorded, also after reopening', () => {
    const folder = temporaryFolder();
    const log = openLog(folder, { now: () => AT });
    const given = sampleRun({ grid: ' two by two ', tags: ['thesis', ' first '], notes: 'a note' });
    const id = log.createRun(given);
    expect(id).toMatch(/^20261122-1530-[2-9a-z]{4}$/);
    log.setStatus(id, 'running');
    log.addEpoch(id, sampleEpoch(1));
    log.addEpoch(id, sampleEpoch(2, { validationLoss: null, validationAccuracy: null }));
    expect(log.showRun(id).test).toBeNull();
    const predictions = samplePredictions(given.folds[0].test);
    log.finishFold(id, 0, { bestEpoch: 2, temperature: 1.25, predictions });
    log.setStatus(id, 'finished');

    const tested = given.folds[0].test.map((clip, index) => ({
      actual: EMOTIONS.indexOf(given.clips[clip].emotion),
      probabilities: Array.from(predictions[index].probabilities),
      speaker: given.clips[clip].speaker,
      fold: 0,
    }));
    const metrics = computeMetrics(tested, { seed: given.settings.seed, labels: EMOTIONS });
    const expected = {
      id,
      name: 'first try',
      grid: 'two by two',
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
          accuracy: metrics.accuracy,
          uar: metrics.uar,
          temperature: 1.25,
        },
      ],
      epochs: [sampleEpoch(1), sampleEpoch(2, { validationLoss: null, validationAccuracy: null })],
      test: metrics,
      calibration: {
        ...computeCalibration(tested, [1.25]),
        fittedOn: 'validation',
        testSpeakers: null,
        missing: null,
      },
      tags: ['first', 'thesis'],
      notes: 'a note',
      corrections: { relabelled: 0, excluded: 0 },
    };
    expect(log.showRun(id)).toEqual(expected);
    expect(runSchema.parse(log.showRun(id))).toEqual(expected);
    log.close();
    log.close();

    const again = openLog(folder);
    expect(again.quarantined).toBeNull();
    expect(again.showRun(id)).toEqual(expected);
    const { leakage: _, ...fold } = given.folds[0];
    expect(again.showSplit(id)).toEqual({ clips: given.clips, folds: [fold] });
    expect(again.listRuns()).toEqual([
      {
        id,
        name: 'first try',
        grid: 'two by two',
        status: 'finished',
        damaged: false,
        createdAt: AT.toISOString(),
        finishedAt: AT.toISOString(),
        synthetic: false,
        tags: ['first', 'thesis'],
        network: 'compact',
        features: 'log-mel',
        protocol: 'speaker-independent',
        engine: 'wasm',
        seed: 7,
        labelSet: 'seven',
        emotions: 7,
        epochs: 2,
        bestEpoch: 2,
        clips: 21,
        corpora: ['TESS'],
        uar: metrics.uar,
        // Three test speakers: too few for an interval in a list.
        uarInterval: null,
        accuracy: metrics.accuracy,
        accuracyInterval: null,
        f1Macro: metrics.f1Macro,
        f1MacroInterval: null,
        resampling: { unit: 'speakers', units: 3 },
        notes: 'a note',
        durationSeconds: 3,
        trashed: false,
      },
    ]);
  });

  test('pools the folds and has no metrics before the last fold', () => {
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

  test('gets temperatures across its folds when the last one is tested', () => {
    const log = openLog();
    const clips = Array.from({ length: 9 }, (_, index) => sampleClip(index));
    const foldOf = (name: string, test: number[], validation: number[] = []) => ({
      ...sampleRun().folds[0],
      name,
      train: [0, 1, 2, 3, 4, 5, 6, 7, 8].filter((clip) => ![...test, ...validation].includes(clip)),
      validation,
      test,
    });
    const plain = [foldOf('A', [0, 3, 6]), foldOf('B', [1, 4, 7]), foldOf('C', [2, 5, 8])];
    const validated = [foldOf('A', [0, 3, 6], [1]), ...plain.slice(1)];
    const temperaturesOf = (folds: typeof plain) => {
      const id = log.createRun(sampleRun({ clips, folds }));
      const read = () => log.showRun(id).folds.map(({ temperature }) => temperature);
      folds.forEach(({ test }, fold) => {
        expect(read()).toEqual([null, null, null]);
        log.finishFold(id, fold, { bestEpoch: 3, predictions: samplePredictions(test, fold) });
        log.fitTemperaturesOnTest(id);
      });
      return { id, read };
    };
    expect(temperaturesOf(validated).read()).toEqual([null, null, null]);
    const { id, read } = temperaturesOf(plain);
    const first = read();
    expect(first.every((temperature) => temperature !== null && temperature > 0)).toBe(true);
    expect(log.showRun(id).calibration?.eceAfter).not.toBeNull();
    // A resumed run reports its tested folds again.
    log.finishFold(id, 0, { bestEpoch: 3, predictions: samplePredictions(plain[0].test, 0) });
    log.fitTemperaturesOnTest(id);
    expect(read()).toEqual(first);
  });

  test('without test clips finishes without metrics', () => {
    const log = openLog();
    const folds = [{ ...sampleRun().folds[0], test: [] }];
    const id = log.createRun(sampleRun({ folds }));
    log.finishFold(id, 0, { bestEpoch: null, predictions: [] });
    log.setStatus(id, 'finished');
    expect(log.showRun(id)).toMatchObject({ status: 'finished', test: null });
  });

  test('gets a default name and is synthetic if a clip is synthetic', () => {
    const log = openLog();
    const clips = [sampleClip(0), sampleClip(1, { synthetic: true })];
    const folds = [{ ...sampleRun().folds[0], train: [0], validation: [], test: [1] }];
    const id = log.createRun(sampleRun({ name: '  ', clips, folds }));
    expect(log.showRun(id)).toMatchObject({ grid: null, synthetic: true });
    expect(log.showRun(id).name).toMatch(/^compact · batch size 32 · adam · .*seed 7$/);
  });
});

describe('rejects invalid records and changes nothing', () => {
  const fold = sampleRun().folds[0];
  test.each([
    ['a missing clip', { ...fold, test: [21] }],
    ['a negative clip', { ...fold, test: [-1] }],
    ['a fractional clip', { ...fold, test: [0.5] }],
    ['a clip in two parts', { ...fold, test: [20] }],
    ['a clip twice', { ...fold, test: [0, 0] }],
  ])('%s', (_, broken) => {
    const log = openLog();
    expect(() => log.createRun(sampleRun({ folds: [broken] }))).toThrow(/fold "speaker-independent"/);
    expect(log.listRuns()).toEqual([]);
  });

  test.each([
    ['too few predictions', (clips: number[]) => samplePredictions(clips.slice(1)), /got 6 predictions/],
    ['one clip twice', (clips: number[]) => samplePredictions([...clips, clips[0]]), /got 8 predictions/],
    ['another clip', (clips: number[]) => samplePredictions([2, ...clips.slice(1)]), /1 clips have none/],
    [
      'six probabilities',
      (clips: number[]) => samplePredictions(clips).map((p) => ({ ...p, probabilities: [1, 0, 0, 0, 0, 0] })),
      /6 probabilities instead of 7/,
    ],
    [
      'a probability of NaN',
      (clips: number[]) =>
        samplePredictions(clips).map((p) => ({ ...p, probabilities: [Number.NaN, 0, 0, 0, 0, 0, 0] })),
      /constraint/,
    ],
    [
      'a probability above 1',
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

  test('epochs with values that are not finite, of a missing fold, or of a missing run', () => {
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
  test('repeats epochs and folds without duplicates', () => {
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

  test('can record its engine later', () => {
    const log = openLog();
    const id = log.createRun(sampleRun());
    const environment = { ...ENVIRONMENT, engine: 'tensorflow', device: 'NVIDIA' };
    log.recordEnvironment(id, environment);
    expect(log.showRun(id).environment).toEqual(environment);
    expect(log.listRuns()).toMatchObject([{ engine: 'tensorflow' }]);
  });
});

describe('statuses', () => {
  test('a failure stays until the run continues; a finished run stays finished', () => {
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
