/** Training on the engine webgpu in a real job process, on the software adapter, with a real SIGKILL. */
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { JobEvent } from '#core/jobs/job-events.ts';
import { createJobHost } from '#core/jobs/job-host.ts';
import { type ForkedProcess, forkProcess } from '#core/system/forked-process.ts';
import { hasCheckpoint } from '#core/training/checkpoint.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';
import { exactCurve } from '../../exact-curve.ts';
import { ENTRIES } from '../../program-scripts.ts';
import { whyNoWebgpu } from '../../webgpu-adapter.ts';
import { makeJob } from './training-data.ts';

const SETTINGS = {
  engine: 'webgpu',
  epochs: 2,
  checkpointSeconds: 0,
  clipNorm: 1,
  optimizer: { ...OPTIMIZER_DEFAULTS.adamw, learningRate: 0.002 },
} as const;

/** All exact metrics of every epoch and of the test, without durations. */
function metricsOf(events: readonly JobEvent[]) {
  const epochs = events.flatMap((event) => (event.kind === 'epoch' ? [event.epoch] : []));
  const result = events.find((event) => event.kind === 'result');
  return { curve: exactCurve(epochs), probabilities: result?.probabilities };
}

/** Where a training begins, which says from where. */
const foldOf = (events: readonly JobEvent[]) => events.find(({ kind }) => kind === 'fold');

type Whole = { folder: string; events: JobEvent[] } & ReturnType<typeof metricsOf>;
type Killed = { folder: string; epochs: JobEvent[] };

describe.skipIf(whyNoWebgpu)('training on the engine webgpu', () => {
  const folders: string[] = [];
  const children: { webgpu?: ForkedProcess; wasm?: ForkedProcess } = {};
  const hostOf = (engine: 'webgpu' | 'wasm') =>
    createJobHost({
      entry: ENTRIES.jobs,
      spawn: (...given) => {
        const child = forkProcess(...given);
        children[engine] = child;
        return child;
      },
    });
  /** One each, so that a kill of wasm leaves the compiled kernels. */
  const hosts = { webgpu: hostOf('webgpu'), wasm: hostOf('wasm') };
  afterAll(async () => {
    await Promise.all(Object.values(hosts).map((host) => host[Symbol.asyncDispose]()));
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  function newFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'webgpu-training-'));
    folders.push(folder);
    return folder;
  }

  async function train(
    folder: string,
    resume: boolean,
    settings: Partial<RunSettings> = {},
    onEvent: (event: JobEvent) => void = () => undefined,
    on = hosts.webgpu,
  ) {
    const events: JobEvent[] = [];
    const job = makeJob(folder, { count: 28, bands: 12, frames: 16, settings: { ...SETTINGS, ...settings } });
    const { outcome } = on.run({ ...job, resume }, (event) => {
      events.push(event);
      onEvent(event);
    });
    return { outcome: await outcome, events };
  }

  /** A training that nothing interrupted. Every new process compiles all kernels, which takes longest here. */
  const whole = { webgpu: null, wasm: null } as Record<'webgpu' | 'wasm', Promise<Whole> | null>;
  function wholeBy(engine: 'webgpu' | 'wasm'): Promise<Whole> {
    whole[engine] ??= (async () => {
      const folder = newFolder();
      const { outcome, events } = await train(folder, false, { engine }, undefined, hosts[engine]);
      expect(outcome).toEqual({ status: 'finished', result: { folds: 1 } });
      return { folder, events, ...metricsOf(events) };
    })();
    return whole[engine];
  }

  /** A training whose process is killed in the middle of its second epoch. */
  async function killedBy(engine: 'webgpu' | 'wasm') {
    const folder = newFolder();
    const kill = (event: JobEvent) => {
      if (event.kind === 'checkpoint' && event.epoch === 2 && event.step === 1) children[engine]?.kill(true);
    };
    const { outcome, events } = await train(folder, false, { engine }, kill, hosts[engine]);
    expect(outcome).toMatchObject({ status: 'interrupted' });
    return { folder, epochs: events.filter(({ kind }) => kind === 'epoch') };
  }

  function copyOf(folder: string): string {
    const copy = newFolder();
    cpSync(folder, copy, { recursive: true });
    return copy;
  }

  /** The run of `folder`, which a killed one has left, continued and tested by `engine`, is the whole one but for rounding. */
  async function expectContinued({ folder, epochs }: Killed, first: Whole, engine: 'webgpu' | 'wasm') {
    const resumed = await train(folder, true, { engine }, undefined, hosts[engine]);
    expect(resumed.outcome.status).toBe('finished');
    expect(foldOf(resumed.events)).toMatchObject({ kind: 'fold', resumed: true, steps: 1 });
    const { curve } = metricsOf([...epochs, ...resumed.events]);
    expect(curve[0]).toEqual(first.curve[0]);
    // The last step drops other values, because the engines draw them differently.
    expect(curve[1].loss).not.toBe(first.curve[1].loss);
    expect(Math.abs(curve[1].loss - first.curve[1].loss)).toBeLessThan(0.3);
    expect(Math.abs(curve[1].validationLoss! - first.curve[1].validationLoss!)).toBeLessThan(0.3);
  }

  /** The weights of a whole training, tested by the other engine, give the same probabilities but for rounding. */
  async function expectTested({ folder, probabilities: own }: Whole, engine: 'webgpu' | 'wasm') {
    const tested = await train(copyOf(folder), true, { engine }, undefined, hosts[engine]);
    expect(tested.events[0]).toMatchObject({ kind: 'engine', engine });
    const { probabilities } = metricsOf(tested.events);
    for (const [at, probability] of own!.entries())
      expect(Math.abs(probabilities![at] - probability)).toBeLessThan(1e-4);
    // Otherwise the engine would not have changed.
    expect(probabilities).not.toEqual(own);
  }

  it('resumes after SIGKILL in the middle of an epoch to exactly the same curve and result, or by wasm within rounding', async () => {
    const first = await wholeBy('webgpu');
    expect(first.events[0]).toMatchObject({
      kind: 'engine',
      engine: 'webgpu',
      device: expect.stringContaining('SwiftShader'),
      versions: { webgpu: expect.stringMatching(/^\d/) },
    });
    const killed = await killedBy('webgpu');
    await expectContinued({ ...killed, folder: copyOf(killed.folder) }, first, 'wasm');
    const resumed = await train(killed.folder, true, {}, undefined, hosts.webgpu);
    expect(resumed.outcome.status).toBe('finished');
    expect(foldOf(resumed.events)).toMatchObject({ resumed: true });
    const { curve, probabilities } = metricsOf([...killed.epochs, ...resumed.events]);
    expect({ curve, probabilities }).toEqual({ curve: first.curve, probabilities: first.probabilities });
    // On a busy machine, each of hundreds of calls of a kernel waits for its turn.
  }, 600_000);

  it('continues a run that wasm began, within rounding', async () => {
    await expectContinued(await killedBy('wasm'), await wholeBy('wasm'), 'webgpu');
  }, 600_000);

  it('tests what wasm has trained, and wasm what it has trained, within rounding', async () => {
    await expectTested(await wholeBy('wasm'), 'webgpu');
    await expectTested(await wholeBy('webgpu'), 'wasm');
  }, 600_000);

  it('fails with the reason when its GPU is lost in the middle of a step, and resumes on either engine', async () => {
    await using losing = createJobHost({ entry: new URL('lost-gpu-process.ts', import.meta.url) });
    const folder = newFolder();
    writeFileSync(join(folder, 'lose-gpu'), '');
    const lost = await train(folder, false, {}, undefined, losing);
    expect(lost.outcome).toMatchObject({
      status: 'failed',
      failure: {
        code: 'gpu-lost',
        message: expect.stringMatching(/SwiftShader.* stopped working.*Resume the run/),
      },
    });
    expect(readdirSync(join(folder, 'checkpoints/fold-0'))).toContain('last.safetensors');
    expect(hasCheckpoint(join(folder, 'checkpoints'))).toBe(true);
    const epochs = lost.events.filter(({ kind }) => kind === 'epoch');
    const copy = copyOf(folder);
    // The process that lost its GPU is replaced.
    const again = await train(folder, true, {}, undefined, losing);
    expect(again.outcome).toMatchObject({ status: 'finished' });
    expect(foldOf(again.events)).toMatchObject({ kind: 'fold', resumed: true });
    const { curve, probabilities } = await wholeBy('webgpu');
    expect(metricsOf([...epochs, ...again.events])).toEqual({ curve, probabilities });

    const onCpu = await train(copy, true, { engine: 'wasm' }, undefined, losing);
    expect(onCpu.outcome).toMatchObject({ status: 'finished' });
    expect(foldOf(onCpu.events)).toMatchObject({ kind: 'fold', resumed: true });
    expect(metricsOf([...epochs, ...onCpu.events]).curve).toHaveLength(2);
  }, 600_000);

  it('is interrupted when a call of the driver does not return, and resumes on the CPU', async () => {
    const entry = new URL('blocked-process.ts', import.meta.url);
    // Compiling kernels does not block for so long.
    await using blocking = createJobHost({ entry, maxSilentSeconds: 15 });
    const folder = newFolder();
    const blocked = await train(folder, false, {}, undefined, blocking);
    expect(blocked.outcome).toMatchObject({
      status: 'interrupted',
      failure: { code: 'gpu-stuck', message: expect.stringContaining('it sent nothing for 15 s') },
    });
    expect(hasCheckpoint(join(folder, 'checkpoints'))).toBe(true);
    const resumed = await train(folder, true, { engine: 'wasm' }, undefined, blocking);
    expect(resumed.outcome.status).toBe('finished');
    expect(foldOf(resumed.events)).toMatchObject({ kind: 'fold', resumed: true });
  }, 600_000);

  it('lists the adapters in a process of its own', async () => {
    const { outcome } = hosts.webgpu.run({ kind: 'adapters' });
    expect(await outcome).toMatchObject({
      status: 'finished',
      result: { adapters: [{ software: true }], reason: null },
    });
  });
});
