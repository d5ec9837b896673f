import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelWeights } from '#core/laboratory/recognition/model-files.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { evaluate, finishedRun } from '../finished-run.ts';
import {
  NO_CONTEXT,
  type PreparedVoices,
  prepareVoices,
  temporaryFolder,
  voices,
} from '../laboratory-services.ts';

let prepared: PreparedVoices;
let corpus = '';
beforeAll(async () => {
  prepared = await prepareVoices(4);
  corpus = prepared.corpus;
});
afterAll(() => prepared[Symbol.dispose]());

describe('runs.evaluate', () => {
  it('reports clips that were used in training', async () => {
    const run = await finishedRun(prepared);
    const { metrics, job } = await evaluate(run, [corpus]);
    const [{ train, validation, test }] = run.job.folds;
    expect(metrics.clips).toBe(28);
    // Training and validation clips count; test clips of the run do not.
    expect(metrics.leakage.clips).toBe(train.length + validation.length);
    expect(test.length).toBeGreaterThan(0);
    expect(metrics.leakage.speakers).toBeGreaterThan(0);
    expect(job.weightsPaths).toHaveLength(1);
  });

  it('finds the same sound with other names and in another folder', async () => {
    const run = await finishedRun(prepared);
    // The same seed in another folder gives the same sounds.
    const copy = await voices(temporaryFolder(), 4);
    const { metrics } = await evaluate(run, [copy]);
    expect(metrics.leakage.clips).toBe(run.job.folds[0].train.length + run.job.folds[0].validation.length);
  });

  it('finds no leakage except sentences for unseen voices', async () => {
    const run = await finishedRun(prepared);
    const strangers = await voices(temporaryFolder(), 2, 99);
    const { metrics } = await evaluate(run, [strangers]);
    expect(metrics.leakage).toMatchObject({ clips: 0, nearDuplicates: 0 });
  });

  it('counts every clip of a run with several folds, whose networks are averaged', async () => {
    const run = await finishedRun(prepared, { protocol: 'leave-one-speaker-out' });
    const { metrics, job } = await evaluate(run, [corpus]);
    expect(job.weightsPaths).toHaveLength(4);
    expect(metrics.leakage.clips).toBe(28);
  });

  it('predicts the most probable emotion and gives metrics of the readable clips', async () => {
    const run = await finishedRun(prepared);
    const folder = await voices(temporaryFolder(), 1, 99);
    writeFileSync(join(folder, 'Actor_01', '03-01-05-01-01-01-01.wav'), 'no sound');
    const happy = EMOTIONS.indexOf('happy');
    const { metrics } = await evaluate(run, [folder], (clips) =>
      Float32Array.from(
        Array.from({ length: clips }, () => EMOTIONS.map((_, i) => (i === happy ? 1 : 0))).flat(),
      ),
    );
    expect(metrics.clips).toBe(6);
    expect(metrics.perEmotion.happy.recall).toBe(1);
    expect(metrics.uar).toBeCloseTo(1 / 6);
    expect(metrics.problems).toMatchObject([{ code: 'unreadable' }]);
  });

  it('uses neither the training host nor the recognition host, reports progress and can be cancelled', async () => {
    const run = await finishedRun(prepared);
    const trained = run.hosts.training.jobs.length;
    const progress: unknown[][] = [];
    const control = new AbortController();
    const asked = run.requests['runs.evaluate'](
      { run: run.id, folders: [corpus], corpus: null, keep: true },
      { ...NO_CONTEXT, signal: control.signal, progress: (...values) => void progress.push(values) },
    );
    await expect.poll(() => run.hosts.evaluation.jobs.length).toBe(1);
    const [job] = run.hosts.evaluation.jobs;
    job.say({ kind: 'progress', done: 8, total: 28 });
    expect(progress.at(-1)).toEqual(['recognising', 8, 28]);
    control.abort();
    expect(job.commands).toEqual(['cancel']);
    job.end({ status: 'cancelled' });
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    expect([
      run.hosts.training.jobs.length,
      run.hosts.recognition.jobs.length,
      run.hosts.planning.jobs.length,
    ]).toEqual([trained, 0, 0]);
  });

  it('rejects a network without finite probabilities', async () => {
    const run = await finishedRun(prepared);
    const asked = evaluate(run, [corpus], (clips) => new Float32Array(7 * clips).fill(Number.NaN));
    await expect(asked).rejects.toMatchObject({ code: 'no-recogniser' });
  });

  it('needs clips', async () => {
    const run = await finishedRun(prepared);
    const input = { run: run.id, folders: [temporaryFolder()], corpus: null, keep: true };
    const asked = run.requests['runs.evaluate'](input, NO_CONTEXT);
    await expect(asked).rejects.toMatchObject({ code: 'no-clips' });
  });
});

describe('the model of a run', () => {
  it('is one file, or one file for each fold', async () => {
    const single = await finishedRun(prepared);
    expect(modelWeights(single.folder, single.log.showRun(single.id))).toEqual([
      join(single.folder, 'runs', single.id, 'fold-0', 'weights.safetensors'),
    ]);
    const several = await finishedRun(prepared, { protocol: 'leave-one-speaker-out' });
    expect(modelWeights(several.folder, several.log.showRun(several.id))).toHaveLength(4);
  });

  it('is reported if it is missing or was never trained', async () => {
    const { folder, log, id } = await finishedRun(prepared);
    const run = log.showRun(id);
    rmSync(join(folder, 'runs', id, 'fold-0', 'weights.safetensors'));
    expect(() => modelWeights(folder, run)).toThrow(/weights of run .* are missing/);
    const untrained = { ...run, status: 'stopped' as const, folds: [{ ...run.folds[0], bestEpoch: null }] };
    expect(() => modelWeights(folder, untrained)).toThrow(/is stopped: it has no trained model/);
  });
});

describe('runs.predictions', () => {
  it('lists the most confident errors first, then correct predictions', async () => {
    const run = await finishedRun(prepared);
    const asked = (query: object) =>
      run.requests['runs.predictions']({ run: run.id, limit: 1000, ...query }, NO_CONTEXT);
    const listed = await asked({});
    expect(listed).toHaveLength(run.job.folds[0].test.length);
    const wrong = listed.map(({ actual, predicted }) => actual !== predicted);
    expect(wrong).toEqual(wrong.toSorted((a, b) => Number(b) - Number(a)));
    expect(wrong).toContain(true);
    expect(wrong).toContain(false);
    expect(await asked({ limit: 3 })).toEqual(listed.slice(0, 3));
    const cell = await asked({ actual: 'sad', predicted: 'angry' });
    expect(cell.every(({ actual, predicted }) => actual === 'sad' && predicted === 'angry')).toBe(true);
    expect(listed.filter(({ actual, predicted }) => actual === 'sad' && predicted === 'angry')).toEqual(cell);
  });
});
