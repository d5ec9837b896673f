/** The whole road on the engine that everybody has: the real entry, the real network, a real SIGKILL. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldWeightsPath } from '../../../src/core/training/checkpoint.ts';
import { type ComputeChild, forkCompute } from '../../../src/core/training/compute-child.ts';
import { type ComputeHost, createComputeHost } from '../../../src/core/training/compute-host.ts';
import type { JobEvent, TrainJob } from '../../../src/core/training/job.ts';
import { OPTIMIZER_DEFAULTS } from '../../../src/shared/runs.ts';
import { makeJob, testSettings } from './training-data.ts';

let folder: string;
let host: ComputeHost;
let child: ComputeChild;
let whole: JobEvent[];

/** One training, dropout and all; `onEvent` may kill it. */
function train(change: Partial<TrainJob>, onEvent: (event: JobEvent) => void = () => undefined) {
  const events: JobEvent[] = [];
  const job = makeJob(folder, {
    count: 56,
    bands: 24,
    frames: 32,
    settings: {
      epochs: 3,
      checkpointSeconds: 0,
      clipNorm: 1,
      optimizer: { ...OPTIMIZER_DEFAULTS.adamw, learningRate: 0.002 },
    },
  });
  const { outcome } = host.run({ ...job, ...change }, (event) => {
    events.push(event);
    onEvent(event);
  });
  return outcome.then((ended) => ({ outcome: ended, events, job }));
}

function curve(events: JobEvent[]) {
  return events.flatMap((event) => {
    if (event.kind === 'fold') return event.epochs;
    return event.kind === 'epoch' ? [event.epoch] : [];
  });
}

function expectSameCurve(events: JobEvent[]): void {
  const [found, expected] = [curve(events), curve(whole)];
  expect(found.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  for (const [i, epoch] of found.entries()) {
    for (const figure of ['loss', 'accuracy', 'validationLoss', 'validationAccuracy'] as const) {
      expect(Math.abs(epoch[figure]! - expected[i][figure]!), `${figure} of epoch ${i + 1}`).toBeLessThan(
        1e-6,
      );
    }
  }
}

const resultOf = (events: JobEvent[]) => events.find((event) => event.kind === 'result')!;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wasm-training-'));
  host = createComputeHost({
    entry: new URL('../../../src/compute/compute-process.ts', import.meta.url),
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

describe('training on the wasm engine', () => {
  it('says which engine it is, and why', () => {
    expect(whole[0]).toMatchObject({ kind: 'engine', engine: 'wasm', device: 'cpu' });
    expect(whole[0]).toHaveProperty('why', expect.stringContaining('tensorflow'));
  });

  it('learns', () => {
    const losses = curve(whole).map(({ loss }) => loss);
    expect(losses.at(-1)).toBeLessThan(losses[0]);
  });

  it('gives the same figures for the same seed', async () => {
    const { events } = await train({});
    expectSameCurve(events);
    expect(resultOf(events)).toEqual(resultOf(whole));
  });

  it('is resumed after SIGKILL in the middle of an epoch to the same curve and result', async () => {
    const killed = await train({}, (event) => {
      if (event.kind === 'checkpoint' && event.epoch === 2 && event.step === 2) child.kill(true);
    });
    expect(killed.outcome).toMatchObject({ status: 'interrupted' });
    const { events, outcome } = await train({ resume: true });
    expect(outcome.status).toBe('finished');
    expect(events.find((event) => event.kind === 'fold')).toMatchObject({ resumed: true });
    expectSameCurve(events);
    const [found, expected] = [resultOf(events).probabilities, resultOf(whole).probabilities];
    expect(Math.max(...found.map((value, i) => Math.abs(value - expected[i])))).toBeLessThan(1e-6);
  });

  it('recognises with the weights that it wrote', async () => {
    const { job, events } = await train({ resume: true });
    const { clips } = resultOf(events);
    const { outcome } = host.run({
      kind: 'predict',
      engine: 'wasm',
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
