import { describe, expect, it, vi } from 'vitest';
import { createQuitting, type QuitChoice } from '#main/quitting.ts';

/** `choice` null: the test answers later. */
function setUp({ runs = 0, choice = 'stay' as QuitChoice | null } = {}) {
  const order: string[] = [];
  const saved = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<QuitChoice>();
  if (choice !== null) answer.resolve(choice);
  const ask = vi.fn(() => {
    order.push('asked');
    return answer.promise;
  });
  const kept: boolean[] = [];
  const quitting = createQuitting({
    unfinished: () => runs,
    ask,
    goToBackground: () => void order.push('background'),
    onClosing: () => void order.push('closing'),
    closeLaboratory: (keepsRuns) => {
      kept.push(keepsRuns);
      return saved.promise;
    },
    quit: () => void order.push(`quit, done ${quitting.done}`),
  });
  const settle = async () => {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  return { quitting, order, kept, saved, ask, answer, settle };
}

describe('quitting', () => {
  it('does not ask without unfinished runs, and ends after everything is saved', async () => {
    const { quitting, order, saved, settle } = setUp();
    quitting.request();
    quitting.request();
    await settle();
    expect(order).toEqual(['closing']);
    expect(quitting.done).toBe(false);
    saved.resolve();
    await settle();
    expect(order).toEqual(['closing', 'quit, done true']);
  });

  it('asks once if there are unfinished runs, and stays if the user cancels', async () => {
    const { quitting, order, settle, ask } = setUp({ runs: 2 });
    quitting.request();
    quitting.request();
    await settle();
    expect(ask).toHaveBeenCalledExactlyOnceWith(2);
    expect(order).toEqual(['asked']);
    quitting.request();
    await settle();
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('continues in the background if the user chooses it', async () => {
    const { quitting, order, settle } = setUp({ runs: 1, choice: 'background' });
    quitting.request();
    await settle();
    expect(order).toEqual(['asked', 'background']);
    expect(quitting.done).toBe(false);
  });

  it.each([
    ['later', true],
    ['stop', false],
  ] as const)('closes the laboratory with the user’s choice: %s', async (choice, keeps) => {
    const { quitting, kept, saved, settle } = setUp({ runs: 1, choice });
    quitting.request();
    saved.resolve();
    await settle();
    expect(kept).toEqual([keeps]);
    expect(quitting.done).toBe(true);
  });

  it('does not ask after a signal, even if Electron also requests to quit', async () => {
    const { quitting, order, kept, saved, settle, ask } = setUp({ runs: 1 });
    quitting.request();
    quitting.force();
    saved.resolve();
    await settle();
    // The user has not asked to stop the run: it continues at the next start.
    expect(kept).toEqual([true]);
    expect(ask).not.toHaveBeenCalled();
    expect(order).toEqual(['closing', 'quit, done true']);
  });

  it('quits on a signal while it asks', async () => {
    const { quitting, order, saved, answer, settle } = setUp({ runs: 1, choice: null });
    quitting.request();
    await settle();
    quitting.force();
    answer.resolve('background');
    saved.resolve();
    await settle();
    expect(order).toEqual(['asked', 'closing', 'quit, done true']);
  });
});
