import { describe, expect, it, vi } from 'vitest';
import type { Laboratory } from '#core/laboratory/index.ts';
import type { FromLaboratory, ToLaboratory } from '#main/laboratory-messages.ts';
import { serveLaboratory } from '#main/serve-laboratory.ts';
import type { LaboratoryEvent } from '#shared/contract.ts';
import { UserError } from '#shared/failure.ts';

function serve(open: () => Promise<Partial<Laboratory>>) {
  const posted: FromLaboratory[] = [];
  const exit = Promise.withResolvers<number>();
  const onDefect = vi.fn();
  let send: (message: ToLaboratory) => void = () => undefined;
  const port = {
    post: (message: FromLaboratory) => void posted.push(message),
    onMessage: (listener: (message: ToLaboratory) => void) => {
      send = listener;
    },
  };
  const serving = serveLaboratory(
    port,
    async () => ({ resumeKept: () => undefined, ...(await open()) }) as Laboratory,
    exit.resolve,
    onDefect,
  );
  return { posted, exit: exit.promise, onDefect, send: (message: ToLaboratory) => send(message), serving };
}

describe('the laboratory’s process', () => {
  it('opens and sends events in bundles', async () => {
    let emit: (event: LaboratoryEvent) => void = () => undefined;
    const { posted } = serve(async () => ({
      subscribe: (listener) => {
        emit = listener;
        return () => undefined;
      },
    }));
    await vi.waitFor(() => expect(posted).toEqual([{ kind: 'opened' }]));
    const event: LaboratoryEvent = {
      name: 'stale',
      data: { queries: [{ query: 'library.list', where: null }] },
    };
    emit(event);
    emit(event);
    await vi.waitFor(() => expect(posted[1]).toEqual({ kind: 'events', events: [event, event] }));
  });

  it('answers requests from before it was open, and closes the laboratory before it ends', async () => {
    const opening = Promise.withResolvers<Partial<Laboratory>>();
    const order: string[] = [];
    const { posted, exit, send } = serve(() => opening.promise);
    send({ kind: 'invoke', call: 'a', name: 'networks.list', input: {} });
    send({ kind: 'close', keepsRuns: false });
    send({ kind: 'close', keepsRuns: false });
    opening.resolve({
      subscribe: () => () => undefined,
      invoke: async () => ['compact'] as never,
      [Symbol.asyncDispose]: async () => {
        order.push('closed');
      },
    });
    expect(await exit).toBe(0);
    expect(order).toEqual(['closed']);
    expect(posted).toContainEqual({ kind: 'answer', call: 'a', answer: { ok: true, value: ['compact'] } });
  });

  it('reports why it cannot be opened, and ends', async () => {
    const { posted, exit, onDefect } = serve(async () => {
      throw new UserError('folder-not-writable', 'Choose another folder.');
    });
    expect(await exit).toBe(1);
    expect(posted).toEqual([
      { kind: 'failed', failure: { code: 'folder-not-writable', message: 'Choose another folder.' } },
    ]);
    expect(onDefect).not.toHaveBeenCalled();
  });

  it('reports an error during closing and ends with 1', async () => {
    const { exit, onDefect, serving } = serve(async () => ({
      subscribe: () => () => undefined,
      [Symbol.asyncDispose]: () => Promise.reject(new Error('disk full')),
    }));
    serving.close(false);
    expect(await exit).toBe(1);
    expect(onDefect).toHaveBeenCalledOnce();
  });

  it('continues kept runs before it says that it is open, and keeps runs only if it is told to', async () => {
    const order: string[] = [];
    const open = async (): Promise<Partial<Laboratory>> => ({
      subscribe: () => () => undefined,
      resumeKept: () => void order.push('resumed'),
      keepRuns: async () => void order.push('kept'),
      [Symbol.asyncDispose]: async () => void order.push('closed'),
    });
    const first = serve(open);
    await vi.waitFor(() => expect(first.posted).toEqual([{ kind: 'opened' }]));
    first.send({ kind: 'close', keepsRuns: true });
    expect(await first.exit).toBe(0);
    expect(order.splice(0)).toEqual(['resumed', 'kept', 'closed']);
    const second = serve(open);
    second.send({ kind: 'close', keepsRuns: false });
    expect(await second.exit).toBe(0);
    expect(order).toEqual(['resumed', 'closed']);
  });

  it('closes even if the runs to keep cannot be written', async () => {
    const { exit, onDefect, serving } = serve(async () => ({
      subscribe: () => () => undefined,
      keepRuns: () => Promise.reject(new Error('disk full')),
      [Symbol.asyncDispose]: async () => undefined,
    }));
    serving.close(true);
    expect(await exit).toBe(0);
    expect(onDefect).toHaveBeenCalledOnce();
  });
});
