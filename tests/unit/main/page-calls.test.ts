import { describe, expect, it, vi } from 'vitest';
import type { Laboratory } from '#core/laboratory/index.ts';
import { createLaboratoryLink } from '#main/laboratory-link.ts';
import type { FromLaboratory, ToLaboratory } from '#main/laboratory-messages.ts';
import { bindPageCalls } from '#main/page-calls.ts';
import { isFromPage } from '#main/page-sender.ts';
import { serveLaboratory } from '#main/serve-laboratory.ts';
import { BRIDGE_CHANNELS } from '#shared/bridge-channels.ts';
import { requests } from '#shared/contract.ts';
import type { Answer } from '#shared/wire.ts';
import { FROM_PAGE, fakeIpc } from './fake-ipc.ts';

const { invoke, cancel } = BRIDGE_CHANNELS;

/** The complete path of a call without Electron: page channel → link → the laboratory's process → a laboratory. */
function connect(laboratory: Pick<Laboratory, 'invoke'>) {
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
    onCrash: () => undefined,
  });
  serveLaboratory(
    {
      post: (message) => toMain(structuredClone(message)),
      onMessage: (listener) => {
        toLaboratory = listener;
      },
    },
    async () =>
      ({
        subscribe: () => () => undefined,
        resumeKept: () => undefined,
        ...laboratory,
      }) as unknown as Laboratory,
    () => undefined,
    () => undefined,
  );
  bindPageCalls(ipc.ipcMain, (event) => isFromPage(event, { id: 1 }), link);
  const ask = (name: unknown, input: unknown, call: unknown, from = FROM_PAGE) =>
    ipc.invoke(invoke, from, name, input, call) as Promise<Answer>;
  return { ipc, ask };
}

describe('the page’s calls', () => {
  it('reach the laboratory for every request of the contract', async () => {
    const received: string[] = [];
    const { ask } = connect({
      invoke: async (name) => {
        received.push(name);
        return name as never;
      },
    });
    // Requests with a non-empty input are rejected by the contract.
    const names = Object.keys(requests) as (keyof typeof requests)[];
    for (const name of names) {
      const answer = await ask(name, {}, `call of ${name}`);
      if (requests[name].input.safeParse({}).success) expect(answer).toEqual({ ok: true, value: name });
      else expect(answer).toMatchObject({ ok: false, failure: { code: 'invalid-input' } });
    }
    expect(received).toEqual(names.filter((name) => requests[name].input.safeParse({}).success));
    expect(received.length).toBeGreaterThan(3);
  });

  it('return values unchanged, and failures as data', async () => {
    const { ask } = connect({
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

  it('are rejected from any other sender', async () => {
    const asked = vi.fn();
    const { ask, ipc } = connect({ invoke: asked });
    const evil = { ...FROM_PAGE, senderFrame: { url: 'https://evil.example/', parent: null } };
    expect(await ask('doctor', {}, 'a', evil)).toMatchObject({ ok: false, failure: { code: 'refused' } });
    ipc.send(cancel, evil, 'a');
    expect(asked).not.toHaveBeenCalled();
  });

  it.each([
    ['an unknown request', 'nonsense', {}, 'a', 'unknown-request'],
    ['a property name of Object', 'constructor', {}, 'a', 'unknown-request'],
    ['a name that is not text', 7, {}, 'a', 'invalid-input'],
    ['a call without a name', 'doctor', {}, '', 'invalid-input'],
    ['a call with a long name', 'doctor', {}, 'x'.repeat(1000), 'invalid-input'],
    ['no input', 'doctor', undefined, 'a', 'invalid-input'],
    ['nested input', 'doctor', JSON.parse(`${'['.repeat(50)}${']'.repeat(50)}`), 'a', 'too-large'],
    ['too many values', 'doctor', { a: new Array(30_000).fill(1) }, 'a', 'too-large'],
    ['a type that no request has', 'doctor', new Map(), 'a', 'malformed-message'],
  ])('rejects %s', async (_case, name, input, call, code) => {
    const asked = vi.fn();
    const { ask } = connect({ invoke: asked });
    expect(await ask(name, input, call)).toMatchObject({ ok: false, failure: { code } });
    expect(asked).not.toHaveBeenCalled();
  });

  it('are cancelled by name, and a second call with the same name is rejected', async () => {
    const { ask, ipc } = connect({
      invoke: (_name, _input, options) =>
        new Promise((_resolve, reject) => {
          options?.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
        }),
    });
    const answer = ask('doctor', {}, 'a');
    expect(await ask('doctor', {}, 'a')).toMatchObject({ ok: false, failure: { code: 'invalid-input' } });
    // The laboratory opens asynchronously.
    await new Promise((resolve) => setImmediate(resolve));
    ipc.send(cancel, FROM_PAGE, 'a');
    expect(await answer).toEqual({ ok: false, failure: { code: 'cancelled', message: 'Cancelled.' } });
  });
});
