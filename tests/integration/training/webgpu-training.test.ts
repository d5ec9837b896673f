/** Training on the engine webgpu in a real job process, on the software adapter, with a real SIGKILL. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { forkJobProcess, type JobChild } from '#core/jobs/job-child.ts';
import type { JobEvent } from '#core/jobs/job-events.ts';
import { createJobHost } from '#core/jobs/job-host.ts';
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

describe.skipIf(whyNoWebgpu)('training on the engine webgpu', () => {
  const folders: string[] = [];
  let child: JobChild;
  const host = createJobHost({
    entry: ENTRIES.jobs,
    spawn: (...given) => {
      child = forkJobProcess(...given);
      return child;
    },
  });
  afterAll(async () => {
    await host[Symbol.asyncDispose]();
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
    on = host,
  ) {
    const events: JobEvent[] = [];
    const job = makeJob(folder, { count: 28, bands: 12, frames: 16, settings: { ...SETTINGS, ...settings } });
    const { outcome } = on.run({ ...job, resume }, (event) => {
      events.push(event);
      onEvent(event);
    });
    return { outcome: await outcome, events };
  }

  it('resumes after SIGKILL in the middle of an epoch to exactly the same curve and result', async () => {
    const whole = await train(newFolder(), false);
    expect(whole.outcome).toEqual({ status: 'finished', result: { folds: 1 } });
    expect(whole.events[0]).toMatchObject({
      kind: 'engine',
      engine: 'webgpu',
      device: expect.stringContaining('SwiftShader'),
      versions: { webgpu: expect.stringMatching(/^\d/) },
    });
    const folder = newFolder();
    const killed = await train(folder, false, {}, (event) => {
      if (event.kind === 'checkpoint' && event.epoch === 2 && event.step === 1) child.kill(true);
    });
    expect(killed.outcome).toMatchObject({ status: 'interrupted' });
    const resumed = await train(folder, true);
    expect(resumed.outcome.status).toBe('finished');
    expect(resumed.events.find((event) => event.kind === 'fold')).toMatchObject({ resumed: true });
    expect(metricsOf([...killed.events.filter(({ kind }) => kind === 'epoch'), ...resumed.events])).toEqual(
      metricsOf(whole.events),
    );
    // On a busy machine, each of hundreds of calls of a kernel waits for its turn.
  }, 600_000);

  it.each([
    ['webgpu', 'wasm'],
    ['wasm', 'webgpu'],
  ] as const)(
    'on %s is continued by %s within rounding',
    async (first, second) => {
      const folder = newFolder();
      const whole = metricsOf((await train(folder, false, { engine: first })).events);
      // Its weights are tested by the other engine.
      const tested = await train(folder, true, { engine: second });
      expect(tested.events[0]).toMatchObject({ kind: 'engine', engine: second });
      const { probabilities } = metricsOf(tested.events);
      for (const [at, probability] of whole.probabilities!.entries())
        expect(Math.abs(probabilities![at] - probability)).toBeLessThan(1e-4);
      // Otherwise the engine would not have changed.
      expect(probabilities).not.toEqual(whole.probabilities);

      const interrupted = newFolder();
      const killed = await train(interrupted, false, { engine: first }, (event) => {
        if (event.kind === 'checkpoint' && event.epoch === 2 && event.step === 1) child.kill(true);
      });
      expect(killed.outcome).toMatchObject({ status: 'interrupted' });
      const resumed = await train(interrupted, true, { engine: second });
      expect(resumed.outcome.status).toBe('finished');
      expect(resumed.events[1]).toMatchObject({ kind: 'fold', resumed: true, steps: 1 });
      const { curve } = metricsOf([
        ...killed.events.filter(({ kind }) => kind === 'epoch'),
        ...resumed.events,
      ]);
      expect(curve[0]).toEqual(whole.curve[0]);
      // The last step drops other values, because the engines draw them differently.
      expect(curve[1].loss).not.toBe(whole.curve[1].loss);
      expect(Math.abs(curve[1].loss - whole.curve[1].loss)).toBeLessThan(0.3);
      expect(Math.abs(curve[1].validationLoss! - whole.curve[1].validationLoss!)).toBeLessThan(0.3);
    },
    600_000,
  );

  it('fails with the reason when its GPU is lost in the middle of a step, and resumes on either engine', async () => {
    const whole = metricsOf((await train(newFolder(), false)).events);
    await using losing = createJobHost({ entry: new URL('lost-gpu-process.ts', import.meta.url) });
    const lost = async () => {
      const folder = newFolder();
      writeFileSync(join(folder, 'lose-gpu'), '');
      const ended = await train(folder, false, {}, undefined, losing);
      expect(ended.outcome).toMatchObject({
        status: 'failed',
        failure: {
          code: 'gpu-lost',
          message: expect.stringMatching(/SwiftShader.* stopped working.*Resume the run/),
        },
      });
      expect(readdirSync(join(folder, 'checkpoints/fold-0'))).toContain('last.safetensors');
      expect(hasCheckpoint(join(folder, 'checkpoints'))).toBe(true);
      return { folder, epochs: ended.events.filter(({ kind }) => kind === 'epoch') };
    };
    const first = await lost();
    // The process that lost its GPU is replaced.
    const again = await train(first.folder, true, {}, undefined, losing);
    expect(again.outcome).toMatchObject({ status: 'finished' });
    expect(again.events[1]).toMatchObject({ kind: 'fold', resumed: true });
    expect(metricsOf([...first.epochs, ...again.events])).toEqual(whole);

    const second = await lost();
    const onCpu = await train(second.folder, true, { engine: 'wasm' }, undefined, losing);
    expect(onCpu.outcome).toMatchObject({ status: 'finished' });
    expect(onCpu.events[1]).toMatchObject({ kind: 'fold', resumed: true });
    expect(metricsOf([...second.epochs, ...onCpu.events]).curve).toHaveLength(2);
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
    expect(resumed.events[1]).toMatchObject({ kind: 'fold', resumed: true });
  }, 600_000);

  it('lists the adapters in a process of its own', async () => {
    const { outcome } = host.run({ kind: 'adapters' });
    expect(await outcome).toMatchObject({
      status: 'finished',
      result: { adapters: [{ software: true }], reason: null },
    });
  });
});
