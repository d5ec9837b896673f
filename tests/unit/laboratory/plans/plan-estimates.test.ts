import { describe, expect, it } from 'vitest';
import type { Estimate, EstimateJob } from '#core/jobs/kinds/estimate-job.ts';
import {
  createPlanner,
  memoryShortage,
  planMemory,
  requireMemory,
} from '#core/laboratory/plans/plan-estimates.ts';
import { UserError } from '#shared/failure.ts';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';
import { playedHost, ROOMY } from '../laboratory-services.ts';

const settings = DEFAULT_SETTINGS;
const { disturbed: _, ...answer } = ROOMY;

/** A planner for which a test takes the place of the job processes. */
function played() {
  const own = playedHost();
  const planning = playedHost();
  let busy = 0;
  let running = 0;
  const host: typeof own = {
    ...own,
    run: (job, onEvent) => {
      running++;
      const handle = own.run(job, onEvent);
      handle.outcome.finally(() => running--);
      return handle;
    },
    get pending() {
      return busy + running;
    },
  };
  let environment = { runtime: 'one' };
  return {
    own,
    planning,
    planner: createPlanner({ hosts: { training: host, planning }, environment: () => environment }),
    train: () => {
      busy = 1;
    },
    install: () => {
      environment = { runtime: 'another' };
    },
    end: (of: typeof own, result: Estimate = answer) => of.jobs.at(-1)!.end({ status: 'finished', result }),
    job: (of: typeof own) => of.jobs.at(-1)!.job as EstimateJob,
  };
}

describe('a planner', () => {
  it('uses the training process and remembers the speed of the machine', async () => {
    const { planner, own, planning, end, job, install } = played();
    const first = planner.estimate({ settings, time: 'estimate' }, undefined);
    expect(job(own)).toMatchObject({ kind: 'estimate', settings, inputShape: [64, 151], time: 'estimate' });
    expect(job(own)).toMatchObject({ speed: null, memoryBytes: null });
    end(own);
    expect(await first).toEqual({ ...answer, disturbed: false });
    const second = planner.estimate({ settings, time: 'estimate' }, undefined);
    expect(job(own).speed).toEqual(answer.speed);
    end(own);
    await second;
    // Another runtime is another engine.
    install();
    const third = planner.estimate({ settings, time: 'estimate' }, undefined);
    expect(job(own).speed).toBeNull();
    end(own);
    await third;
    expect(planning.jobs).toEqual([]);
  });

  it('does not wait for a training, reports it, and does not store the speed measured meanwhile', async () => {
    const { planner, own, planning, train, end, job } = played();
    train();
    for (const tried of [false, true]) {
      const asked = planner.estimate({ settings, time: 'try' }, undefined);
      expect(job(planning).speed).toBeNull();
      // When the run starts, the other run no longer uses memory.
      expect(job(planning).memoryBytes).toBeGreaterThan(1e8);
      end(planning, { ...answer, tried });
      expect((await asked).disturbed).toBe(true);
    }
    expect(own.jobs).toEqual([]);
  });

  it('is not disturbed by its own estimates', async () => {
    const { planner, own, planning } = played();
    const both = [1, 2].map(() => planner.estimate({ settings, time: 'none' }, undefined));
    expect(own.jobs).toHaveLength(2);
    expect(planning.jobs).toEqual([]);
    for (const { end } of own.jobs) end({ status: 'finished', result: answer });
    for (const estimate of await Promise.all(both)) expect(estimate.disturbed).toBe(false);
  });

  it('ends with its signal', async () => {
    const { planner, own } = played();
    const abort = new AbortController();
    const asked = planner.estimate({ settings, time: 'try' }, abort.signal);
    abort.abort();
    expect(own.jobs[0].commands).toEqual(['cancel']);
    own.jobs[0].end({ status: 'cancelled' });
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('too little memory', () => {
  const tight = (largestBatch: number | null): Estimate => ({
    ...answer,
    memory: { ...answer.memory, totalBytes: 12.34e9, availableBytes: 8e9, largestBatch },
  });
  const saying = (estimate: Estimate) => ({ estimate: async () => ({ ...estimate, disturbed: false }) });

  it('is a message with the largest batch size that fits, or with other advice', () => {
    expect(memoryShortage(tight(9), settings)).toBe(
      'Training “compact” in batches of 16 needs about 12.3 GB of memory, but only 8.0 GB is available. Choose a batch size of at most 9.',
    );
    expect(memoryShortage(tight(null), settings)).toContain('Choose a smaller network');
    expect(memoryShortage(tight(16), settings)).toBeNull();
    expect(planMemory(tight(15), 16)).toMatchObject({ fits: false, largestBatch: 15 });
    expect(planMemory(tight(16), 16).fits).toBe(true);
  });

  it('names the arrays if a GPU cannot have such large ones', async () => {
    const arrays = { largestBytes: 1.7e9, maxBytes: 1.07e9 };
    const gpu = { ...tight(9), engine: 'webgpu', device: 'GPU' } as const;
    const estimate = { ...gpu, memory: { ...gpu.memory, availableBytes: null, arrays } };
    const message =
      'Training “compact” in batches of 16 needs about 12.3 GB of memory with arrays of 1.7 GB, but this GPU can have arrays of at most 1.1 GB. Choose a batch size of at most 9.';
    expect(memoryShortage(estimate, settings)).toBe(message);
    await expect(requireMemory(saying(estimate), settings, undefined)).rejects.toMatchObject({
      code: 'out-of-memory',
      message,
    });
  });

  it('rejects a run, but not on a GPU, whose memory TensorFlow checks', async () => {
    await expect(requireMemory(saying(tight(9)), settings, undefined)).rejects.toMatchObject({
      name: 'UserError',
      code: 'out-of-memory',
      message: expect.stringContaining('at most 9.'),
    });
    await requireMemory(
      saying({ ...tight(9), engine: 'tensorflow', device: 'NVIDIA H200' }),
      settings,
      undefined,
    );
    await requireMemory(saying(tight(16)), settings, undefined);
  });

  it('does not reject a run if the process crashes, but if there is no engine', async () => {
    const failing = (code: string) => ({
      estimate: async () => {
        throw new UserError(code, 'It is played.');
      },
    });
    await requireMemory(failing('compute-crashed'), settings, undefined);
    for (const code of ['engine-unavailable', 'cancelled', 'closed'])
      await expect(requireMemory(failing(code), settings, undefined)).rejects.toMatchObject({ code });
  });
});
