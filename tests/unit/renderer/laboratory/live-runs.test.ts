import { describe, expect, test, vi } from 'vitest';
import { createLiveRuns, NOTHING_TOLD } from '../../../../src/renderer/laboratory/live-runs.ts';
import type { LaboratoryEvent } from '../../../../src/shared/contract.ts';
import type { BatchPoint, RunStatus } from '../../../../src/shared/runs.ts';

const STEPS = 10;
const point = (stepInFold: number, fold = 0): BatchPoint => ({
  fold,
  epoch: Math.ceil(stepInFold / STEPS),
  step: ((stepInFold - 1) % STEPS) + 1,
  stepInFold,
  loss: 1 / stepInFold,
  accuracy: 0.5,
  clipsPerSecond: 100,
});
const batch = (run: string, stepInFold: number, fold = 0): LaboratoryEvent => {
  const { stepInFold: _, ...told } = point(stepInFold, fold);
  return { name: 'run.batch', data: { run, steps: STEPS, ...told } };
};
const status = (run: string, now: RunStatus, message: string | null = null): LaboratoryEvent => ({
  name: 'run.status',
  data: { run, status: now, failure: message === null ? null : { code: 'x', message } },
});
const epoch = (run: string, number: number, fold = 0): LaboratoryEvent => ({
  name: 'run.epoch',
  data: {
    ...{ run, folds: 2, epochs: 30 },
    epoch: {
      ...{ epoch: number, fold, loss: 1, accuracy: 0.5, validationLoss: 1, validationAccuracy: 0.5 },
      ...{ learningRate: 1e-3, seconds: 2 },
    },
  },
});

/** A laboratory that says what the test has it say. */
function setUp(kept: () => Promise<BatchPoint[]> = async () => []) {
  let hear: (event: LaboratoryEvent) => void = () => undefined;
  let missed: () => void = () => undefined;
  const invoke = vi.fn(kept);
  const runs = createLiveRuns(
    {
      invoke: invoke as never,
      subscribe: (listener) => {
        hear = listener;
        return () => undefined;
      },
      connection: {
        state: () => 'connected',
        onChange: () => () => undefined,
        onMissed: (listener) => {
          missed = listener;
          return () => undefined;
        },
      },
    },
    () => 1000,
  );
  const steps = (run: string) => runs.points(run).map(({ stepInFold }) => stepInFold);
  return {
    runs,
    steps,
    invoke,
    hear: (...events: LaboratoryEvent[]) => events.forEach(hear),
    missed: () => missed(),
  };
}

describe('runs that train', () => {
  test('are known as last told, each by itself, whoever looks', () => {
    const { runs, hear, steps } = setUp();
    expect(runs.get('a')).toBe(NOTHING_TOLD);
    hear(
      status('a', 'running'),
      { name: 'run.phase', data: { run: 'a', phase: 'training', fold: 0, folds: 2, done: 0, total: 30 } },
      batch('a', 1),
      batch('a', 12),
      epoch('a', 1),
      {
        name: 'run.load',
        data: { run: 'a', cpuPercent: 9, memoryBytes: 8, gpuPercent: null, gpuMemoryBytes: null },
      },
      { name: 'library.changed', data: {} },
    );
    expect(runs.get('a')).toMatchObject({
      status: 'running',
      phase: { phase: 'training', fold: 0, folds: 2, total: 30 },
      batch: { epoch: 2, step: 2, stepInFold: 12 },
      steps: STEPS,
      wanted: { epochs: 30, folds: 2 },
      epochs: [{ epoch: 1 }],
      load: { cpuPercent: 9 },
    });
    expect(steps('a')).toEqual([1, 12]);
    expect(runs.get('b')).toBe(NOTHING_TOLD);
  });

  test('tell those that look, of their own changes only, with an object that holds still between them', () => {
    const { runs, hear } = setUp();
    const told = vi.fn();
    const end = runs.onChange('a', told);
    hear(batch('b', 1), batch('a', 1));
    expect(told).toHaveBeenCalledTimes(1);
    expect(runs.get('a')).toBe(runs.get('a'));
    const before = runs.get('a');
    hear(batch('a', 2));
    expect(runs.get('a')).not.toBe(before);
    end();
    hear(batch('a', 3));
    expect(told).toHaveBeenCalledTimes(2);
  });

  test('catch up once with what was told before the page was open', async () => {
    let answer: (points: BatchPoint[]) => void = () => undefined;
    const { runs, hear, steps, invoke } = setUp(() => new Promise((resolve) => (answer = resolve)));
    const first = runs.catchUp('a');
    const second = runs.catchUp('a');
    // Told while the answer is on its way: one that it holds, one that it does not.
    hear(batch('a', 31), batch('a', 32));
    answer([1, 11, 21, 31].map((step) => point(step)));
    await Promise.all([first, second]);
    expect(steps('a')).toEqual([1, 11, 21, 31, 32]);
    expect(runs.get('a')).toMatchObject({ batch: { stepInFold: 32 }, phase: { phase: 'training', done: 3 } });
    await runs.catchUp('a');
    expect(invoke).toHaveBeenCalledTimes(1);
  });

  test('go on without what could not be asked, and ask again', async () => {
    let fails = true;
    const { runs, steps } = setUp(async () => {
      if (fails) throw new Error('lost');
      return [point(5)];
    });
    await runs.catchUp('a');
    expect(steps('a')).toEqual([]);
    fails = false;
    await runs.catchUp('a');
    expect(steps('a')).toEqual([5]);
    expect(runs.get('a').batch).toEqual(point(5));
  });

  test('ask anew when events were lost', async () => {
    const { runs, hear, missed, steps } = setUp(async () => [point(1), point(40)]);
    const end = runs.onChange('a', () => undefined);
    hear(status('a', 'running'), batch('a', 1), batch('b', 1));
    missed();
    expect(runs.get('a').status).toBeNull();
    await vi.waitFor(() => expect(steps('a')).toEqual([1, 40]));
    expect(steps('b')).toEqual([1]);
    end();
  });

  test('keep remarks, the last fifty of them', () => {
    const { runs, hear } = setUp();
    for (let i = 1; i <= 60; i++) hear(status('a', 'running', `remark ${i}`));
    const { remarks } = runs.get('a');
    expect(remarks).toHaveLength(50);
    expect(remarks.at(-1)).toEqual({ number: 60, at: 1000, failure: { code: 'x', message: 'remark 60' } });
  });

  test('train again what a checkpoint does not know of', () => {
    const { runs, hear, steps } = setUp();
    hear(epoch('a', 1), epoch('a', 2), epoch('a', 3), batch('a', 10), batch('a', 30));
    hear({ name: 'run.phase', data: { run: 'a', phase: 'training', fold: 0, folds: 2, done: 1, total: 30 } });
    expect(runs.get('a').epochs.map((one) => one.epoch)).toEqual([1]);
    hear(batch('a', 11));
    expect(steps('a')).toEqual([10, 11]);
    hear(epoch('a', 2));
    expect(runs.get('a').epochs.map((one) => one.epoch)).toEqual([1, 2]);
  });

  test('take no more room the longer they train, and none when they have ended', () => {
    const { runs, hear } = setUp();
    for (let step = 1; step <= 30_000; step++) hear(batch('a', step));
    expect(runs.points('a').length).toBeLessThanOrEqual(2000);
    expect(runs.points('a').at(-1)?.stepInFold).toBe(30_000);
    hear(epoch('a', 1), status('a', 'stopped', 'closed'));
    expect(runs.points('a')).toEqual([]);
    expect(runs.get('a')).toEqual({
      ...NOTHING_TOLD,
      status: 'stopped',
      remarks: [{ number: 1, at: 1000, failure: { code: 'x', message: 'closed' } }],
    });
    for (let run = 0; run < 500; run++)
      hear(status(`run ${run}`, 'running'), status(`run ${run}`, 'finished'));
    expect(runs.get('run 0')).toBe(NOTHING_TOLD);
    expect(runs.get('run 499').status).toBe('finished');
  });
});
