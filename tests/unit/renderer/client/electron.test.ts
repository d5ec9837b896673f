import { describe, expect, it, vi } from 'vitest';
import { connectElectron } from '#renderer/client/electron.ts';
import type { Bridge } from '#shared/bridge.ts';
import type { LaboratoryEvent } from '#shared/contract.ts';
import type { Answer } from '#shared/wire.ts';

function connect(answer: (name: string, call: string) => Promise<Answer>) {
  const cancelled: string[] = [];
  const asked: { name: string; input: unknown; call: string }[] = [];
  let send: (events: LaboratoryEvent[]) => void = () => undefined;
  const bridge: Bridge = {
    invoke: (name, input, call) => {
      asked.push({ name, input, call });
      return answer(name, call);
    },
    cancel: (call) => void cancelled.push(call),
    subscribe: (listener) => {
      send = listener;
      return () => undefined;
    },
    desktop: {} as Bridge['desktop'],
  };
  return {
    laboratory: connectElectron(bridge),
    asked,
    cancelled,
    send: (...events: LaboratoryEvent[]) => send(events),
  };
}

describe('the page’s laboratory over Electron’s bridge', () => {
  it('returns values, and throws failures with their codes', async () => {
    const { laboratory, asked } = connect(async (name) =>
      name === 'networks.list'
        ? { ok: true, value: ['compact'] }
        : { ok: false, failure: { code: 'no-run', message: 'There is no such run.' } },
    );
    expect(await laboratory.invoke('networks.list', {})).toEqual(['compact']);
    await expect(laboratory.invoke('runs.show', { run: 'x' }, { call: 'mine' })).rejects.toMatchObject({
      name: 'UserError',
      code: 'no-run',
      message: 'There is no such run.',
    });
    expect(asked.map(({ call }) => call)).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), 'mine']);
  });

  it('cancels an aborted call once, and no answered call', async () => {
    const answers = new Map<string, (answer: Answer) => void>();
    const { laboratory, cancelled, asked } = connect(
      (_name, call) => new Promise((resolve) => answers.set(call, resolve)),
    );
    const abort = new AbortController();
    const options = { signal: abort.signal };
    const first = laboratory.invoke('doctor', {}, { call: 'a', ...options });
    const second = laboratory.invoke('about', {}, { call: 'b', ...options });
    answers.get('a')?.({ ok: true, value: 1 });
    await first;
    abort.abort();
    expect(cancelled).toEqual(['b']);
    answers.get('b')?.({ ok: false, failure: { code: 'cancelled', message: 'Cancelled.' } });
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    // Aborted before it started: nothing is sent.
    await expect(laboratory.invoke('doctor', {}, options)).rejects.toMatchObject({ code: 'cancelled' });
    expect(asked).toHaveLength(2);
  });

  it('sends events to all listeners, and not to removed ones', () => {
    const { laboratory, send } = connect(async () => ({ ok: true, value: null }));
    const received: string[] = [];
    const listener = (event: LaboratoryEvent) => void received.push(event.name);
    const end = laboratory.subscribe(listener);
    laboratory.subscribe(listener);
    send({ name: 'stale', data: { queries: [{ query: 'library.list', where: null }] } });
    end();
    send({ name: 'stale', data: { queries: [{ query: 'library.list', where: null }] } });
    expect(received).toHaveLength(3);
  });

  it('calls the next listener after one throws', () => {
    const report = vi.fn();
    vi.stubGlobal('reportError', report);
    const { laboratory, send } = connect(async () => ({ ok: true, value: null }));
    const received = vi.fn();
    laboratory.subscribe(() => {
      throw new Error('an error');
    });
    laboratory.subscribe(received);
    send({ name: 'stale', data: { queries: [{ query: 'library.list', where: null }] } });
    expect(received).toHaveBeenCalledOnce();
    expect(report).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
  });
});
