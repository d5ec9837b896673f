import { describe, expect, it } from 'vitest';
import { createCallSlots } from '#renderer/client/call-slots.ts';

function setUp(limit: number) {
  const slots = createCallSlots(limit);
  const started: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const take = (name: string, signal?: AbortSignal) =>
    slots.take(signal, () => {
      started.push(name);
      return new Promise<string>((resolve, reject) => {
        ends.set(name, (error) => (error === undefined ? resolve(name) : reject(error)));
      });
    });
  return { take, started, end: (name: string, error?: Error) => ends.get(name)?.(error) };
}

describe('calls above the limit', () => {
  it('wait in their order, also after a call that failed', async () => {
    const { take, started, end } = setUp(2);
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => take(name));
    expect(started).toEqual(['a', 'b']);
    end('b', new Error('failed'));
    await expect(b).rejects.toThrow('failed');
    expect(started).toEqual(['a', 'b', 'c']);
    // A new call does not overtake.
    const e = take('e');
    end('a');
    await a;
    expect(started).toEqual(['a', 'b', 'c', 'd']);
    for (const name of ['c', 'd', 'e']) {
      end(name);
      await new Promise(setImmediate);
    }
    expect(await Promise.all([c, d, e])).toEqual(['c', 'd', 'e']);
    expect(started).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('leave when they are cancelled, and take no place', async () => {
    const { take, started, end } = setUp(1);
    const abort = new AbortController();
    const first = take('a');
    const cancelled = take('b', abort.signal);
    const last = take('c');
    abort.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    end('a');
    await first;
    end('c');
    expect(await last).toBe('c');
    expect(started).toEqual(['a', 'c']);
    await expect(take('d', abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
    const next = take('e');
    end('e');
    expect(await next).toBe('e');
  });
});
