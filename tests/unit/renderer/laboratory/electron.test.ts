import { describe, expect, it, vi } from 'vitest';
import { connectElectron } from '../../../../src/renderer/laboratory/electron.ts';
import type { Bridge } from '../../../../src/shared/bridge.ts';
import type { LaboratoryEvent } from '../../../../src/shared/contract.ts';
import type { Answer } from '../../../../src/shared/wire.ts';

function bridged(answer: (name: string, call: string) => Promise<Answer>) {
  const cancelled: string[] = [];
  const asked: { name: string; input: unknown; call: string }[] = [];
  let tell: (events: LaboratoryEvent[]) => void = () => undefined;
  const bridge: Bridge = {
    invoke: (name, input, call) => {
      asked.push({ name, input, call });
      return answer(name, call);
    },
    cancel: (call) => void cancelled.push(call),
    subscribe: (listener) => {
      tell = listener;
      return () => undefined;
    },
    desktop: {} as Bridge['desktop'],
  };
  return {
    laboratory: connectElectron(bridge),
    asked,
    cancelled,
    tell: (...events: LaboratoryEvent[]) => tell(events),
  };
}

describe('the page’s laboratory over Electron’s bridge', () => {
  it('gives values, and throws failures with their codes', async () => {
    const { laboratory, asked } = bridged(async (name) =>
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

  it('cancels the call that is aborted, once, and none that has been answered', async () => {
    const answers = new Map<string, (answer: Answer) => void>();
    const { laboratory, cancelled, asked } = bridged(
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
    // Aborted before it began: nobody is asked.
    await expect(laboratory.invoke('doctor', {}, options)).rejects.toMatchObject({ code: 'cancelled' });
    expect(asked).toHaveLength(2);
  });

  it('tells events in order to all that listen, and to nobody who ended that', () => {
    const { laboratory, tell } = bridged(async () => ({ ok: true, value: null }));
    const heard: string[] = [];
    const note = (event: LaboratoryEvent) => void heard.push(event.name);
    const end = laboratory.subscribe(note);
    laboratory.subscribe(note);
    tell({ name: 'library.changed', data: {} });
    end();
    tell({ name: 'library.changed', data: {} });
    expect(heard).toHaveLength(3);
  });

  it('lets no listener’s defect keep the next from hearing', () => {
    const report = vi.fn();
    vi.stubGlobal('reportError', report);
    const { laboratory, tell } = bridged(async () => ({ ok: true, value: null }));
    const heard = vi.fn();
    laboratory.subscribe(() => {
      throw new Error('a defect');
    });
    laboratory.subscribe(heard);
    tell({ name: 'library.changed', data: {} });
    expect(heard).toHaveBeenCalledOnce();
    expect(report).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
  });
});
