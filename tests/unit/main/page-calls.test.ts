import { describe, expect, it, vi } from 'vitest';
import type { Laboratory } from '../../../src/core/laboratory.ts';
import { createLaboratoryLink } from '../../../src/main/laboratory-link.ts';
import type { FromLaboratory, ToLaboratory } from '../../../src/main/laboratory-messages.ts';
import { bindPageCalls } from '../../../src/main/page-calls.ts';
import { isFromPage } from '../../../src/main/page-sender.ts';
import { serveLaboratory } from '../../../src/main/serve-laboratory.ts';
import { BRIDGE_CHANNELS } from '../../../src/shared/bridge-channels.ts';
import { requests } from '../../../src/shared/contract.ts';
import type { Answer } from '../../../src/shared/wire.ts';
import { FROM_PAGE, fakeIpc } from './fake-ipc.ts';

const { invoke, cancel } = BRIDGE_CHANNELS;

/** The whole way of a call but for Electron: page channel → link → the laboratory's process → a laboratory. */
function wholeWay(laboratory: Pick<Laboratory, 'invoke'>) {
  const ipc = fakeIpc();
  let toMain: (message: FromLaboratory) => void = () => undefined;
  let toLaboratory: (message: ToLaboratory) => void = () => undefined;
  const link = createLaboratoryLink({
    start: () => ({
      post: (message) => toLaboratory(structuredClone(message)),
      onMessage: (listener) => {
        toMain = listener;
      },
      onExit: () => undefined,
      kill: () => undefined,
    }),
    onEvents: () => undefined,
    onRestarted: () => undefined,
    onBroken: () => undefined,
  });
  serveLaboratory(
    {
      post: (message) => toMain(structuredClone(message)),
      onMessage: (listener) => {
        toLaboratory = listener;
      },
    },
    async () => ({ subscribe: () => () => undefined, ...laboratory }) as unknown as Laboratory,
    () => undefined,
    () => undefined,
  );
  bindPageCalls(ipc.ipcMain, (event) => isFromPage(event, { id: 1 }), link);
  const ask = (name: unknown, input: unknown, call: unknown, from = FROM_PAGE) =>
    ipc.invoke(invoke, from, name, input, call) as Promise<Answer>;
  return { ipc, ask };
}

describe('the page’s calls', () => {
  it('reach the laboratory for every request of the contract, and none are missing', async () => {
    const heard: string[] = [];
    const { ask } = wholeWay({
      invoke: async (name) => {
        heard.push(name);
        return name as never;
      },
    });
    // Some inputs of the contract are empty; the others are refused by the contract, not by the door.
    const names = Object.keys(requests) as (keyof typeof requests)[];
    for (const name of names) {
      const answer = await ask(name, {}, `call of ${name}`);
      if (requests[name].input.safeParse({}).success) expect(answer).toEqual({ ok: true, value: name });
      else expect(answer).toMatchObject({ ok: false, failure: { code: 'invalid-input' } });
    }
    expect(heard).toEqual(names.filter((name) => requests[name].input.safeParse({}).success));
    expect(heard.length).toBeGreaterThan(3);
  });

  it('give values back as they are, and failures as data', async () => {
    const { ask } = wholeWay({
      invoke: async (name) => {
        if (name === 'doctor') throw new Error('a defect');
        return { wav: new Uint8Array([1, 2]), counts: new Float32Array([0.5]) } as never;
      },
    });
    const answer = await ask('sounds.read', { path: '/x.wav' }, 'a');
    expect(answer).toEqual({
      ok: true,
      value: { wav: new Uint8Array([1, 2]), counts: new Float32Array([0.5]) },
    });
    expect(await ask('doctor', {}, 'b')).toEqual({
      ok: false,
      failure: { code: 'internal', message: 'a defect' },
    });
  });

  it('are refused from any other sender, unheard', async () => {
    const asked = vi.fn();
    const { ask, ipc } = wholeWay({ invoke: asked });
    const evil = { ...FROM_PAGE, senderFrame: { url: 'https://evil.example/', parent: null } };
    expect(await ask('doctor', {}, 'a', evil)).toMatchObject({ ok: false, failure: { code: 'refused' } });
    ipc.send(cancel, evil, 'a');
    expect(asked).not.toHaveBeenCalled();
  });

  it.each([
    ['no such request', 'nonsense', {}, 'a', 'unknown-request'],
    ['a name of Object’s own', 'constructor', {}, 'a', 'unknown-request'],
    ['a name that is none', 7, {}, 'a', 'invalid-input'],
    ['a call without a name', 'doctor', {}, '', 'invalid-input'],
    ['a call with a huge name', 'doctor', {}, 'x'.repeat(1000), 'invalid-input'],
    ['no input', 'doctor', undefined, 'a', 'invalid-input'],
  ])('refuses %s', async (_what, name, input, call, code) => {
    const asked = vi.fn();
    const { ask } = wholeWay({ invoke: asked });
    expect(await ask(name, input, call)).toMatchObject({ ok: false, failure: { code } });
    expect(asked).not.toHaveBeenCalled();
  });

  it('are cancelled by name, and a second call of one name is refused', async () => {
    const { ask, ipc } = wholeWay({
      invoke: (_name, _input, options) =>
        new Promise((_resolve, reject) => {
          options?.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
        }),
    });
    const answer = ask('doctor', {}, 'a');
    expect(await ask('doctor', {}, 'a')).toMatchObject({ ok: false, failure: { code: 'invalid-input' } });
    // The laboratory opens in its own time.
    await new Promise((resolve) => setImmediate(resolve));
    ipc.send(cancel, FROM_PAGE, 'a');
    expect(await answer).toEqual({ ok: false, failure: { code: 'cancelled', message: 'Cancelled.' } });
  });
});
