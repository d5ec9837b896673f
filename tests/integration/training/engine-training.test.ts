/** The whole road on the engines that work here: the real entry, the real network, a real SIGKILL. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runtimeEnvironment } from '../../../src/core/engines/tensorflow/runtime/runtime-environment.ts';
import { foldWeightsPath } from '../../../src/core/training/checkpoint.ts';
import { type ComputeChild, forkCompute } from '../../../src/core/training/compute-child.ts';
import { type ComputeHost, createComputeHost } from '../../../src/core/training/compute-host.ts';
import type { JobEvent, TrainJob } from '../../../src/core/training/job.ts';
import { OPTIMIZER_DEFAULTS } from '../../../src/shared/runs.ts';
import { nativeRuntime, whyNoNative } from '../../native-runtime.ts';
import { ENGINES } from '../../unit/engines/engines-under-test.ts';
import { makeJob, type SettingsChange, testSettings } from './training-data.ts';

/** With dropout, augmentation, clipping and a schedule: all that draws or carries something on. */
const SETTINGS: SettingsChange = {
  epochs: 3,
  checkpointSeconds: 0,
  clipNorm: 1,
  optimizer: { ...OPTIMIZER_DEFAULTS.adamw, learningRate: 0.002 },
};

describe.each(ENGINES)('training on the engine $engine', ({ engine }) => {
  let folder: string;
  let host: ComputeHost;
  let child: ComputeChild;
  let whole: JobEvent[];

  /** One training; `onEvent` may kill it. */
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
        : { runtime: null, reason: whyNoNative ?? 'It is not to be used in this test.' };
    host = createComputeHost({
      entry: new URL('../../../src/compute/compute-process.ts', import.meta.url),
      env: runtimeEnvironment(found, 'cpu'),
      spawn: (...given) => {
        child = forkCompute(...given);
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

  it('says which engine it is, and why', () => {
    expect(whole[0]).toMatchObject({ kind: 'engine', engine, device: 'cpu' });
    expect(whole[0]).toHaveProperty('why', expect.stringContaining('tensorflow'));
  });

  it('learns', () => {
    const losses = curve(whole).map(({ loss }) => loss);
    expect(losses.at(-1)).toBeLessThan(losses[0]);
  });

  it('gives the same figures for the same seed, to the bit, and others for another', async () => {
    const { events } = await train({});
    expect(curve(events)).toEqual(curve(whole));
    expect(resultOf(events)).toEqual(resultOf(whole));

    const other = await train({ settings: testSettings({ ...SETTINGS, seed: 2 }) });
    expect(curve(other.events).map(({ loss }) => loss)).not.toEqual(curve(whole).map(({ loss }) => loss));
    expect(resultOf(other.events).probabilities).not.toEqual(resultOf(whole).probabilities);
  });

  it('is resumed after SIGKILL in the middle of an epoch to the same curve and result, to the bit', async () => {
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

  it('recognises with the weights that it wrote', async () => {
    const { job, events } = await train({ resume: true });
    const { clips } = resultOf(events);
    const { outcome } = host.run({
      kind: 'predict',
      engine,
      network: job.settings.network,
      inputShape: job.inputShape,
      weightsPaths: [foldWeightsPath(job.checkpointFolder, 0)],
      batchSize: 8,
      inputs: { from: 'rows', rowsPath: job.rowsPath, rows: clips.map((clip) => job.clips[clip].row) },
    });
    expect(await outcome).toEqual({
      status: 'finished',
      result: { probabilities: resultOf(events).probabilities },
    });
  });

  it('ends with a reason when the loss is no longer a number', async () => {
    const settings = testSettings({ epochs: 3, learningRate: 1e20, clipNorm: 0 });
    const { outcome } = await train({ settings });
    expect(outcome).toMatchObject({ status: 'failed', failure: { code: 'loss-not-finite' } });
  });
});

/** Every figure of every epoch, also of those before a resumption; not what it took. */
function curve(events: JobEvent[]) {
  const epochs = events.flatMap((event) => {
    if (event.kind === 'fold') return event.epochs;
    return event.kind === 'epoch' ? [event.epoch] : [];
  });
  return epochs.map(({ seconds: _, ...figures }) => figures);
}

const resultOf = (events: JobEvent[]) => events.find((event) => event.kind === 'result')!;
