import { describe, expect, it, vi } from 'vitest';
import { type CallLimits, createRememberedCalls } from '../../../src/server/remembered-calls.ts';
import type { DoorMessage } from '../../../src/shared/wire.ts';
import { decodeMessage } from '../../../src/shared/wire-encoding.ts';

const LIMITS: CallLimits = {
  running: 10,
  sentBytes: 3_000,
  unsentBytes: 6_000,
  sentMs: 100,
  unsentMs: 1_000,
};

function setUp(limits: Partial<CallLimits> = {}) {
  const clock = { at: 0 };
  const invoke = vi.fn(async () => new Uint8Array(900));
  const calls = createRememberedCalls({ invoke: invoke as never }, () => undefined, {
    limits: { ...LIMITS, ...limits },
    now: () => clock.at,
  });
  /** A page's connection: one that gets what is sent, or one that is gone. */
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
    calls.invoke(call, 'doctor', {}, page);
    await vi.waitFor(() => expect(page.answers).toHaveLength(open ? 1 : 0));
    await new Promise(setImmediate);
    return page.answers[0];
  };
  return { calls, invoke, clock, ask };
}

const ok = { answer: { ok: true } };
const forgotten = { answer: { ok: false, failure: { code: 'answer-forgotten' } } };

describe('an answer', () => {
  it('that was sent is kept for a while, then forgotten; the call is not done again', async () => {
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

  it('that nobody was there to get is kept for longer', async () => {
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

  it('gives way to newer ones when they are large, those that were sent before the others', async () => {
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
