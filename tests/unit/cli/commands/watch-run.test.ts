import { expect, it } from 'vitest';
import { type Ending, watchRun } from '../../../../src/cli/commands/watch-run.ts';
import type { Session } from '../../../../src/cli/session.ts';
import { DEFAULT_SETTINGS } from '../../../../src/core/training/settings.ts';
import type { LaboratoryEvent, LaboratoryPort } from '../../../../src/shared/contract.ts';
import { UserError } from '../../../../src/shared/failure.ts';
import type { Epoch, Run, RunStatus } from '../../../../src/shared/runs.ts';
import { runOf } from '../terminal/sample-figures.ts';
import { paintFor } from '../terminal-stream.ts';

const RUN = 'run-1';

/** A laboratory whose events the test makes, and a session that keeps what it is told. */
function setUp(record: Partial<Run> = {}) {
  const heard = { told: [] as string[], remarks: [] as string[], progress: [] as string[], stopped: 0 };
  const listeners = new Set<(event: LaboratoryEvent) => void>();
  const interrupt = new AbortController();
  let refusal: unknown = null;
  const laboratory = {
    invoke: async (name: string) => {
      if (name === 'runs.show') return runOf({ id: RUN, epochs: [], ...record });
      heard.stopped++;
      if (refusal) throw refusal;
      return {};
    },
    subscribe: (listener: (event: LaboratoryEvent) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as LaboratoryPort;
  const session = {
    paint: paintFor(),
    signal: interrupt.signal,
    progress: {
      update: (label: string, done: number, total: number | null, detail?: string) =>
        heard.progress.push(`${label} ${done}/${total} ${detail}`),
      clear: () => undefined,
    },
    tell: (line: string) => heard.told.push(line),
    remark: (line: string) => heard.remarks.push(line),
  } as unknown as Session;
  const say = (event: LaboratoryEvent) => {
    for (const listener of listeners) listener(event);
  };
  return {
    ...heard,
    heard,
    interrupt,
    listeners,
    say,
    status: (status: RunStatus, failure: Ending['failure'] = null, run = RUN) =>
      say({ name: 'run.status', data: { run, status, failure } }),
    epoch: (number: number, validationLoss: number | null, fold = 0, folds = 1) =>
      say({
        name: 'run.epoch',
        data: { run: RUN, folds, epochs: 10, epoch: epochOf(number, validationLoss, fold) },
      }),
    refuseStop: (error: unknown) => {
      refusal = error;
    },
    watch: (start: () => Promise<{ id: string }> = async () => ({ id: RUN })) =>
      watchRun(session, laboratory, start),
  };
}

function epochOf(epoch: number, validationLoss: number | null, fold = 0): Epoch {
  return {
    epoch,
    fold,
    loss: 1,
    accuracy: 0.5,
    validationLoss,
    validationAccuracy: validationLoss === null ? null : 0.5,
    learningRate: 1e-3,
    seconds: 2,
  };
}

/** Lets what was awaited go on. */
const turn = () => new Promise((resolve) => setImmediate(resolve));
const bests = (told: string[]) =>
  told.filter((line) => /\d\/10 /.test(line)).map((line) => line.includes('best'));

it('hears what happened before it knew the name of its run, and of no other run', async () => {
  const { watch, status, epoch, told } = setUp();
  const ending = await watch(async () => {
    epoch(1, 2);
    status('failed', { code: 'x', message: 'of another' }, 'run-2');
    status('finished');
    return { id: RUN };
  });
  expect(ending).toEqual({ id: RUN, status: 'finished', failure: null });
  expect(told).toHaveLength(2);
});

it('marks the best epoch, as early stopping counts', async () => {
  const settings = {
    ...DEFAULT_SETTINGS,
    earlyStopping: { ...DEFAULT_SETTINGS.earlyStopping, startEpoch: 1 },
  };
  const { watch, status, epoch, told } = setUp({ settings });
  const ended = watch();
  await turn();
  for (const [number, loss] of [0.1, 3, 2, 2, 1].entries()) epoch(number + 1, loss);
  status('finished');
  await ended;
  expect(bests(told)).toEqual([false, true, true, false, true]);
});

it('knows the best epoch of a run that it resumes, and repeats none of it', async () => {
  const settings = {
    ...DEFAULT_SETTINGS,
    earlyStopping: { ...DEFAULT_SETTINGS.earlyStopping, startEpoch: 0 },
  };
  const { watch, status, epoch, told } = setUp({
    settings,
    epochs: [epochOf(1, 1), epochOf(2, 3), epochOf(3, 0.5)],
  });
  const ended = watch();
  await turn();
  // The third epoch was not in the checkpoint: it comes again.
  epoch(3, 0.5);
  epoch(4, 0.7);
  epoch(5, 0.4);
  status('finished');
  await ended;
  expect(bests(told)).toEqual([true, false, true]);
});

it('heads every fold, and counts what remains of all', async () => {
  const { watch, status, epoch, told } = setUp();
  const ended = watch();
  await turn();
  epoch(1, null, 0, 3);
  epoch(2, null, 0, 3);
  epoch(1, null, 1, 3);
  status('finished');
  await ended;
  expect(told[0]).toContain('fold 1 of 3');
  expect(told[1]).toContain('58 s left');
  expect(told[3]).toContain('fold 2 of 3');
});

it('shows batches under one label, so that their pace can be measured', async () => {
  const { watch, status, say, progress } = setUp();
  const ended = watch();
  await turn();
  for (const step of [1, 2]) {
    say({
      name: 'run.batch',
      data: {
        run: RUN,
        fold: 0,
        epoch: 2,
        step,
        steps: 8,
        loss: 1 / step,
        accuracy: 0.25,
        clipsPerSecond: 99.6,
      },
    });
  }
  status('finished');
  await ended;
  expect(progress).toEqual([
    'epoch 2/30 1/8 loss 1.000, 25 %, 100 clips/s',
    'epoch 2/30 2/8 loss 0.500, 25 %, 100 clips/s',
  ]);
});

it('says once what is wrong with a run that goes on', async () => {
  const { watch, status, remarks } = setUp();
  const ended = watch();
  await turn();
  const failure = { code: 'disk-full', message: 'No checkpoint: the disk is full.' };
  status('running', failure);
  status('running', failure);
  status('finished');
  await ended;
  expect(remarks).toEqual([failure.message]);
});

it('stops the run when interrupted, and waits for its checkpoint', async () => {
  const { watch, status, interrupt, heard, listeners } = setUp();
  const ended = watch();
  await turn();
  interrupt.abort();
  await turn();
  expect(heard.stopped).toBe(1);
  expect(heard.remarks[0]).toContain('Stopping');
  status('stopped');
  expect((await ended).status).toBe('stopped');
  expect(listeners.size).toBe(0);
});

it('stops a run that was interrupted while it was being prepared', async () => {
  const { watch, status, interrupt, heard } = setUp();
  const ended = watch(async () => {
    interrupt.abort();
    return { id: RUN };
  });
  await turn();
  await turn();
  expect(heard.stopped).toBe(1);
  status('stopped');
  await ended;
});

it('does not complain that a run which has just ended cannot be stopped', async () => {
  const { watch, status, interrupt, heard, refuseStop } = setUp();
  refuseStop(new UserError('run-not-active', 'This run is not being trained here.'));
  const ended = watch();
  await turn();
  interrupt.abort();
  await turn();
  status('finished');
  expect((await ended).status).toBe('finished');
  expect(heard.remarks).toHaveLength(1);
});

it('gives the reason where the run cannot begin, and listens no more', async () => {
  const { watch, listeners } = setUp();
  const refused = new UserError('no-clips', 'There are no clips.');
  await expect(watch(() => Promise.reject(refused))).rejects.toBe(refused);
  expect(listeners.size).toBe(0);
});
