import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRunDirector } from '../../../src/core/laboratory/run-director.ts';
import { createRunRecorder } from '../../../src/core/laboratory/run-recorder.ts';
import { runRequests } from '../../../src/core/laboratory/run-requests.ts';
import type { TrainJob } from '../../../src/core/training/job.ts';
import type { RunSettingsInput } from '../../../src/shared/runs.ts';
import {
  NO_CONTEXT,
  type PlayedParts,
  type PreparedVoices,
  playedParts,
  prepareVoices,
  ROOMY,
  temporaryFolder,
} from './laboratory-parts.ts';
import { checkpoint, engine, epochOf, fold, result } from './training-events.ts';

let prepared: PreparedVoices;
let corpus = '';
beforeAll(async () => {
  prepared = await prepareVoices();
  corpus = prepared.corpus;
});
afterAll(() => prepared[Symbol.dispose]());

function setUp(parts: PlayedParts = playedParts(prepared), director = createRunDirector(parts)) {
  const requests = runRequests(parts, director);
  return {
    ...parts,
    director,
    requests,
    start: async (settings: RunSettingsInput = {}) => {
      const { id } = await requests['runs.start']({ folders: [corpus], settings, tags: [] }, NO_CONTEXT);
      return { id, played: parts.host.jobs.at(-1)! };
    },
    /** Lets an ending be written down. */
    settled: () => director.settled(),
  };
}

describe('a run', () => {
  it('is recorded before it begins, with everything that it needs', async () => {
    const { start, log, statuses, folder } = setUp();
    const { id, played } = await start({ seed: 3, epochs: 4 });
    const job = played.job as TrainJob;
    expect(job).toMatchObject({
      kind: 'train',
      runId: id,
      resume: false,
      startFold: 0,
      inputShape: [64, 151],
    });
    expect(job.checkpointFolder).toBe(join(folder, 'runs', id));
    expect(job.clips).toHaveLength(21);
    expect(new Set(job.clips.map(({ row }) => row)).size).toBe(21);
    const run = log.showRun(id);
    expect(run).toMatchObject({ status: 'waiting', synthetic: true, parameters: 311_127 });
    expect(run.settings).toEqual(job.settings);
    expect(statuses()).toEqual(['waiting']);
  });

  it('has its events written down and told on', async () => {
    const { start, log, events, statuses, settled } = setUp();
    const { id, played } = await start({ epochs: 2 });
    const job = played.job as TrainJob;
    played.say(engine);
    expect(log.showRun(id)).toMatchObject({
      status: 'running',
      environment: { engine: 'wasm', device: 'cpu' },
    });
    played.say(fold([]));
    played.say({
      kind: 'batch',
      fold: 0,
      epoch: 1,
      step: 1,
      steps: 2,
      loss: 2,
      accuracy: 0.1,
      learningRate: 1,
      clipsPerSecond: 9,
    });
    for (const epoch of [1, 2]) {
      played.say({ kind: 'epoch', epoch: epochOf(epoch) });
      played.say(checkpoint(epoch + 1));
    }
    expect(log.listCheckpoints(id)).toMatchObject([{ fold: 0, kind: 'last', epoch: 2 }]);
    played.say(result(job));
    played.end({ status: 'finished', result: { folds: 1 } });
    await settled();
    const run = log.showRun(id);
    expect(run.status).toBe('finished');
    expect(run.epochs).toEqual([epochOf(1), epochOf(2)]);
    expect(run.folds[0]).toMatchObject({ bestEpoch: 2 });
    expect(run.test?.clips).toBe(job.folds[0].test.length);
    expect(run.test?.confusion.flat().reduce((sum, count) => sum + count)).toBe(job.folds[0].test.length);
    expect(statuses()).toEqual(['waiting', 'running', 'finished']);
    const names = events.map(({ name }) => name);
    expect(names.filter((name) => name === 'run.epoch')).toHaveLength(2);
    expect(events.find(({ name }) => name === 'run.batch')?.data).toMatchObject({
      run: id,
      step: 1,
      steps: 2,
    });
    expect(events.filter(({ name }) => name === 'run.phase').map(({ data }) => data)).toEqual([
      { run: id, phase: 'training', fold: 0, folds: 1, done: 0, total: 2 },
      { run: id, phase: 'testing', fold: 0, folds: 1, done: 7, total: 7 },
    ]);
  });

  it('fails with the reason of its job, and keeps its epochs', async () => {
    const { start, log, events, settled } = setUp();
    const { id, played } = await start();
    played.say(engine);
    played.say(fold([]));
    played.say({ kind: 'epoch', epoch: epochOf(1) });
    const failure = { code: 'loss-not-finite', message: 'The loss became NaN.' };
    played.end({ status: 'failed', failure });
    await settled();
    expect(log.showRun(id)).toMatchObject({ status: 'failed', failure, epochs: [epochOf(1)] });
    expect(events.at(-1)).toEqual({ name: 'run.status', data: { run: id, status: 'failed', failure } });
  });

  it('is interrupted by a crash, and goes on from its last checkpoint', async () => {
    const { start, log, events, requests, host, settled } = setUp();
    const { id, played } = await start({ epochs: 9 });
    played.say(engine);
    played.say(fold([]));
    for (const epoch of [1, 2, 3]) played.say({ kind: 'epoch', epoch: epochOf(epoch) });
    const failure = { code: 'compute-crashed', message: 'It died.' };
    played.end({ status: 'interrupted', failure });
    await settled();
    expect(log.showRun(id)).toMatchObject({ status: 'interrupted', failure });
    expect(events.at(-1)?.data).toEqual({ run: id, status: 'interrupted', failure });

    await requests['runs.resume']({ run: id }, NO_CONTEXT);
    const again = host.jobs.at(-1)!;
    again.say(engine);
    // Its checkpoint knows of one epoch: the other two are trained again.
    again.say(fold([epochOf(1)]));
    expect(log.showRun(id).epochs).toEqual([epochOf(1)]);
    again.say({ kind: 'epoch', epoch: epochOf(2, 0.25) });
    expect(log.showRun(id).epochs).toEqual([epochOf(1), epochOf(2, 0.25)]);
  });

  it('begins with the first fold that was not tested when it is resumed', async () => {
    const { start, requests, host, settled, log } = setUp();
    const { id, played } = await start({ protocol: 'leave-one-speaker-out' });
    const job = played.job as TrainJob;
    expect(job.folds).toHaveLength(3);
    played.say(engine);
    played.say(result(job, 0));
    played.say(result(job, 1));
    played.end({ status: 'stopped' });
    await settled();
    expect(log.showRun(id)).toMatchObject({ status: 'stopped', test: null });
    await requests['runs.resume']({ run: id.slice(0, -1) }, NO_CONTEXT);
    const again = host.jobs.at(-1)!;
    expect(again.job).toMatchObject({ startFold: 2, folds: job.folds, clips: job.clips });
    again.say(result(job, 2));
    again.end({ status: 'finished', result: { folds: 1 } });
    await settled();
    expect(log.showRun(id).test?.clips).toBe(21);
  });
});

describe('what is told of a run while it trains', () => {
  const batch = (step: number, number = 0) =>
    ({
      kind: 'batch',
      fold: number,
      epoch: Math.ceil(step / 10),
      step: ((step - 1) % 10) + 1,
      steps: 10,
      loss: 1 / step,
      accuracy: 0.5,
      learningRate: 1e-3,
      clipsPerSecond: 100,
    }) as const;

  it('are its batches, for a page that is opened later, also through a pause, until it ends', async () => {
    const { start, requests, settled } = setUp();
    const { id, played } = await start();
    const asked = () => requests['runs.batches']({ run: id }, NO_CONTEXT);
    expect(await asked()).toEqual([]);
    played.say(engine);
    played.say(fold([]));
    for (let step = 1; step <= 15; step++) played.say(batch(step));
    played.say({ kind: 'paused', paused: true });
    played.say({ kind: 'paused', paused: false });
    played.say(batch(16));
    const points = await asked();
    expect(points.map(({ stepInFold }) => stepInFold)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
    expect(points.at(-1)).toEqual({
      ...{ fold: 0, epoch: 2, step: 6, stepInFold: 16 },
      ...{ loss: 1 / 16, accuracy: 0.5, clipsPerSecond: 100 },
    });
    for (let step = 17; step <= 30_000; step++) played.say(batch(step));
    const many = await asked();
    expect(many.length).toBeGreaterThan(900);
    expect(many.length).toBeLessThanOrEqual(2000);
    expect([many[0].stepInFold, many.at(-1)?.stepInFold]).toEqual([1, 30_000]);
    played.end({ status: 'stopped' });
    await settled();
    expect(await asked()).toEqual([]);
  });

  it('is how busy the machine is, with the GPU where it trains on one', async () => {
    const parts = playedParts(prepared);
    const asked: number[] = [];
    const recorder = createRunRecorder(parts, async () => {
      asked.push(1);
      return { gpuPercent: 80, memoryBytes: 2 ** 30 };
    });
    const { start, events } = setUp(parts, createRunDirector(parts, recorder));
    const told = () => events.flatMap((event) => (event.name === 'run.load' ? [event.data] : []));
    const load = { kind: 'load', cpuPercent: 50, memoryBytes: 1e9 } as const;
    const { id, played } = await start();
    played.say(engine);
    played.say(load);
    await Promise.resolve();
    const onCpu = { run: id, cpuPercent: 50, memoryBytes: 1e9, gpuPercent: null, gpuMemoryBytes: null };
    expect([told(), asked.length]).toEqual([[onCpu], 0]);
    played.say({ ...engine, device: 'NVIDIA H200' });
    played.say(load);
    await new Promise((resolve) => setImmediate(resolve));
    expect(told()[1]).toEqual({ ...onCpu, gpuPercent: 80, gpuMemoryBytes: 2 ** 30 });
    played.say(load);
    played.end({ status: 'stopped' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(told().length).toBeLessThanOrEqual(3);
  });

  it('is how far its test is', async () => {
    const { start, events } = setUp();
    const { id, played } = await start({ protocol: 'leave-one-speaker-out' });
    played.say(engine);
    played.say(fold([], 1));
    played.say({ kind: 'progress', done: 3, total: 7 });
    expect(events.at(-1)).toEqual({
      name: 'run.phase',
      data: { run: id, phase: 'testing', fold: 1, folds: 3, done: 3, total: 7 },
    });
  });
});

describe('many runs at once', () => {
  it('are prepared one at a time with the features of the first, and wait in the order of their starts', async () => {
    // Without features that were made before.
    const parts = playedParts();
    const { requests, host, log, statuses } = setUp(parts);
    let preparing = 0;
    let most = 0;
    const phases: string[] = [];
    const starts = Array.from({ length: 5 }, (_, seed) => {
      let mine = false;
      const context = {
        progress: (phase: string, done: number, total: number | null) => {
          if (!mine) preparing++;
          mine = true;
          most = Math.max(most, preparing);
          if (phase === 'features' && done < (total ?? 0)) phases.push(`run ${seed}`);
        },
      };
      const input = { folders: [corpus], settings: { seed }, tags: [] };
      return requests['runs.start'](input, context).then(({ id }) => {
        preparing--;
        return id;
      });
    });
    const ids = await Promise.all(starts);
    expect(most).toBe(1);
    expect(new Set(phases)).toEqual(new Set(['run 0']));
    expect(host.jobs.map(({ job }) => (job as TrainJob).runId)).toEqual(ids);
    expect(await requests['runs.queue']({}, NO_CONTEXT)).toEqual(ids);
    expect(ids.map((id) => log.showRun(id).status)).toEqual(ids.map(() => 'waiting'));
    expect(statuses()).toEqual(ids.map(() => 'waiting'));

    await requests['runs.stop']({ run: ids[2] }, NO_CONTEXT);
    host.jobs[2].end({ status: 'stopped' });
    host.jobs[0].end({ status: 'stopped' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(await requests['runs.queue']({}, NO_CONTEXT)).toEqual([ids[1], ids[3], ids[4]]);
  });

  it('can be cancelled while they wait to be prepared, and leave no record', async () => {
    const { requests, host, log } = setUp();
    const input = { folders: [corpus], settings: {}, tags: [] };
    const abort = new AbortController();
    const first = requests['runs.start'](input, NO_CONTEXT);
    const second = requests['runs.start'](input, { ...NO_CONTEXT, signal: abort.signal });
    abort.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    await first;
    expect([log.countRuns(), host.jobs.length]).toEqual([1, 1]);
  });
});

describe('the hand on a run', () => {
  it('pauses it, goes on with it and stops it', async () => {
    const { start, log, requests, statuses, settled, host } = setUp();
    const { id, played } = await start();
    played.say(engine);
    await requests['runs.pause']({ run: id }, NO_CONTEXT);
    played.say({ kind: 'paused', paused: true });
    expect(log.showRun(id).status).toBe('paused');
    await requests['runs.resume']({ run: id }, NO_CONTEXT);
    played.say({ kind: 'paused', paused: false });
    await requests['runs.stop']({ run: id }, NO_CONTEXT);
    expect(played.wishes).toEqual(['pause', 'resume', 'stop']);
    expect(host.jobs).toHaveLength(1);
    played.end({ status: 'stopped' });
    await settled();
    expect(statuses()).toEqual(['waiting', 'running', 'paused', 'running', 'stopped']);
    for (const name of ['runs.pause', 'runs.stop'] as const) {
      await expect(requests[name]({ run: id }, NO_CONTEXT)).rejects.toMatchObject({ code: 'run-not-active' });
    }
  });

  it('stops one that still waits for its turn', async () => {
    const { start, requests, log, settled } = setUp();
    const first = await start();
    const { id, played } = await start();
    await requests['runs.stop']({ run: id }, NO_CONTEXT);
    expect([first.played.wishes, played.wishes]).toEqual([[], ['stop']]);
    for (const job of [played, first.played]) job.end({ status: 'stopped' });
    await settled();
    expect(log.showRun(id)).toMatchObject({ status: 'stopped', epochs: [] });
  });

  /** A stopped run whose resumption is at its features. */
  async function preparing() {
    const all = setUp();
    const { id, played } = await all.start();
    played.end({ status: 'stopped' });
    await all.settled();
    return { ...all, id, resumed: all.requests['runs.resume']({ run: id }, NO_CONTEXT) };
  }

  it('reaches a run whose features are being prepared: stop', async () => {
    const { requests, id, resumed, log, host } = await preparing();
    await requests['runs.stop']({ run: id }, NO_CONTEXT);
    await expect(resumed).rejects.toMatchObject({ code: 'cancelled' });
    expect(log.showRun(id).status).toBe('stopped');
    expect(host.jobs).toHaveLength(1);
  });

  it('reaches a run whose features are being prepared: pause, and resume twice', async () => {
    const { requests, id, resumed, host } = await preparing();
    await requests['runs.pause']({ run: id }, NO_CONTEXT);
    const again = requests['runs.resume']({ run: id }, NO_CONTEXT);
    await requests['runs.pause']({ run: id }, NO_CONTEXT);
    expect(await Promise.all([resumed, again])).toEqual([{ id }, { id }]);
    expect(host.jobs).toHaveLength(2);
    expect(host.jobs[1].wishes).toEqual(['pause']);
  });

  it('leaves finished runs alone, and knows which there are', async () => {
    const { start, requests, settled, log } = setUp();
    const { id, played } = await start();
    played.say(result(played.job as TrainJob));
    played.end({ status: 'finished', result: { folds: 1 } });
    await settled();
    await expect(requests['runs.resume']({ run: id }, NO_CONTEXT)).rejects.toMatchObject({
      code: 'run-finished',
    });
    expect(log.showRun(id).status).toBe('finished');
    await expect(requests['runs.resume']({ run: 'nobody' }, NO_CONTEXT)).rejects.toMatchObject({
      code: 'no-such-run',
    });
  });

  it('leaves a run in the bin where it is', async () => {
    const { start, requests, settled, log } = setUp();
    const { id, played } = await start();
    await expect(requests['runs.bin']({ run: id }, NO_CONTEXT)).rejects.toMatchObject({ code: 'run-active' });
    played.end({ status: 'stopped' });
    await settled();
    await requests['runs.bin']({ run: id }, NO_CONTEXT);
    await expect(requests['runs.resume']({ run: id }, NO_CONTEXT)).rejects.toMatchObject({
      code: 'run-binned',
    });
    expect(log.showRun(id).status).toBe('stopped');
  });
});

describe('when things go wrong', () => {
  it('tells what a run that goes on should have known of it', async () => {
    const { start, events } = setUp();
    const { id, played } = await start();
    played.say(engine);
    played.say(fold([], 0, 'last.safetensors cannot be read.'));
    const failure = { code: 'disk-full', message: 'The disk is full.' };
    played.say(checkpoint(1, failure));
    const told = events.flatMap(({ name, data }) => (name === 'run.status' && data.failure ? [data] : []));
    expect(told).toEqual([
      {
        run: id,
        status: 'running',
        failure: { code: 'older-checkpoint', message: 'last.safetensors cannot be read.' },
      },
      { run: id, status: 'running', failure },
    ]);
  });

  it('fails a run whose preparation fails, with the reason', async () => {
    const parts = playedParts(prepared);
    const { requests, log } = setUp(parts);
    parts.host.run = () => {
      throw new TypeError('a defect');
    };
    const asked = requests['runs.start']({ folders: [corpus], settings: {}, tags: [] }, NO_CONTEXT);
    await expect(asked).rejects.toThrow('a defect');
    expect(log.listRuns()).toMatchObject([{ status: 'failed' }]);
  });

  it('stops a run that was to begin as the laboratory closed', async () => {
    const parts = playedParts(prepared);
    const { requests, log } = setUp(parts);
    await parts.host[Symbol.asyncDispose]();
    const asked = requests['runs.start']({ folders: [corpus], settings: {}, tags: [] }, NO_CONTEXT);
    await expect(asked).rejects.toMatchObject({ code: 'closed' });
    expect(log.listRuns()).toMatchObject([{ status: 'stopped' }]);
  });

  it('does not record a run that cannot be', async () => {
    const { requests, log } = setUp();
    const empty = temporaryFolder();
    for (const [folders, settings, code] of [
      [[empty], {}, 'no-clips'],
      [[join(empty, 'gone')], {}, 'folder-missing'],
      [[corpus], { epochs: 0 }, 'invalid-settings'],
      [[corpus], { protocol: 'leave-one-corpus-out' }, expect.any(String)],
      [[corpus], { protocol: 'named' }, expect.any(String)],
    ] as const) {
      const asked = requests['runs.start']({ folders: [...folders], settings, tags: [] }, NO_CONTEXT);
      await expect(asked).rejects.toMatchObject({ name: 'UserError', code });
    }
    expect(log.listRuns()).toEqual([]);
    expect(readdirSync(empty)).toEqual([]);
  });

  it('does not record a run that there is no memory for, and prepares none of its features', async () => {
    const parts = playedParts();
    const memory = { ...ROOMY.memory, largestBatch: 12 };
    const { requests, log } = setUp({ ...parts, planner: { estimate: async () => ({ ...ROOMY, memory }) } });
    const asked = requests['runs.start']({ folders: [corpus], settings: {}, tags: [] }, NO_CONTEXT);
    await expect(asked).rejects.toMatchObject({
      name: 'UserError',
      code: 'out-of-memory',
      message: expect.stringContaining('Choose a batch size of at most 12.'),
    });
    expect(log.listRuns()).toEqual([]);
    expect(parts.host.jobs).toEqual([]);
    expect(readdirSync(parts.folder)).not.toContain('features');
    const { id } = await requests['runs.start'](
      { folders: [corpus], settings: { batchSize: 12 }, tags: [] },
      NO_CONTEXT,
    );
    expect(log.showRun(id).status).toBe('waiting');
  });

  it('tells of the end of a run even where the log cannot be written any more', async () => {
    const parts = playedParts(prepared);
    const { start, events, settled } = setUp(parts);
    const { id, played } = await start();
    parts.log.close();
    played.end({ status: 'stopped' });
    await settled();
    expect(events.at(-1)).toMatchObject({ name: 'run.status', data: { run: id, status: 'failed' } });
  });
});
