import { describe, expect, test, vi } from 'vitest';
import { createLiveRuns, EMPTY_LIVE_RUN } from '#renderer/client/live-runs.ts';
import type { LaboratoryEvent } from '#shared/contract.ts';
import type { BatchPoint, RunStatus } from '#shared/runs.ts';
import { createEventSource } from '../event-source.ts';

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
  const { stepInFold: _, ...values } = point(stepInFold, fold);
  return { name: 'run.batch', data: { run, steps: STEPS, ...values } };
};
const status = (run: string, now: RunStatus, message: string | null = null): LaboratoryEvent => ({
  name: 'run.status',
  data: { run, status: now, failure: message === null ? null : { code: 'x', message } },
});
const epoch = (run: string, number: number, fold = 0): LaboratoryEvent => ({
  name: 'run.epoch',
  data: {
    ...{ run, folds: 2, trainings: 2, epochs: 30 },
    epoch: {
      ...{
        epoch: number,
        fold,
        loss: 1,
        accuracy: 0.5,
        validationLoss: 1,
        validationAccuracy: 0.5,
        validationUar: 0.5,
      },
      ...{ learningRate: 1e-3, seconds: 2 },
    },
  },
});

/** A laboratory whose events and answers are controlled by the test. */
function setUp(batches: () => Promise<BatchPoint[]> = async () => []) {
  const { laboratory, send, miss } = createEventSource();
  const invoke = vi.fn(batches);
  const runs = createLiveRuns({ ...laboratory, invoke: invoke as never }, () => 1000);
  const steps = (run: string) => runs.points(run).map(({ stepInFold }) => stepInFold);
  return {
    runs,
    steps,
    invoke,
    send: (...events: LaboratoryEvent[]) => events.forEach(send),
    missed: miss,
  };
}

describe('live runs', () => {
  test('hold the newest data of each run', () => {
    const { runs, send, steps } = setUp();
    expect(runs.get('a')).toBe(EMPTY_LIVE_RUN);
    send(
      status('a', 'running'),
      {
        name: 'run.phase',
        data: { run: 'a', phase: 'training', fold: 0, folds: 2, trainings: 2, done: 0, total: 30 },
      },
      batch('a', 1),
      batch('a', 12),
      epoch('a', 1),
      {
        name: 'run.load',
        data: {
          run: 'a',
          cpuPercent: 9,
          memoryBytes: 8,
          gpuPercent: null,
          gpuMemoryBytes: null,
          gpuTemperature: null,
        },
      },
      { name: 'stale', data: { queries: [{ query: 'library.list', where: null }] } },
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
    expect(runs.get('b')).toBe(EMPTY_LIVE_RUN);
  });

  test('notify listeners of changes of their run only, with a stable object between changes', () => {
    const { runs, send } = setUp();
    const changed = vi.fn();
    const end = runs.onChange('a', changed);
    send(batch('b', 1), batch('a', 1));
    expect(changed).toHaveBeenCalledTimes(1);
    expect(runs.get('a')).toBe(runs.get('a'));
    const before = runs.get('a');
    send(batch('a', 2));
    expect(runs.get('a')).not.toBe(before);
    end();
    send(batch('a', 3));
    expect(changed).toHaveBeenCalledTimes(2);
  });

  test('request once the batches from before the page was opened', async () => {
    let answer: (points: BatchPoint[]) => void = () => undefined;
    const { runs, send, steps, invoke } = setUp(() => new Promise((resolve) => (answer = resolve)));
    const first = runs.catchUp('a');
    const second = runs.catchUp('a');
    // Sent before the answer arrives: one batch that the answer contains, and one that it does not.
    send(batch('a', 31), batch('a', 32));
    answer([1, 11, 21, 31].map((step) => point(step)));
    await Promise.all([first, second]);
    expect(steps('a')).toEqual([1, 11, 21, 31, 32]);
    expect(runs.get('a')).toMatchObject({ batch: { stepInFold: 32 }, phase: { phase: 'training', done: 3 } });
    await runs.catchUp('a');
    expect(invoke).toHaveBeenCalledTimes(1);
  });

  test('continue after a failed request, and repeat it', async () => {
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

  test('request the batches again after missed events', async () => {
    const { runs, send, missed, steps } = setUp(async () => [point(1), point(40)]);
    const end = runs.onChange('a', () => undefined);
    send(status('a', 'running'), batch('a', 1), batch('b', 1));
    missed();
    expect(runs.get('a').status).toBeNull();
    await vi.waitFor(() => expect(steps('a')).toEqual([1, 40]));
    expect(steps('b')).toEqual([1]);
    end();
  });

  test('keep the last fifty warnings', () => {
    const { runs, send } = setUp();
    for (let i = 1; i <= 60; i++) send(status('a', 'running', `warning ${i}`));
    const { remarks } = runs.get('a');
    expect(remarks).toHaveLength(50);
    expect(remarks.at(-1)).toEqual({ number: 60, at: 1000, failure: { code: 'x', message: 'warning 60' } });
  });

  test('drop the epochs after the checkpoint when a fold is resumed', () => {
    const { runs, send, steps } = setUp();
    send(epoch('a', 1), epoch('a', 2), epoch('a', 3), batch('a', 10), batch('a', 30));
    send({
      name: 'run.phase',
      data: { run: 'a', phase: 'training', fold: 0, folds: 2, trainings: 2, done: 1, total: 30 },
    });
    expect(runs.get('a').epochs.map((one) => one.epoch)).toEqual([1]);
    send(batch('a', 11));
    expect(steps('a')).toEqual([10, 11]);
    send(epoch('a', 2));
    expect(runs.get('a').epochs.map((one) => one.epoch)).toEqual([1, 2]);
  });

  test('use bounded memory during training, and none for points after the end', () => {
    const { runs, send } = setUp();
    for (let step = 1; step <= 30_000; step++) send(batch('a', step));
    expect(runs.points('a').length).toBeLessThanOrEqual(2000);
    expect(runs.points('a').at(-1)?.stepInFold).toBe(30_000);
    send(epoch('a', 1), status('a', 'stopped', 'closed'));
    expect(runs.points('a')).toEqual([]);
    expect(runs.get('a')).toEqual({
      ...EMPTY_LIVE_RUN,
      status: 'stopped',
      remarks: [{ number: 1, at: 1000, failure: { code: 'x', message: 'closed' } }],
    });
    for (let run = 0; run < 500; run++)
      send(status(`run ${run}`, 'running'), status(`run ${run}`, 'finished'));
    expect(runs.get('run 0')).toBe(EMPTY_LIVE_RUN);
    expect(runs.get('run 499').status).toBe('finished');
  });
});
