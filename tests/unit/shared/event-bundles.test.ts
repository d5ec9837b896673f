import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEmitter } from '../../../src/core/laboratory/emitter.ts';
import type { LaboratoryEvent } from '../../../src/shared/contract.ts';
import { bundleEvents } from '../../../src/shared/event-bundles.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

const event = (done: number): LaboratoryEvent => ({
  name: 'progress',
  data: { call: 'c', phase: 'p', done, total: null },
});

function setUp(deliver?: (events: LaboratoryEvent[]) => void) {
  const { emit, subscribe } = createEmitter();
  const bundles: LaboratoryEvent[][] = [];
  const end = bundleEvents(subscribe, (events) => {
    bundles.push(events);
    deliver?.(events);
  });
  return { emit, bundles, end };
}

describe('bundles of events', () => {
  it('hold all that was told, in order; the first comes at once, then ten a second', async () => {
    const { emit, bundles } = setUp();
    emit(event(1));
    emit(event(2));
    expect(bundles).toEqual([]);
    await Promise.resolve();
    expect(bundles).toEqual([[event(1), event(2)]]);
    for (let n = 3; n < 1003; n++) {
      emit(event(n));
      await vi.advanceTimersByTimeAsync(1);
    }
    await vi.advanceTimersByTimeAsync(100);
    expect(bundles.flat()).toEqual(Array.from({ length: 1002 }, (_, i) => event(i + 1)));
    expect(bundles.length).toBeGreaterThanOrEqual(10);
    expect(bundles.length).toBeLessThanOrEqual(12);
    // After a quiet time at once again.
    await vi.advanceTimersByTimeAsync(1000);
    const before = bundles.length;
    emit(event(0));
    await Promise.resolve();
    expect(bundles).toHaveLength(before + 1);
  });

  it('come no more when it has ended', async () => {
    const { emit, bundles, end } = setUp();
    emit(event(1));
    await Promise.resolve();
    emit(event(2));
    end();
    emit(event(3));
    await vi.advanceTimersByTimeAsync(1000);
    expect(bundles).toEqual([[event(1)]]);
  });

  it('go on after one that could not be delivered', async () => {
    const failed = vi.fn();
    process.once('uncaughtException', failed);
    const { emit, bundles } = setUp((events) => {
      if (events.length === 2) throw new Error('the window is gone');
    });
    emit(event(1));
    await Promise.resolve();
    emit(event(2));
    emit(event(3));
    expect(() => vi.advanceTimersByTime(100)).toThrow('the window is gone');
    emit(event(4));
    vi.advanceTimersByTime(100);
    expect(bundles.at(-1)).toEqual([event(4)]);
    process.off('uncaughtException', failed);
  });
});
