import { describe, expect, it } from 'vitest';
import {
  createPlanner,
  planMemory,
  requireMemory,
  whyNoRoom,
} from '../../../src/core/laboratory/plan-estimates.ts';
import type { Estimate, EstimateJob } from '../../../src/core/training/estimate-job.ts';
import { DEFAULT_SETTINGS } from '../../../src/core/training/settings.ts';
import { UserError } from '../../../src/shared/failure.ts';
import { playedHost, ROOMY } from './laboratory-parts.ts';

const settings = DEFAULT_SETTINGS;
const { disturbed: _, ...answer } = ROOMY;

/** A planner whose compute processes a test plays. */
function played() {
  const own = playedHost();
  const side = playedHost();
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
    side,
    planner: createPlanner({ host, side, environment: () => environment }),
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
  it('asks the laboratory’s own process, and remembers how fast the machine is', async () => {
    const { planner, own, side, end, job, install } = played();
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
    expect(side.jobs).toEqual([]);
  });

  it('does not wait behind a training, says so, and does not believe what it measures beside it', async () => {
    const { planner, own, side, train, end, job } = played();
    train();
    for (const tried of [false, true]) {
      const asked = planner.estimate({ settings, time: 'try' }, undefined);
      expect(job(side).speed).toBeNull();
      // When its turn comes, the other run is gone from the memory.
      expect(job(side).memoryBytes).toBeGreaterThan(1e8);
      end(side, { ...answer, tried });
      expect((await asked).disturbed).toBe(true);
    }
    expect(own.jobs).toEqual([]);
  });

  it('is not disturbed by a question of its own', async () => {
    const { planner, own, side } = played();
    const both = [1, 2].map(() => planner.estimate({ settings, time: 'none' }, undefined));
    expect(own.jobs).toHaveLength(2);
    expect(side.jobs).toEqual([]);
    for (const { end } of own.jobs) end({ status: 'finished', result: answer });
    for (const estimate of await Promise.all(both)) expect(estimate.disturbed).toBe(false);
  });

  it('ends with its signal', async () => {
    const { planner, own } = played();
    const abort = new AbortController();
    const asked = planner.estimate({ settings, time: 'try' }, abort.signal);
    abort.abort();
    expect(own.jobs[0].wishes).toEqual(['cancel']);
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

  it('is a sentence with the largest batch that fits, or with what else helps', () => {
    expect(whyNoRoom(tight(9), settings)).toBe(
      'Training “compact” in batches of 16 needs about 12.3 GB of memory, and 8.0 GB can be had. Choose a batch size of at most 9.',
    );
    expect(whyNoRoom(tight(null), settings)).toContain('Choose a smaller network');
    expect(whyNoRoom(tight(16), settings)).toBeNull();
    expect(planMemory(tight(15), 16)).toMatchObject({ fits: false, largestBatch: 15 });
    expect(planMemory(tight(16), 16).fits).toBe(true);
  });

  it('refuses a run, but not on a GPU, of whose memory TensorFlow keeps count', async () => {
    await expect(requireMemory(saying(tight(9)), settings, undefined)).rejects.toMatchObject({
      name: 'UserError',
      code: 'out-of-memory',
      message: expect.stringContaining('at most 9.'),
    });
    await requireMemory(saying({ ...tight(9), device: 'NVIDIA H200' }), settings, undefined);
    await requireMemory(saying(tight(16)), settings, undefined);
  });

  it('is not what a process that crashes over the question says; that there is no engine, is', async () => {
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
