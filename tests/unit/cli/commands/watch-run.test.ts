import { expect, it } from 'vitest';
import { type Ending, watchRun } from '#cli/commands/watch-run.ts';
import type { Session } from '#cli/session.ts';
import type { LaboratoryEvent, LaboratoryPort } from '#shared/contract.ts';
import { UserError } from '#shared/failure.ts';
import type { Epoch, Run, RunStatus } from '#shared/runs.ts';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';
import { runOf } from '../terminal/sample-metrics.ts';
import { paintFor } from '../terminal-stream.ts';

const RUN = 'run-1';

/** A laboratory whose events the test sends, and a session that records its output. */
function setUp(record: Partial<Run> = {}) {
  const seen = { printed: [] as string[], notices: [] as string[], progress: [] as string[], stopped: 0 };
  const listeners = new Set<(event: LaboratoryEvent) => void>();
  const interrupt = new AbortController();
  let refusal: unknown = null;
  const laboratory = {
    invoke: async (name: string) => {
      if (name === 'runs.show') return runOf({ id: RUN, epochs: [], ...record });
      seen.stopped++;
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
        seen.progress.push(`${label} ${done}/${total} ${detail}`),
      clear: () => undefined,
    },
    printUnlessQuiet: (line: string) => seen.printed.push(line),
    notify: (line: string) => seen.notices.push(line),
  } as unknown as Session;
  const send = (event: LaboratoryEvent) => {
    for (const listener of listeners) listener(event);
  };
  return {
    ...seen,
    seen,
    interrupt,
    listeners,
    send,
    status: (status: RunStatus, failure: Ending['failure'] = null, run = RUN) =>
      send({ name: 'run.status', data: { run, status, failure } }),
    epoch: (number: number, validationLoss: number | null, fold = 0, folds = 1) =>
      send({
        name: 'run.epoch',
        data: { run: RUN, folds, trainings: folds, epochs: 10, epoch: epochOf(number, validationLoss, fold) },
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
    validationUar: null,
    learningRate: 1e-3,
    seconds: 2,
  };
}

/** Waits until pending promises have continued. */
const turn = () => new Promise((resolve) => setImmediate(resolve));
const bests = (printed: string[]) =>
  printed.filter((line) => /\d\/10 /.test(line)).map((line) => line.includes('best'));

it('handles events before the id of the run is known, and ignores other runs', async () => {
  const { watch, status, epoch, printed } = setUp();
  const ending = await watch(async () => {
    epoch(1, 2);
    status('failed', { code: 'x', message: 'of another' }, 'run-2');
    status('finished');
    return { id: RUN };
  });
  expect(ending).toEqual({ id: RUN, status: 'finished', failure: null });
  expect(printed).toHaveLength(2);
});

it('marks the best epoch by the rule of early stopping', async () => {
  const settings = {
    ...DEFAULT_SETTINGS,
    earlyStopping: { ...DEFAULT_SETTINGS.earlyStopping, startEpoch: 1 },
  };
  const { watch, status, epoch, printed } = setUp({ settings });
  const ended = watch();
  await turn();
  for (const [number, loss] of [0.1, 3, 2, 2, 1].entries()) epoch(number + 1, loss);
  status('finished');
  await ended;
  expect(bests(printed)).toEqual([false, true, true, false, true]);
});

it('considers the earlier epochs of a resumed run and does not print them again', async () => {
  const settings = {
    ...DEFAULT_SETTINGS,
    earlyStopping: { ...DEFAULT_SETTINGS.earlyStopping, startEpoch: 0 },
  };
  const { watch, status, epoch, printed } = setUp({
    settings,
    epochs: [epochOf(1, 1), epochOf(2, 3), epochOf(3, 0.5)],
  });
  const ended = watch();
  await turn();
  // The third epoch was not in the checkpoint, so it is repeated.
  epoch(3, 0.5);
  epoch(4, 0.7);
  epoch(5, 0.4);
  status('finished');
  await ended;
  expect(bests(printed)).toEqual([true, false, true]);
});

it('prints a header for every fold and the remaining time of all folds', async () => {
  const { watch, status, epoch, printed } = setUp();
  const ended = watch();
  await turn();
  epoch(1, null, 0, 3);
  epoch(2, null, 0, 3);
  epoch(1, null, 1, 3);
  status('finished');
  await ended;
  expect(printed[0]).toContain('fold 1 of 3');
  expect(printed[1]).toContain('58 s left');
  expect(printed[3]).toContain('fold 2 of 3');
});

it('shows the batches of an epoch under one label', async () => {
  const { watch, status, send, progress } = setUp();
  const ended = watch();
  await turn();
  for (const step of [1, 2]) {
    send({
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

it('prints the warning of a running run once', async () => {
  const { watch, status, notices } = setUp();
  const ended = watch();
  await turn();
  const failure = { code: 'disk-full', message: 'No checkpoint: the disk is full.' };
  status('running', failure);
  status('running', failure);
  status('finished');
  await ended;
  expect(notices).toEqual([failure.message]);
});

it('stops the run on Ctrl-C and waits for its checkpoint', async () => {
  const { watch, status, interrupt, seen, listeners } = setUp();
  const ended = watch();
  await turn();
  interrupt.abort();
  await turn();
  expect(seen.stopped).toBe(1);
  expect(seen.notices[0]).toContain('Stopping');
  status('stopped');
  expect((await ended).status).toBe('stopped');
  expect(listeners.size).toBe(0);
});

it('stops a run that was interrupted during its preparation', async () => {
  const { watch, status, interrupt, seen } = setUp();
  const ended = watch(async () => {
    interrupt.abort();
    return { id: RUN };
  });
  await turn();
  await turn();
  expect(seen.stopped).toBe(1);
  status('stopped');
  await ended;
});

it('ignores that a run which has just ended cannot be stopped', async () => {
  const { watch, status, interrupt, seen, refuseStop } = setUp();
  refuseStop(new UserError('run-not-active', 'This run is not being trained here.'));
  const ended = watch();
  await turn();
  interrupt.abort();
  await turn();
  status('finished');
  expect((await ended).status).toBe('finished');
  expect(seen.notices).toHaveLength(1);
});

it('rejects if the run cannot start, and unsubscribes', async () => {
  const { watch, listeners } = setUp();
  const refused = new UserError('no-clips', 'There are no clips.');
  await expect(watch(() => Promise.reject(refused))).rejects.toBe(refused);
  expect(listeners.size).toBe(0);
});
