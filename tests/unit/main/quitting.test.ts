import { describe, expect, it, vi } from 'vitest';
import { createQuitting, type QuitChoice } from '../../../src/main/quitting.ts';

/** `choice` null: nobody answers until the test does. */
function leaving({ runs = 0, choice = 'stay' as QuitChoice | null } = {}) {
  const order: string[] = [];
  const written = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<QuitChoice>();
  if (choice !== null) answer.resolve(choice);
  const ask = vi.fn(() => {
    order.push('asked');
    return answer.promise;
  });
  const quitting = createQuitting({
    underway: () => runs,
    ask,
    goToBackground: () => void order.push('background'),
    onClosing: () => void order.push('closing'),
    closeLaboratory: () => written.promise,
    quit: () => void order.push(`quit, done ${quitting.done}`),
  });
  const settle = async () => {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  return { quitting, order, written, ask, answer, settle };
}

describe('quitting', () => {
  it('asks nothing where no run is under way, and ends only when all is written down', async () => {
    const { quitting, order, written, settle } = leaving();
    quitting.request();
    quitting.request();
    await settle();
    expect(order).toEqual(['closing']);
    expect(quitting.done).toBe(false);
    written.resolve();
    await settle();
    expect(order).toEqual(['closing', 'quit, done true']);
  });

  it('asks once where a run is under way, and stays when told so', async () => {
    const { quitting, order, settle, ask } = leaving({ runs: 2 });
    quitting.request();
    quitting.request();
    await settle();
    expect(ask).toHaveBeenCalledExactlyOnceWith(2);
    expect(order).toEqual(['asked']);
    quitting.request();
    await settle();
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('goes on in the background when told so', async () => {
    const { quitting, order, settle } = leaving({ runs: 1, choice: 'background' });
    quitting.request();
    await settle();
    expect(order).toEqual(['asked', 'background']);
    expect(quitting.done).toBe(false);
  });

  it('asks nobody when a signal demands it, even where Electron made a request of that', async () => {
    const { quitting, order, written, settle, ask } = leaving({ runs: 1 });
    quitting.request();
    quitting.demand();
    written.resolve();
    await settle();
    expect(ask).not.toHaveBeenCalled();
    expect(order).toEqual(['closing', 'quit, done true']);
  });

  it('goes when demanded while it asks', async () => {
    const { quitting, order, written, answer, settle } = leaving({ runs: 1, choice: null });
    quitting.request();
    await settle();
    quitting.demand();
    answer.resolve('background');
    written.resolve();
    await settle();
    expect(order).toEqual(['asked', 'closing', 'quit, done true']);
  });
});
