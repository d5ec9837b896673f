import { describe, expect, it, vi } from 'vitest';
import type { CallLimits } from '#server/call-cache.ts';
import { createCallCache } from '#server/call-cache.ts';
import type { DoorMessage } from '#shared/wire.ts';
import { decodeMessage } from '#shared/wire-encoding.ts';

const LIMITS: CallLimits = {
  running: 10,
  runningPerPage: 10,
  inputBytes: 1_000,
  sentBytes: 3_000,
  unsentBytes: 6_000,
  sentMs: 100,
  unsentMs: 1_000,
};

function setUp(limits: Partial<CallLimits> = {}) {
  const clock = { at: 0 };
  const invoke = vi.fn(async () => new Uint8Array(900));
  const calls = createCallCache({ invoke: invoke as never }, () => undefined, {
    limits: { ...LIMITS, ...limits },
    now: () => clock.at,
  });
  /** A page's connection, open or closed. */
  const outlet = (open: boolean) => {
    const answers: DoorMessage[] = [];
    return {
      answers,
      send: (message: Uint8Array, onSent?: () => void) => {
        if (!open) return;
        answers.push(decodeMessage(message) as DoorMessage);
        onSent?.();
      },
    };
  };
  const ask = async (call: string, open = true) => {
    const page = outlet(open);
    calls.invoke(call, 'doctor', {}, page, 0);
    await vi.waitFor(() => expect(page.answers).toHaveLength(open ? 1 : 0));
    await new Promise(setImmediate);
    return page.answers[0];
  };
  return { calls, invoke, clock, ask };
}

const ok = { answer: { ok: true } };
const forgotten = { answer: { ok: false, failure: { code: 'answer-forgotten' } } };

describe('an answer', () => {
  it('is stored for some time after it was sent; the call is not executed again', async () => {
    const { ask, calls, clock, invoke } = setUp();
    expect(await ask('a')).toMatchObject(ok);
    clock.at = 100;
    calls.sweep();
    expect(await ask('a')).toMatchObject(ok);
    clock.at = 101;
    calls.sweep();
    expect(await ask('a')).toMatchObject(forgotten);
    expect(invoke).toHaveBeenCalledTimes(1);
  });

  it('is stored for longer if it was not sent', async () => {
    const { ask, calls, clock, invoke } = setUp();
    await ask('a', false);
    clock.at = 1_000;
    calls.sweep();
    expect(await ask('a')).toMatchObject(ok);
    await ask('b', false);
    clock.at = 2_001;
    calls.sweep();
    expect(await ask('b')).toMatchObject(forgotten);
    expect(invoke).toHaveBeenCalledTimes(2);
  });

  it('is deleted for newer ones if they are large; sent answers first', async () => {
    const { ask, invoke } = setUp();
    for (const call of ['lost-1', 'lost-2']) await ask(call, false);
    for (let i = 0; i < 20; i++) await ask(`sent-${i}`);
    expect(await ask('sent-0')).toMatchObject(forgotten);
    expect(await ask('sent-19')).toMatchObject(ok);
    for (const call of ['lost-1', 'lost-2']) expect(await ask(call)).toMatchObject(ok);
    for (let i = 3; i < 20; i++) await ask(`lost-${i}`, false);
    expect(await ask('lost-3')).toMatchObject(forgotten);
    expect(await ask('lost-19')).toMatchObject(ok);
    expect(invoke).toHaveBeenCalledTimes(2 + 20 + 17);
  });
});

describe('a call', () => {
  it('is not started while the inputs of the running calls are too large', async () => {
    const ends: (() => void)[] = [];
    const invoke = vi.fn(() => new Promise<void>((resolve) => void ends.push(resolve)));
    const calls = createCallCache({ invoke: invoke as never }, () => undefined, { limits: LIMITS });
    const answers: DoorMessage[] = [];
    const page = { send: (message: Uint8Array) => void answers.push(decodeMessage(message) as DoorMessage) };
    calls.invoke('a', 'doctor', {}, page, 600);
    calls.invoke('b', 'doctor', {}, page, 600);
    calls.invoke('c', 'doctor', {}, page, 400);
    expect(answers).toMatchObject([{ call: 'b', answer: { failure: { code: 'too-many-calls' } } }]);
    ends[0]();
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    calls.invoke('b', 'doctor', {}, page, 600);
    expect(invoke).toHaveBeenCalledTimes(3);
  });
});
