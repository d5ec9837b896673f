import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobEvent } from '#core/jobs/job-events.ts';
import { createJobHost, type JobHost } from '#core/jobs/job-host.ts';
import type { JobHandle } from '#core/jobs/job-outcome.ts';
import type { TrainJob } from '#core/jobs/kinds/train-job.ts';
import { fitTemperature } from '#core/metrics/calibration.ts';
import { type ForkedProcess, forkProcess } from '#core/system/forked-process.ts';
import { foldWeightsPath } from '#core/training/checkpoint.ts';
import { createRandom } from '#shared/random.ts';
import { exactCurve } from '../../exact-curve.ts';
import { makeJob, type SettingsChange } from './training-data.ts';

const ENTRY = new URL('softmax-job-process.ts', import.meta.url);

let folder: string;
let hosts: JobHost[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compute-'));
  hosts = [];
});
afterEach(async () => {
  for (const host of hosts) await host[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

function startHost(step = ''): JobHost & { exits: string[]; child(): ForkedProcess } {
  const exits: string[] = [];
  let child: ForkedProcess;
  const host = createJobHost({
    entry: ENTRY,
    env: { TEST_STEP: step },
    graceSeconds: step.startsWith('hang') ? 0.3 : 10,
    spawn: (...given) => {
      child = forkProcess(...given);
      return child;
    },
    onExit: ({ kind }) => exits.push(kind),
  });
  hosts.push(host);
  return Object.assign(host, { exits, child: () => child });
}

function job(settings: SettingsChange = {}, folds = 1): TrainJob {
  return makeJob(folder, { count: 70, bands: 4, frames: 5, settings, folds });
}

/** Runs a job to its end; `onEvent` can control it. */
async function runJob(host: JobHost, train: TrainJob, onEvent: (event: JobEvent, handle: JobHandle) => void) {
  const events: JobEvent[] = [];
  const handle: JobHandle<'train'> = host.run(train, (event) => {
    events.push(event);
    onEvent(event, handle as JobHandle);
  });
  return { outcome: await handle.outcome, events };
}

const ignore = () => undefined;
const epochs = (events: JobEvent[]) =>
  events.flatMap((event) => (event.kind === 'epoch' ? [event.epoch] : []));
const results = (events: JobEvent[]) => events.filter((event) => event.kind === 'result');

describe('the job process', () => {
  it('trains and tests every fold, reproducibly, and reports its engine', async () => {
    const host = startHost();
    const train = job({}, 2);
    const first = await runJob(host, train, ignore);
    expect(first.outcome).toEqual({ status: 'finished', result: { folds: 2 } });
    expect(first.events[0]).toMatchObject({ kind: 'engine', engine: 'wasm', versions: { softmax: '1' } });
    expect(results(first.events)).toHaveLength(2);
    for (const [fold, result] of results(first.events).entries()) {
      expect(result).toMatchObject({ fold, clips: train.folds[fold].test });
      expect(result.probabilities.length).toBe(7 * result.clips.length);
      expect(existsSync(foldWeightsPath(train.checkpointFolder, fold))).toBe(true);
    }
    const again = await runJob(host, train, ignore);
    expect(exactCurve(epochs(again.events))).toEqual(exactCurve(epochs(first.events)));
    expect(results(again.events)).toEqual(results(first.events));
  });

  it('fits the temperature of each fold on its validation clips', async () => {
    const host = startHost();
    const train = job({}, 2);
    const without = { ...train.folds[1], train: train.folds[1].train.concat(train.folds[1].validation) };
    train.folds[1] = { ...without, validation: [] };
    const trained = await runJob(host, train, ignore);
    const [{ temperature }, other] = results(trained.events);
    expect(other.temperature).toBeNull();

    const { validation } = train.folds[0];
    const { outcome } = host.run({
      kind: 'predict',
      engine: 'auto',
      network: 'compact',
      inputShape: train.inputShape,
      classes: 7,
      weightsPaths: [foldWeightsPath(train.checkpointFolder, 0)],
      batchSize: 64,
      inputs: {
        from: 'rows',
        rowsPath: train.rowsPath,
        rows: validation.map((clip) => train.clips[clip].row),
      },
    });
    const ended = await outcome;
    if (ended.status !== 'finished') throw new Error(ended.status);
    const expected = fitTemperature(
      ended.result.probabilities,
      validation.map((clip) => train.clips[clip].emotion),
    )!;
    expect(temperature).toBeCloseTo(expected, 5);
    expect(temperature).not.toBe(1);

    // A fold that was fully trained before is predicted again with its weights.
    const again = await runJob(host, { ...train, resume: true }, ignore);
    expect(epochs(again.events)).toEqual([]);
    expect(results(again.events)).toEqual(results(trained.events));
  });

  it('resumes after SIGKILL in the middle of an epoch to the same curve', async () => {
    const settings = { checkpointSeconds: 0 };
    const whole = await runJob(startHost(), job(settings, 2), ignore);
    const host = startHost('slow:5');
    const killed = await runJob(host, job(settings, 2), (event) => {
      if (event.kind === 'checkpoint' && event.fold === 1 && event.epoch === 2 && event.step === 3) {
        host.child().kill(true);
      }
    });
    expect(killed.outcome).toMatchObject({ status: 'interrupted', failure: { code: 'compute-crashed' } });
    const resumed = await runJob(host, { ...job(settings, 2), resume: true, startFold: 1 }, ignore);
    expect(resumed.outcome).toMatchObject({ status: 'finished' });
    const resumedFold = resumed.events.find((event) => event.kind === 'fold')!;
    expect(resumedFold).toMatchObject({ fold: 1, resumed: true });
    expect(exactCurve([...resumedFold.epochs, ...epochs(resumed.events)])).toEqual(
      exactCurve(epochs(whole.events).slice(4)),
    );
    expect(results(resumed.events)).toEqual(results(whole.events).slice(1));
    expect(host.exits).toEqual(['crash']);
  });

  it('gives the same result after several kills', async () => {
    const settings = { checkpointSeconds: 0 };
    const whole = await runJob(startHost(), job(settings), ignore);
    const host = startHost('slow:4');
    const random = createRandom('kills');
    for (let kill = 0; kill < 6; kill++) {
      const after = random.between(0, 60);
      const { outcome } = await runJob(host, { ...job(settings), resume: kill > 0 }, (event) => {
        if (event.kind === 'fold') setTimeout(() => host.child().kill(true), after);
      });
      expect(outcome.status).toBe('interrupted');
    }
    const { events } = await runJob(host, { ...job(settings), resume: true }, ignore);
    expect(results(events)).toEqual(results(whole.events));
    const resumedFold = events.find((event) => event.kind === 'fold')!;
    expect(exactCurve([...resumedFold.epochs, ...epochs(events)])).toEqual(exactCurve(epochs(whole.events)));
  });

  it('stops on request and resumes to the same result', async () => {
    const host = startHost('slow:2');
    const whole = await runJob(host, job(), ignore);
    const stopped = await runJob(host, job(), (event, handle) => {
      if (event.kind === 'batch' && event.epoch === 2) handle.stop();
    });
    expect(stopped.outcome).toEqual({ status: 'stopped' });
    expect(existsSync(foldWeightsPath(job().checkpointFolder, 0))).toBe(true);
    const resumed = await runJob(host, { ...job(), resume: true }, ignore);
    expect(results(resumed.events)).toEqual(results(whole.events));
    expect(epochs(resumed.events).at(-1)?.loss).toBe(epochs(whole.events).at(-1)?.loss);
  });

  it('trains the final model on all clips after the folds, and continues it after a stop', async () => {
    const host = startHost('slow:2');
    const settings = { refit: true };
    const model = () => readFileSync(foldWeightsPath(job().checkpointFolder, 2));
    const plain = await runJob(host, job({}, 2), ignore);
    const whole = await runJob(host, job(settings, 2), ignore);
    expect(whole.outcome).toEqual({ status: 'finished', result: { folds: 2 } });
    // The folds do not change, and the final model has neither epochs nor a result of its own.
    expect(exactCurve(epochs(whole.events))).toEqual(exactCurve(epochs(plain.events)));
    expect(results(whole.events)).toEqual(results(plain.events));
    const tested = results(whole.events).map(({ bestEpoch }) => bestEpoch);
    const progress = whole.events.flatMap((event) => (event.kind === 'refit' ? [event] : []));
    const [median] = tested.toSorted((a, b) => b - a);
    expect(tested).toEqual([median, median]);
    expect(progress.at(-1)).toEqual({ kind: 'refit', done: median, epochs: median });
    const trained = model();
    expect(readFileSync(foldWeightsPath(job().checkpointFolder, 0)).equals(trained)).toBe(false);

    const stopped = await runJob(host, job(settings, 2), (event, handle) => {
      if (event.kind === 'refit' && event.done > 1) handle.stop();
    });
    expect(stopped.outcome).toEqual({ status: 'stopped' });
    const resumed = await runJob(host, { ...job(settings, 2), resume: true, startFold: 2 }, ignore);
    expect(resumed.outcome).toEqual({ status: 'finished', result: { folds: 0 } });
    expect(resumed.events[0]).toMatchObject({ kind: 'engine' });
    const weights = (file: Buffer) => file.subarray(8 + Number(file.readBigUInt64LE()));
    expect(weights(model()).equals(weights(trained))).toBe(true);
    // Without the setting there is nothing after the last fold.
    const nothing = await runJob(host, { ...job({}, 2), startFold: 2 }, ignore);
    expect(nothing.outcome).toMatchObject({ status: 'failed', failure: { code: 'invalid-job' } });
  });

  it('pauses without events and continues', async () => {
    const host = startHost('slow:2');
    let pausedAt = 0;
    let during = 0;
    const { outcome, events } = await runJob(host, job(), (event, handle) => {
      if (event.kind === 'epoch' && event.epoch.epoch === 1) handle.pause();
      if (pausedAt > 0 && event.kind !== 'paused') during++;
      if (event.kind !== 'paused') return;
      pausedAt = event.paused ? performance.now() : 0;
      if (event.paused) setTimeout(() => during === 0 && handle.resume(), 200);
    });
    expect(outcome.status).toBe('finished');
    expect(events.filter((event) => event.kind === 'paused').map(({ paused }) => paused)).toEqual([
      true,
      false,
    ]);
    expect(epochs(events)).toHaveLength(4);
  });

  it('fails a run if the loss is not finite, and accepts the next job', async () => {
    const host = startHost();
    const { outcome } = await runJob(host, job({ learningRate: 1e30 }), ignore);
    expect(outcome).toMatchObject({ status: 'failed', failure: { code: 'loss-not-finite' } });
    expect((await runJob(host, job(), ignore)).outcome.status).toBe('finished');
    expect(host.exits).toEqual([]);
  });

  it('reports a crash with its last output and recovers', async () => {
    const host = startHost('crash:13');
    const crashed = await runJob(host, job(), ignore);
    expect(crashed.outcome).toMatchObject({
      status: 'interrupted',
      failure: { message: expect.stringMatching(/SIGABRT.*a native library crashed/s) },
    });
    // The checkpoint of epoch 2 is at step 12, so the crash happens again. The host still works.
    expect((await runJob(host, { ...job(), resume: true }, ignore)).outcome.status).toBe('interrupted');
    const probed = await host.run({ kind: 'probe' }).outcome;
    expect(probed).toMatchObject({
      status: 'finished',
      result: { engines: [{ works: false, reason: 'No library.' }, { works: true }] },
    });
  });

  it('kills a stuck process when its job is cancelled', async () => {
    const host = startHost('hang:1');
    const { outcome } = await runJob(host, job(), (event, handle) => {
      // By then, the second step, which never ends, has started.
      if (event.kind === 'batch') setTimeout(() => handle.cancel(), 100);
    });
    expect(outcome.status).toBe('cancelled');
    await expect.poll(() => host.exits).toEqual(['exit']);
    expect((await host.run({ kind: 'probe' }).outcome).status).toBe('finished');
  });

  it('writes a checkpoint when the laboratory closes', async () => {
    const host = startHost('slow:2');
    let closed: Promise<void> | null = null;
    const { outcome } = await runJob(host, job(), (event) => {
      if (event.kind === 'batch' && event.epoch === 2) closed ??= host[Symbol.asyncDispose]();
    });
    expect(outcome).toEqual({ status: 'stopped' });
    await closed;
    expect(host.exits).toEqual(['exit']);
    const resumed = await runJob(startHost(), { ...job(), resume: true }, ignore);
    expect(resumed.events[1]).toMatchObject({ kind: 'fold', resumed: true });
  });

  it('predicts rows and values equally, with one network or the mean of several', async () => {
    const host = startHost();
    const train = job({}, 2);
    const { events } = await runJob(host, train, ignore);
    const paths = [0, 1].map((fold) => foldWeightsPath(train.checkpointFolder, fold));
    const [first, second] = results(events).map(({ probabilities }) => Array.from(probabilities));
    const rows = train.folds[0].test.map((clip) => train.clips[clip].row);
    const predict = {
      kind: 'predict',
      engine: 'auto',
      network: 'compact',
      inputShape: [4, 5],
      classes: 7,
      batchSize: 3,
      inputs: { from: 'rows', rowsPath: train.rowsPath, rows },
    } as const;
    const given = async (weightsPaths: string[], inputs: object = predict.inputs) => {
      const outcome = await host.run({ ...predict, inputs, weightsPaths } as never).outcome;
      if (outcome.status !== 'finished') return outcome;
      return Array.from((outcome.result as unknown as { probabilities: Float32Array }).probabilities);
    };
    expect(await given([paths[0]])).toEqual(first);
    const mean = first.map((value, i) => (value + second[i]) / 2);
    for (const [i, value] of ((await given(paths)) as number[]).entries())
      expect(value).toBeCloseTo(mean[i], 6);
    expect(await given(paths, { from: 'values', values: new Float32Array(0) })).toEqual([]);
    const odd = await given(paths, { from: 'values', values: new Float32Array(21) });
    expect(odd).toMatchObject({ failure: { code: 'invalid-job' } });
    expect(await given(['nowhere'])).toMatchObject({ failure: { code: 'weights-unreadable' } });
  });

  it.each([
    ['a missing network', { network: 'constructor' }, 'unknown-network'],
    ['an engine that does not work', { engine: 'tensorflow' }, 'engine-unavailable'],
  ] as const)('rejects %s', async (_what, settings, code) => {
    const { outcome } = await runJob(startHost(), job(settings as SettingsChange), ignore);
    expect(outcome).toMatchObject({ status: 'failed', failure: { code } });
  });

  it('rejects a job with inconsistent parts', async () => {
    const host = startHost();
    const good = job();
    const bad: TrainJob[] = [
      { ...good, rowFloats: 21 },
      { ...good, startFold: 1 },
      { ...good, folds: [{ ...good.folds[0], test: [70] }] },
    ];
    for (const train of bad) {
      const { outcome } = await runJob(host, train, ignore);
      expect(outcome).toMatchObject({ status: 'failed', failure: { code: 'invalid-job' } });
    }
    const missing = await runJob(host, { ...good, rowsPath: join(folder, 'none') }, ignore);
    expect(missing.outcome).toMatchObject({ failure: { code: 'damaged-cache' } });
    await runJob(host, good, ignore);
    const changed = { ...good, resume: true, settings: { ...good.settings, epochs: 9 } };
    expect((await runJob(host, changed, ignore)).outcome).toMatchObject({
      failure: { code: 'checkpoint-mismatch' },
    });
  });

  it.each([
    ['does not keep its laboratory’s process alive when idle', '', false],
    ['ends when its laboratory is killed', 'setInterval(() => undefined, 1000);', true],
  ])('%s', async (_what, then, kill) => {
    const core = (name: string) =>
      JSON.stringify(new URL(`../../../src/core/${name}.ts`, import.meta.url).href);
    const laboratory = `
      import { createJobHost } from ${core('jobs/job-host')};
      import { forkProcess } from ${core('system/forked-process')};
      let pid;
      const spawn = (...given) => {
        const child = forkProcess(...given);
        pid = child.pid;
        return child;
      };
      const host = createJobHost({ entry: new URL(${JSON.stringify(ENTRY.href)}), spawn });
      await host.run({ kind: 'probe' }).outcome;
      process.stdout.write(String(pid));
      ${then}`;
    const node = spawn(process.execPath, ['--input-type=module', '-e', laboratory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = new Promise((resolve) => node.once('exit', (code) => resolve(code)));
    const pid = Number(await new Promise((resolve) => node.stdout.once('data', resolve)));
    expect(pid).toBeGreaterThan(1);
    if (kill) node.kill('SIGKILL');
    expect(await exited).toBe(kill ? null : 0);
    await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
  // In a container without an init process, an ended process stays as a zombie.
  const state = `/proc/${pid}/stat`;
  return !(existsSync(state) && readFileSync(state, 'utf8').includes(') Z '));
}
