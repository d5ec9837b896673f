import { describe, expect, it, vi } from 'vitest';
import type { Laboratory } from '../../../src/core/laboratory.ts';
import type { FromLaboratory, ToLaboratory } from '../../../src/main/laboratory-messages.ts';
import { serveLaboratory } from '../../../src/main/serve-laboratory.ts';
import type { LaboratoryEvent } from '../../../src/shared/contract.ts';
import { UserError } from '../../../src/shared/failure.ts';

function serve(open: () => Promise<Partial<Laboratory>>) {
  const posted: FromLaboratory[] = [];
  const exit = Promise.withResolvers<number>();
  const onDefect = vi.fn();
  let hear: (message: ToLaboratory) => void = () => undefined;
  const port = {
    post: (message: FromLaboratory) => void posted.push(message),
    onMessage: (listener: (message: ToLaboratory) => void) => {
      hear = listener;
    },
  };
  const serving = serveLaboratory(port, open as () => Promise<Laboratory>, exit.resolve, onDefect);
  return { posted, exit: exit.promise, onDefect, hear: (message: ToLaboratory) => hear(message), serving };
}

describe('the laboratory’s process', () => {
  it('opens, and tells events in bundles', async () => {
    let tell: (event: LaboratoryEvent) => void = () => undefined;
    const { posted } = serve(async () => ({
      subscribe: (listener) => {
        tell = listener;
        return () => undefined;
      },
    }));
    await vi.waitFor(() => expect(posted).toEqual([{ kind: 'opened' }]));
    const event: LaboratoryEvent = { name: 'library.changed', data: {} };
    tell(event);
    tell(event);
    await vi.waitFor(() => expect(posted[1]).toEqual({ kind: 'events', events: [event, event] }));
  });

  it('answers what was asked before it was open, and writes down before it ends', async () => {
    const opening = Promise.withResolvers<Partial<Laboratory>>();
    const order: string[] = [];
    const { posted, exit, hear } = serve(() => opening.promise);
    hear({ kind: 'invoke', call: 'a', name: 'networks.list', input: {} });
    hear({ kind: 'close' });
    hear({ kind: 'close' });
    opening.resolve({
      subscribe: () => () => undefined,
      invoke: async () => ['compact'] as never,
      [Symbol.asyncDispose]: async () => {
        order.push('written down');
      },
    });
    expect(await exit).toBe(0);
    expect(order).toEqual(['written down']);
    expect(posted).toContainEqual({ kind: 'answer', call: 'a', answer: { ok: true, value: ['compact'] } });
  });

  it('says why it cannot be opened, and ends', async () => {
    const { posted, exit, onDefect } = serve(async () => {
      throw new UserError('folder-not-writable', 'Choose another folder.');
    });
    expect(await exit).toBe(1);
    expect(posted).toEqual([
      { kind: 'failed', failure: { code: 'folder-not-writable', message: 'Choose another folder.' } },
    ]);
    expect(onDefect).not.toHaveBeenCalled();
  });

  it('ends with 1, and says so, where the closing itself fails', async () => {
    const { exit, onDefect, serving } = serve(async () => ({
      subscribe: () => () => undefined,
      [Symbol.asyncDispose]: () => Promise.reject(new Error('disk full')),
    }));
    serving.close();
    expect(await exit).toBe(1);
    expect(onDefect).toHaveBeenCalledOnce();
  });
});
