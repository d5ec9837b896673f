import { describe, expect, it } from 'vitest';
import { createActionStore, lastingActionStore } from '#renderer/client/action-store.ts';
import type { PageLaboratory } from '#renderer/client/port.ts';
import type { LaboratoryEvent } from '#shared/contract.ts';
import { UserError } from '#shared/failure.ts';

/** A laboratory whose answers are controlled by the test. */
function laboratoryOf() {
  const listeners = new Set<(event: LaboratoryEvent) => void>();
  const calls: {
    call: string;
    signal: AbortSignal;
    answer(value: unknown): void;
    fail(error: unknown): void;
  }[] = [];
  const laboratory = {
    invoke: (_name: string, _input: unknown, { call, signal }: { call: string; signal: AbortSignal }) =>
      new Promise((resolve, reject) => {
        calls.push({ call, signal, answer: resolve, fail: reject });
        signal.addEventListener('abort', () => reject(new UserError('cancelled', 'Cancelled.')));
      }),
    subscribe: (listener: (event: LaboratoryEvent) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as PageLaboratory;
  const progress = (call: string, done: number) => {
    for (const listener of listeners)
      listener({ name: 'progress', data: { call, phase: 'scanning', done, total: 10 } });
  };
  return { laboratory, calls, progress, listeners };
}

describe('an action', () => {
  it('runs, shows only its own progress, and ends', async () => {
    const { laboratory, calls, progress, listeners } = laboratoryOf();
    const store = createActionStore(laboratory, 'corpora.sample');
    const running = store.run({});
    expect(store.state().running).toBe(true);
    progress('another', 9);
    expect(store.state().progress).toBeNull();
    progress(calls[0].call, 3);
    expect(store.state().progress).toEqual({ phase: 'scanning', done: 3, total: 10 });
    calls[0].answer({ folder: 'x', clips: 1, speakers: 1 });
    expect(await running).toEqual({ folder: 'x', clips: 1, speakers: 1 });
    expect(store.state()).toEqual({ running: false, progress: null, failure: null });
    expect(listeners.size).toBe(0);
  });

  it('keeps the failure until it is cleared', async () => {
    const { laboratory, calls } = laboratoryOf();
    const store = createActionStore(laboratory, 'corpora.sample');
    const running = store.run({});
    calls[0].fail(new UserError('disk-full', 'There is no room.'));
    expect(await running).toBeUndefined();
    expect(store.state().failure).toEqual({ code: 'disk-full', message: 'There is no room.' });
    store.clear();
    expect(store.state().failure).toBeNull();
  });

  it('has no failure after the user cancels it', async () => {
    const { laboratory } = laboratoryOf();
    const store = createActionStore(laboratory, 'corpora.sample');
    const running = store.run({});
    store.cancel();
    expect(await running).toBeUndefined();
    expect(store.state()).toEqual({ running: false, progress: null, failure: null });
  });

  it('has the state of its last call', async () => {
    const { laboratory, calls } = laboratoryOf();
    const store = createActionStore(laboratory, 'corpora.sample');
    const first = store.run({});
    const second = store.run({});
    calls[0].fail(new Error('late'));
    await first;
    expect(store.state()).toEqual({ running: true, progress: null, failure: null });
    calls[1].answer({ folder: 'x', clips: 1, speakers: 1 });
    await second;
    expect(store.state().running).toBe(false);
  });

  it('is shared by all pages that show it', () => {
    const { laboratory } = laboratoryOf();
    const before = lastingActionStore(laboratory, 'native.install');
    void before.run({});
    expect(lastingActionStore(laboratory, 'native.install').state().running).toBe(true);
    expect(lastingActionStore(laboratory, 'library.add').state().running).toBe(false);
    expect(lastingActionStore(laboratory, 'native.install', 'a run').state().running).toBe(false);
    before.cancel();
  });
});
