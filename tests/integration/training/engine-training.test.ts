/** Training on the engines that work here, with the real entry, a real network and a real SIGKILL. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runtimeEnvironment } from '#core/engines/tensorflow/native/runtime-environment.ts';
import type { JobEvent } from '#core/jobs/job-events.ts';
import { createJobHost, type JobHost } from '#core/jobs/job-host.ts';
import type { TrainJob } from '#core/jobs/kinds/train-job.ts';
import { type ForkedProcess, forkProcess } from '#core/system/forked-process.ts';
import { foldWeightsPath } from '#core/training/checkpoint.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';
import { exactCurve } from '../../exact-curve.ts';
import { nativeRuntime, whyNoNative } from '../../native-runtime.ts';
import { ENTRIES } from '../../program-scripts.ts';
import { FAST_ENGINES } from '../../unit/engines/engines-under-test.ts';
import { makeJob, type SettingsChange, testSettings } from './training-data.ts';

/** With dropout, augmentation, clipping and a schedule, which all use random values or state. */
const SETTINGS: SettingsChange = {
  epochs: 3,
  checkpointSeconds: 0,
  clipNorm: 1,
  optimizer: { ...OPTIMIZER_DEFAULTS.adamw, learningRate: 0.002 },
};

describe.each(FAST_ENGINES)('training on the engine $engine', ({ engine }) => {
  let folder: string;
  let host: JobHost;
  let child: ForkedProcess;
  let whole: JobEvent[];

  /** Runs one training; `onEvent` can kill it. */
  function train(change: Partial<TrainJob>, onEvent: (event: JobEvent) => void = () => undefined) {
    const events: JobEvent[] = [];
    const job = makeJob(folder, { count: 56, bands: 24, frames: 32, settings: SETTINGS });
    const { outcome } = host.run({ ...job, ...change }, (event) => {
      events.push(event);
      onEvent(event);
    });
    return outcome.then((ended) => ({ outcome: ended, events, job }));
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'engine-training-'));
    const found =
      engine === 'tensorflow'
        ? { runtime: nativeRuntime!, reason: null }
        : { runtime: null, reason: whyNoNative ?? 'It is not used in this test.' };
    host = createJobHost({
      entry: ENTRIES.jobs,
      env: runtimeEnvironment(found, 'cpu'),
      spawn: (...given) => {
        child = forkProcess(...given);
        return child;
      },
    });
    const { outcome, events } = await train({});
    expect(outcome).toEqual({ status: 'finished', result: { folds: 1 } });
    whole = events;
  });
  afterAll(async () => {
    await host[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  it('reports which engine it uses, and why', () => {
    expect(whole[0]).toMatchObject({ kind: 'engine', engine, device: 'cpu' });
    expect(whole[0]).toHaveProperty('why', expect.stringContaining('tensorflow'));
  });

  it('learns', () => {
    const losses = curve(whole).map(({ loss }) => loss);
    expect(losses.at(-1)).toBeLessThan(losses[0]);
  });

  it('gives exactly the same metrics for the same seed and others for another seed', async () => {
    const { events } = await train({});
    expect(curve(events)).toEqual(curve(whole));
    expect(resultOf(events)).toEqual(resultOf(whole));

    const other = await train({ settings: testSettings({ ...SETTINGS, seed: 2 }) });
    expect(curve(other.events).map(({ loss }) => loss)).not.toEqual(curve(whole).map(({ loss }) => loss));
    expect(resultOf(other.events).probabilities).not.toEqual(resultOf(whole).probabilities);
  });

  it('resumes after SIGKILL in the middle of an epoch to exactly the same curve and result', async () => {
    const killed = await train({}, (event) => {
      if (event.kind === 'checkpoint' && event.epoch === 2 && event.step === 2) child.kill(true);
    });
    expect(killed.outcome).toMatchObject({ status: 'interrupted' });
    const { events, outcome } = await train({ resume: true });
    expect(outcome.status).toBe('finished');
    expect(events.find((event) => event.kind === 'fold')).toMatchObject({ resumed: true });
    expect(curve(events)).toEqual(curve(whole));
    expect(resultOf(events)).toEqual(resultOf(whole));
  });

  it('predicts with the weights that it wrote', async () => {
    const { job, events } = await train({ resume: true });
    const { clips } = resultOf(events);
    const { outcome } = host.run({
      kind: 'predict',
      engine,
      network: job.settings.network,
      inputShape: job.inputShape,
      classes: 7,
      weightsPaths: [foldWeightsPath(job.checkpointFolder, 0)],
      batchSize: 8,
      inputs: { from: 'rows', rowsPath: job.rowsPath, rows: clips.map((clip) => job.clips[clip].row) },
    });
    expect(await outcome).toEqual({
      status: 'finished',
      result: { probabilities: resultOf(events).probabilities },
    });
  });

  it('fails with a reason if the loss is not finite', async () => {
    const settings = testSettings({ epochs: 3, learningRate: 1e20, clipNorm: 0 });
    const { outcome } = await train({ settings });
    expect(outcome).toMatchObject({ status: 'failed', failure: { code: 'loss-not-finite' } });
  });
});

/** The metrics of every epoch, including epochs before a resume, without the duration. */
function curve(events: JobEvent[]) {
  const epochs = events.flatMap((event) => {
    if (event.kind === 'fold') return event.epochs;
    return event.kind === 'epoch' ? [event.epoch] : [];
  });
  return exactCurve(epochs);
}

const resultOf = (events: JobEvent[]) => events.find((event) => event.kind === 'result')!;
