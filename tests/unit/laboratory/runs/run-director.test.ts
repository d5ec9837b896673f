import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainJob } from '#core/jobs/kinds/train-job.ts';
import { createKeptRuns } from '#core/laboratory/runs/kept-runs.ts';
import { runRequests } from '#core/laboratory/runs/requests.ts';
import { createRunDirector } from '#core/laboratory/runs/run-director.ts';
import { createRunRecorder } from '#core/laboratory/runs/run-recorder.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import {
  NO_CONTEXT,
  type PlayedServices,
  type PreparedVoices,
  playedServices,
  prepareVoices,
  ROOMY,
  temporaryFolder,
} from '../laboratory-services.ts';
import { checkpoint, engine, epochOf, fold, result } from './training-events.ts';

let prepared: PreparedVoices;
let corpus = '';
beforeAll(async () => {
  prepared = await prepareVoices();
  corpus = prepared.corpus;
});
afterAll(() => prepared[Symbol.dispose]());

function setUp(services: PlayedServices = playedServices(prepared), director = createRunDirector(services)) {
  const kept = createKeptRuns(services, director);
  const requests = runRequests(services, director, kept);
  return {
    ...services,
    director,
    kept,
    requests,
    start: async (settings: RunSettingsInput = {}) => {
      const { id } = await requests['runs.start']({ folders: [corpus], settings, tags: [] }, NO_CONTEXT);
      return { id, played: services.hosts.training.jobs.at(-1)! };
    },
    /** Waits until the end of a run is recorded. */
    settled: () => director.settled(),
  };
}

describe('a run', () => {
  it('is recorded with all its data before it starts', async () => {
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

  it('records the words of the user that its clips were read by, whatever engine trains it', async () => {
    const services = setUp();
    const folder = temporaryFolder();
    // Word folders in place of the numbers of the sample voices, which are no words.
    for (const file of readdirSync(corpus, { recursive: true, encoding: 'utf8' })) {
      const [, , emotion, , , , actor] = basename(file, '.wav').split('-');
      if (actor === undefined) continue;
      const word = { '03': 'froh', '05': 'krass', '06': 'unklar' }[emotion] ?? 'sad';
      mkdirSync(join(folder, `speaker_${actor}`, word), { recursive: true });
      cpSync(join(corpus, file), join(folder, `speaker_${actor}`, word, `${emotion}.wav`));
    }
    services.log.saveOwnWords([
      { word: 'Krass', label: 'angry' },
      { word: 'unklar', label: null },
      { word: 'elsewhere', label: 'fear' },
    ]);
    const { id } = await services.requests['runs.start'](
      { folders: [folder], settings: {}, tags: [] },
      NO_CONTEXT,
    );
    const used = [
      { word: 'Krass', label: 'angry' },
      { word: 'unklar', label: null },
    ];
    expect(services.log.showRun(id).environment.ownWords).toEqual(used);
    services.log.removeOwnWords(null);
    services.hosts.training.jobs.at(-1)!.say(engine);
    const run = services.log.showRun(id);
    expect(run.environment).toMatchObject({ device: 'cpu', ownWords: used });
    expect(new Set(services.log.showSplit(id).clips.map(({ emotion }) => emotion))).toEqual(
      new Set(['angry', 'happy', 'sad']),
    );
  });

  it('has its events recorded and emitted', async () => {
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
      { run: id, phase: 'training', fold: 0, folds: 1, trainings: 1, done: 0, total: 2 },
      { run: id, phase: 'testing', fold: 0, folds: 1, trainings: 1, done: 7, total: 7 },
    ]);
  });

  it('fails with the reason of its job and keeps its epochs', async () => {
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

  it('is interrupted by a crash and resumes from its last checkpoint', async () => {
    const { start, log, events, requests, hosts, settled, folder } = setUp();
    const { id, played } = await start({ epochs: 9 });
    mkdirSync(join(folder, 'runs', id, 'fold-0'), { recursive: true });
    writeFileSync(join(folder, 'runs', id, 'fold-0', 'next.safetensors.4711.2.tmp'), 'half');
    played.say(engine);
    played.say(fold([]));
    for (const epoch of [1, 2, 3]) played.say({ kind: 'epoch', epoch: epochOf(epoch) });
    const failure = { code: 'compute-crashed', message: 'It died.' };
    played.end({ status: 'interrupted', failure });
    await settled();
    expect(log.showRun(id)).toMatchObject({ status: 'interrupted', failure });
    expect(events.at(-1)?.data).toEqual({ run: id, status: 'interrupted', failure });
    // What the process was writing is removed.
    expect(readdirSync(join(folder, 'runs', id, 'fold-0'))).toEqual([]);

    await requests['runs.resume']({ run: id }, NO_CONTEXT);
    const again = hosts.training.jobs.at(-1)!;
    again.say(engine);
    // Its checkpoint contains one epoch, so the other two are trained again.
    again.say(fold([epochOf(1)]));
    expect(log.showRun(id).epochs).toEqual([epochOf(1)]);
    again.say({ kind: 'epoch', epoch: epochOf(2, 0.25) });
    expect(log.showRun(id).epochs).toEqual([epochOf(1), epochOf(2, 0.25)]);
  });

  it('records where another engine continues it, and resumes with that engine again', async () => {
    const { start, requests, hosts, settled, log } = setUp();
    const gpu = { ...engine, engine: 'webgpu', device: 'GPU' } as const;
    const { id, played } = await start({ engine: 'webgpu' });
    played.say(gpu);
    await expect(requests['runs.resume']({ run: id, engine: 'wasm' }, NO_CONTEXT)).rejects.toMatchObject({
      code: 'run-active',
    });
    played.say(fold([]));
    for (const epoch of [1, 2]) played.say({ kind: 'epoch', epoch: epochOf(epoch) });
    played.end({ status: 'failed', failure: { code: 'gpu-lost', message: 'It is lost.' } });
    await settled();
    expect(log.showRun(id).environment).toMatchObject({ engine: 'webgpu', device: 'GPU' });

    const resume = async (input: { engine?: 'wasm' | 'webgpu' } = {}) => {
      await requests['runs.resume']({ run: id, ...input }, NO_CONTEXT);
      return hosts.training.jobs.at(-1)!;
    };
    const again = await resume({ engine: 'wasm' });
    expect((again.job as TrainJob).settings.engine).toBe('wasm');
    again.say(engine);
    // Until it is known where it continues, the record is true of what was trained.
    expect(log.showRun(id).environment.engine).toBe('webgpu');
    again.say({ ...fold([epochOf(1)]), steps: 4 });
    const earlier = [{ engine: 'webgpu', device: 'GPU', until: { fold: 0, epochs: 1, steps: 4 } }];
    expect(log.showRun(id)).toMatchObject({
      settings: { engine: 'webgpu' },
      environment: { engine: 'wasm', device: 'cpu', resumedWith: 'wasm', earlier },
    });
    again.say({ kind: 'epoch', epoch: epochOf(2) });
    again.end({ status: 'stopped' });
    await settled();

    const third = await resume();
    expect((third.job as TrainJob).settings.engine).toBe('wasm');
    third.say(engine);
    third.say(fold([epochOf(1), epochOf(2)]));
    expect(log.showRun(id).environment).toMatchObject({ engine: 'wasm', earlier });
    third.end({ status: 'stopped' });
    await settled();
    const fourth = await resume({ engine: 'webgpu' });
    fourth.say(gpu);
    fourth.say(fold([epochOf(1), epochOf(2)]));
    expect(log.showRun(id).environment).toMatchObject({
      engine: 'webgpu',
      resumedWith: 'webgpu',
      earlier: [...earlier, { engine: 'wasm', device: 'cpu', until: { fold: 0, epochs: 2, steps: 0 } }],
    });
  });

  it('resumes a run with activations in float16 with the engine that can store them only', async () => {
    const { start, requests, hosts, settled } = setUp();
    const { id, played } = await start({ engine: 'webgpu', storage: 'float16' });
    played.say(fold([]));
    played.end({ status: 'stopped' });
    await settled();
    for (const other of ['wasm', 'auto'] as const)
      await expect(requests['runs.resume']({ run: id, engine: other }, NO_CONTEXT)).rejects.toMatchObject({
        code: 'invalid-settings',
        message: expect.stringContaining('Only the engine “webgpu” can store activations as float16'),
      });
    await requests['runs.resume']({ run: id }, NO_CONTEXT);
    expect((hosts.training.jobs.at(-1)!.job as TrainJob).settings).toMatchObject({
      engine: 'webgpu',
      storage: 'float16',
    });
  });

  it('resumes with the first untested fold', async () => {
    const { start, requests, hosts, settled, log } = setUp();
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
    const again = hosts.training.jobs.at(-1)!;
    expect(again.job).toMatchObject({ startFold: 2, folds: job.folds, clips: job.clips });
    again.say(result(job, 2));
    again.end({ status: 'finished', result: { folds: 1 } });
    await settled();
    expect(log.showRun(id).test?.clips).toBe(21);
  });
});

describe('a running run emits', () => {
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

  it('its batches, also for later pages and across a pause, until it ends', async () => {
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

  it('the load of the machine, with that of a used GPU', async () => {
    const services = playedServices(prepared);
    const asked: (string | null)[] = [];
    const recorder = createRunRecorder(services, async (name) => {
      asked.push(name);
      return { gpuPercent: 80, memoryBytes: 2 ** 30, temperature: 64 };
    });
    const { start, events } = setUp(services, createRunDirector(services, recorder));
    const emitted = () => events.flatMap((event) => (event.name === 'run.load' ? [event.data] : []));
    const load = { kind: 'load', cpuPercent: 50, memoryBytes: 1e9 } as const;
    const { id, played } = await start();
    played.say(engine);
    played.say(load);
    await Promise.resolve();
    const noGpu = { gpuPercent: null, gpuMemoryBytes: null, gpuTemperature: null };
    const onCpu = { run: id, cpuPercent: 50, memoryBytes: 1e9, ...noGpu };
    expect([emitted(), asked.length]).toEqual([[onCpu], 0]);
    played.say({ ...engine, device: 'NVIDIA H200' });
    played.say(load);
    await new Promise((resolve) => setImmediate(resolve));
    expect(emitted()[1]).toEqual({ ...onCpu, gpuPercent: 80, gpuMemoryBytes: 2 ** 30, gpuTemperature: 64 });
    // TensorFlow uses the first visible GPU, WebGPU the chosen one.
    played.say({ ...engine, engine: 'webgpu', device: 'NVIDIA T400' });
    played.say(load);
    expect(asked).toEqual([null, 'NVIDIA T400']);
    played.end({ status: 'stopped' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(emitted().length).toBeLessThanOrEqual(3);
  });

  it('the progress of its test', async () => {
    const { start, events } = setUp();
    const { id, played } = await start({ protocol: 'leave-one-speaker-out' });
    played.say(engine);
    played.say(fold([], 1));
    played.say({ kind: 'progress', done: 3, total: 7 });
    expect(events.at(-1)).toEqual({
      name: 'run.phase',
      data: { run: id, phase: 'testing', fold: 1, folds: 3, trainings: 3, done: 3, total: 7 },
    });
  });
});

describe('many runs at the same time', () => {
  it('are prepared one at a time with the features of the first, and queued in order', async () => {
    // Without prepared features.
    const services = playedServices();
    const { requests, hosts, log, statuses } = setUp(services);
    let preparing = 0;
    let most = 0;
    const phases: string[] = [];
    const starts = Array.from({ length: 5 }, (_, seed) => {
      let mine = false;
      const context = {
        ...NO_CONTEXT,
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
    expect(hosts.training.jobs.map(({ job }) => (job as TrainJob).runId)).toEqual(ids);
    expect(await requests['runs.queue']({}, NO_CONTEXT)).toEqual(ids);
    expect(ids.map((id) => log.showRun(id).status)).toEqual(ids.map(() => 'waiting'));
    expect(statuses()).toEqual(ids.map(() => 'waiting'));

    await requests['runs.stop']({ run: ids[2] }, NO_CONTEXT);
    hosts.training.jobs[2].end({ status: 'stopped' });
    hosts.training.jobs[0].end({ status: 'stopped' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(await requests['runs.queue']({}, NO_CONTEXT)).toEqual([ids[1], ids[3], ids[4]]);
  });

  it('can be reordered; the running one stays the first', async () => {
    const { start, requests } = setUp();
    const started = [];
    for (const seed of [1, 2, 3, 4]) started.push(await start({ seed }));
    const [a, b, c, d] = started.map(({ id }) => id);
    started[0].played.say(engine);
    const queue = () => requests['runs.queue']({}, NO_CONTEXT);
    await requests['runs.reorder']({ runs: [d, c] }, NO_CONTEXT);
    expect(await queue()).toEqual([a, d, c, b]);
    await requests['runs.reorder']({ runs: [b, d, a, c] }, NO_CONTEXT);
    expect(await queue()).toEqual([a, b, d, c]);
    await expect(requests['runs.reorder']({ runs: ['nobody'] }, NO_CONTEXT)).rejects.toMatchObject({
      code: 'no-such-run',
    });
  });

  it('are removed from the queue; a run that has started continues', async () => {
    const { start, requests, log, settled } = setUp();
    const first = await start({ seed: 1 });
    const second = await start({ seed: 2 });
    first.played.say(engine);
    const runs = [first.id, second.id];
    expect(await requests['runs.dequeue']({ runs }, NO_CONTEXT)).toEqual({ removed: [second.id] });
    expect([first.played.commands, second.played.commands]).toEqual([[], ['stop']]);
    second.played.end({ status: 'stopped' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(await requests['runs.queue']({}, NO_CONTEXT)).toEqual([first.id]);
    expect(log.showRun(second.id).status).toBe('stopped');
    // A second time changes nothing.
    expect(await requests['runs.dequeue']({ runs: [second.id] }, NO_CONTEXT)).toEqual({ removed: [] });
    first.played.end({ status: 'stopped' });
    await settled();
  });

  it('are all stopped, the last of the queue first, and starts that wait are cancelled', async () => {
    const { start, requests, log, settled, hosts } = setUp();
    const started = [await start({ seed: 1 }), await start({ seed: 2 })];
    started[0].played.say(engine);
    const stopped: number[] = [];
    started.forEach(({ played }, index) => {
      played.commands.push = (...commands) => stopped.push(...commands.map(() => index));
    });
    const input = { folders: [corpus], settings: {}, tags: [] };
    const waiting = [requests['runs.start'](input, NO_CONTEXT), requests['runs.start'](input, NO_CONTEXT)];
    await requests['runs.stopAll']({}, NO_CONTEXT);
    for (const one of waiting) await expect(one).rejects.toMatchObject({ code: 'cancelled' });
    expect(stopped).toEqual([1, 0]);
    for (const { played } of started) played.end({ status: 'stopped' });
    await settled();
    expect(await requests['runs.queue']({}, NO_CONTEXT)).toEqual([]);
    expect(log.listRuns().map(({ status }) => status)).toEqual(['stopped', 'stopped']);
    expect(hosts.training.jobs).toHaveLength(2);
  });

  it('have a time left; runs that differ in the seed share an estimate', async () => {
    const services = playedServices(prepared);
    let estimates = 0;
    const planner = {
      estimate: async ({ time }: { time: string }) => {
        if (time === 'estimate') estimates++;
        return ROOMY;
      },
    };
    const { start, requests } = setUp({ ...services, planner } as PlayedServices);
    const times = async () => requests['runs.queueTimes']({}, NO_CONTEXT);
    expect(await times()).toEqual([]);
    const first = await start({ seed: 1, epochs: 10 });
    const second = await start({ seed: 2, epochs: 10 });
    const third = await start({ seed: 2, epochs: 20 });
    const [a, b, c] = await times();
    expect([a.run, b.run, c.run]).toEqual([first.id, second.id, third.id]);
    expect(b.seconds).toBe(a.seconds);
    expect(c.seconds).toBeGreaterThan(1.2 * a.seconds!);
    expect(estimates).toBe(2);
    first.played.say(engine);
    first.played.say(fold([]));
    for (const epoch of [1, 2, 3, 4, 5]) first.played.say({ kind: 'epoch', epoch: epochOf(epoch) });
    expect((await times())[0].seconds).toBeCloseTo(a.seconds! / 2);
  });

  it('have no time if the estimate fails', async () => {
    const services = playedServices(prepared);
    const { start, requests } = setUp(services);
    const { id } = await start();
    services.planner.estimate = async () => {
      throw new Error('no engine');
    };
    expect(await requests['runs.queueTimes']({}, NO_CONTEXT)).toEqual([{ run: id, seconds: null }]);
  });

  it('can be cancelled before they are prepared, and are not recorded', async () => {
    const { requests, hosts, log } = setUp();
    const input = { folders: [corpus], settings: {}, tags: [] };
    const abort = new AbortController();
    const first = requests['runs.start'](input, NO_CONTEXT);
    const second = requests['runs.start'](input, { ...NO_CONTEXT, signal: abort.signal });
    abort.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    await first;
    expect([log.listRuns().length, hosts.training.jobs.length]).toEqual([1, 1]);
  });
});

describe('the control of a run', () => {
  it('pauses, continues and stops it', async () => {
    const { start, log, requests, statuses, settled, hosts } = setUp();
    const { id, played } = await start();
    played.say(engine);
    await requests['runs.pause']({ run: id }, NO_CONTEXT);
    played.say({ kind: 'paused', paused: true });
    expect(log.showRun(id).status).toBe('paused');
    await requests['runs.resume']({ run: id }, NO_CONTEXT);
    played.say({ kind: 'paused', paused: false });
    await requests['runs.stop']({ run: id }, NO_CONTEXT);
    expect(played.commands).toEqual(['pause', 'resume', 'stop']);
    expect(hosts.training.jobs).toHaveLength(1);
    played.end({ status: 'stopped' });
    await settled();
    expect(statuses()).toEqual(['waiting', 'running', 'paused', 'running', 'stopped']);
    for (const name of ['runs.pause', 'runs.stop'] as const) {
      await expect(requests[name]({ run: id }, NO_CONTEXT)).rejects.toMatchObject({ code: 'run-not-active' });
    }
  });

  it('stops a queued run', async () => {
    const { start, requests, log, settled } = setUp();
    const first = await start();
    const { id, played } = await start();
    await requests['runs.stop']({ run: id }, NO_CONTEXT);
    expect([first.played.commands, played.commands]).toEqual([[], ['stop']]);
    for (const job of [played, first.played]) job.end({ status: 'stopped' });
    await settled();
    expect(log.showRun(id)).toMatchObject({ status: 'stopped', epochs: [] });
  });

  /** A stopped run that is being resumed and prepares its features. */
  async function preparing() {
    const all = setUp();
    const { id, played } = await all.start();
    played.end({ status: 'stopped' });
    await all.settled();
    return { ...all, id, resumed: all.requests['runs.resume']({ run: id }, NO_CONTEXT) };
  }

  it('stops a run while its features are prepared', async () => {
    const { requests, id, resumed, log, hosts } = await preparing();
    await requests['runs.stop']({ run: id }, NO_CONTEXT);
    await expect(resumed).rejects.toMatchObject({ code: 'cancelled' });
    expect(log.showRun(id).status).toBe('stopped');
    expect(hosts.training.jobs).toHaveLength(1);
  });

  it('pauses a run while its features are prepared, and resumes it twice', async () => {
    const { requests, id, resumed, hosts } = await preparing();
    await requests['runs.pause']({ run: id }, NO_CONTEXT);
    const again = requests['runs.resume']({ run: id }, NO_CONTEXT);
    await requests['runs.pause']({ run: id }, NO_CONTEXT);
    expect(await Promise.all([resumed, again])).toEqual([{ id }, { id }]);
    expect(hosts.training.jobs).toHaveLength(2);
    expect(hosts.training.jobs[1].commands).toEqual(['pause']);
  });

  it('rejects finished and unknown runs', async () => {
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

  it('rejects a run in the trash', async () => {
    const { start, requests, settled, log } = setUp();
    const { id, played } = await start();
    await expect(requests['runs.trash']({ run: id }, NO_CONTEXT)).rejects.toMatchObject({
      code: 'run-active',
    });
    played.end({ status: 'stopped' });
    await settled();
    await requests['runs.trash']({ run: id }, NO_CONTEXT);
    await expect(requests['runs.resume']({ run: id }, NO_CONTEXT)).rejects.toMatchObject({
      code: 'run-binned',
    });
    expect(log.showRun(id).status).toBe('stopped');
  });
});

describe('after errors', () => {
  it('emits warnings of a running run', async () => {
    const { start, events } = setUp();
    const { id, played } = await start();
    played.say(engine);
    played.say(fold([], 0, 'last.safetensors cannot be read.'));
    const failure = { code: 'disk-full', message: 'The disk is full.' };
    played.say(checkpoint(1, failure));
    const emitted = events.flatMap(({ name, data }) => (name === 'run.status' && data.failure ? [data] : []));
    expect(emitted).toEqual([
      {
        run: id,
        status: 'running',
        failure: { code: 'older-checkpoint', message: 'last.safetensors cannot be read.' },
      },
      { run: id, status: 'running', failure },
    ]);
  });

  it('fails a run with the reason if its preparation fails', async () => {
    const services = playedServices(prepared);
    const { requests, log } = setUp(services);
    services.hosts.training.run = () => {
      throw new TypeError('a defect');
    };
    const asked = requests['runs.start']({ folders: [corpus], settings: {}, tags: [] }, NO_CONTEXT);
    await expect(asked).rejects.toThrow('a defect');
    expect(log.listRuns()).toMatchObject([{ status: 'failed' }]);
  });

  it('stops a run that had not started when the laboratory closed', async () => {
    const services = playedServices(prepared);
    const { requests, log } = setUp(services);
    await services.hosts.training[Symbol.asyncDispose]();
    const asked = requests['runs.start']({ folders: [corpus], settings: {}, tags: [] }, NO_CONTEXT);
    await expect(asked).rejects.toMatchObject({ code: 'closed' });
    expect(log.listRuns()).toMatchObject([{ status: 'stopped' }]);
  });

  it('does not record an impossible run', async () => {
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

  it('starts many runs in their order, and says which cannot be started', async () => {
    const { requests, log } = setUp();
    const run = (name: string, settings: RunSettingsInput) => ({
      folders: [corpus],
      settings,
      name,
      tags: [],
    });
    const answers = await requests['runs.startMany'](
      { runs: [run('a', { seed: 1 }), run('impossible', { epochs: 0 }), run('b', { seed: 2 })] },
      NO_CONTEXT,
    );
    expect(answers).toMatchObject([
      { id: expect.any(String), failure: null },
      { id: null, failure: { code: 'invalid-settings' } },
      { id: expect.any(String), failure: null },
    ]);
    const started = answers.flatMap(({ id }) => (id === null ? [] : [id]));
    expect(await requests['runs.queue']({}, NO_CONTEXT)).toEqual(started);
    expect(started.map((id) => log.showRun(id).name)).toEqual(['a', 'b']);
  });

  it('does not record a run without enough memory, and prepares no features', async () => {
    const services = playedServices();
    const memory = { ...ROOMY.memory, largestBatch: 12 };
    const { requests, log } = setUp({
      ...services,
      planner: { estimate: async () => ({ ...ROOMY, memory }) },
    });
    const asked = requests['runs.start']({ folders: [corpus], settings: {}, tags: [] }, NO_CONTEXT);
    await expect(asked).rejects.toMatchObject({
      name: 'UserError',
      code: 'out-of-memory',
      message: expect.stringContaining('Choose a batch size of at most 12.'),
    });
    expect(log.listRuns()).toEqual([]);
    expect(services.hosts.training.jobs).toEqual([]);
    expect(readdirSync(services.folder)).not.toContain('features');
    const { id } = await requests['runs.start'](
      { folders: [corpus], settings: { batchSize: 12 }, tags: [] },
      NO_CONTEXT,
    );
    expect(log.showRun(id).status).toBe('waiting');
  });

  it('emits the end of a run even if the log cannot be written', async () => {
    const services = playedServices(prepared);
    const { start, events, settled } = setUp(services);
    const { id, played } = await start();
    services.log.close();
    played.end({ status: 'stopped' });
    await settled();
    expect(events.at(-1)).toMatchObject({ name: 'run.status', data: { run: id, status: 'failed' } });
  });
});
