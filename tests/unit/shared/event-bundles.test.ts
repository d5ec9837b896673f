import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEmitter } from '#core/laboratory/emitter.ts';
import type { LaboratoryEvent } from '#shared/contract.ts';
import { bundleEvents } from '#shared/event-bundles.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

const event = (step: number): LaboratoryEvent => ({
  name: 'run.batch',
  data: { run: 'r', fold: 0, epoch: 1, step, steps: 2000, loss: 1, accuracy: 0.5, clipsPerSecond: 10 },
});
const progress = (call: string, done: number): LaboratoryEvent => ({
  name: 'progress',
  data: { call, phase: 'p', done, total: null },
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
  it('contain all events in order; the first is sent at once, then ten per second', async () => {
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
    // After a pause, the next one is sent at once.
    await vi.advanceTimersByTimeAsync(1000);
    const before = bundles.length;
    emit(event(0));
    await Promise.resolve();
    expect(bundles).toHaveLength(before + 1);
  });

  it('contain only the latest progress of a call', async () => {
    const { emit, bundles } = setUp();
    for (const one of [
      progress('a', 1),
      event(1),
      progress('b', 1),
      progress('a', 2),
      event(2),
      progress('a', 3),
    ]) {
      emit(one);
    }
    await Promise.resolve();
    expect(bundles).toEqual([[event(1), progress('b', 1), event(2), progress('a', 3)]]);
    emit(progress('a', 4));
    await vi.advanceTimersByTimeAsync(100);
    expect(bundles.at(-1)).toEqual([progress('a', 4)]);
  });

  it('stop after the end', async () => {
    const { emit, bundles, end } = setUp();
    emit(event(1));
    await Promise.resolve();
    emit(event(2));
    end();
    emit(event(3));
    await vi.advanceTimersByTimeAsync(1000);
    expect(bundles).toEqual([[event(1)]]);
  });

  it('continue after one that could not be delivered', async () => {
    const failed = vi.fn();
    process.once('uncaughtException', failed);
    const { emit, bundles } = setUp((events) => {
      if (events.length === 2) throw new Error('the window is closed');
    });
    emit(event(1));
    await Promise.resolve();
    emit(event(2));
    emit(event(3));
    expect(() => vi.advanceTimersByTime(100)).toThrow('the window is closed');
    emit(event(4));
    vi.advanceTimersByTime(100);
    expect(bundles.at(-1)).toEqual([event(4)]);
    process.off('uncaughtException', failed);
  });
});
