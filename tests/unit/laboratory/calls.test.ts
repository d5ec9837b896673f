import { describe, expect, it } from 'vitest';
import { createCalls } from '#core/laboratory/calls.ts';
import { createEmitter } from '#core/laboratory/emitter.ts';
import type { LaboratoryEvent } from '#shared/contract.ts';

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));

describe('the calls of a laboratory', () => {
  it('return the result of the work or throw its error', async () => {
    const calls = createCalls();
    expect(await calls.run(undefined, async () => 7)).toBe(7);
    await expect(calls.run(undefined, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it("end with the caller's signal or with the laboratory", async () => {
    const calls = createCalls();
    const caller = new AbortController();
    const [first, second, third] = [
      calls.run(caller.signal, untilAborted),
      calls.run(new AbortController().signal, untilAborted),
      calls.run(undefined, untilAborted),
    ];
    caller.abort();
    await expect(first).rejects.toThrow('aborted');
    const ended = calls.end();
    await expect(second).rejects.toThrow('aborted');
    await expect(third).rejects.toThrow('aborted');
    await ended;
  });

  it('end before the laboratory closes, and none starts after that', async () => {
    const calls = createCalls();
    let done = false;
    const stubborn = calls.run(undefined, async (signal) => {
      await untilAborted(signal).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 20));
      done = true;
    });
    await calls.end();
    expect(done).toBe(true);
    await stubborn;
    await expect(calls.run(undefined, async () => 1)).rejects.toMatchObject({ code: 'closed' });
    await calls.end();
  });
});

describe('the events of a laboratory', () => {
  const event: LaboratoryEvent = { name: 'progress', data: { call: 'x', phase: 'p', done: 1, total: null } };

  it('reach every listener until it unsubscribes, also if another listener throws', async () => {
    const { emit, subscribe } = createEmitter();
    const received: string[] = [];
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    subscribe(() => {
      throw new Error('a window broke');
    });
    const unsubscribe = subscribe(({ name }) => received.push(name));
    emit(event);
    unsubscribe();
    unsubscribe();
    emit(event);
    expect(received).toEqual(['progress']);
    expect((await warned).message).toBe('a window broke');
  });

  it('reach a function once for each subscription', () => {
    const { emit, subscribe } = createEmitter();
    let received = 0;
    const listener = () => {
      received++;
    };
    const unsubscribe = subscribe(listener);
    subscribe(listener);
    emit(event);
    unsubscribe();
    emit(event);
    expect(received).toBe(3);
  });
});
