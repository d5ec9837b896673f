import { describe, expect, it } from 'vitest';
import { createTurns } from '../../../src/core/turns/turns.ts';

/** Work that ends when the test says so. */
function work(log: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return {
    run: () => {
      log.push(`${name} begins`);
      return promise.finally(() => log.push(`${name} ends`));
    },
    end: () => resolve(name),
    fail: (error: Error) => reject(error),
  };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('come one after another, in the order of asking', async () => {
    const turns = createTurns();
    const log: string[] = [];
    const [a, b, c] = ['a', 'b', 'c'].map((name) => work(log, name));
    const asked = [a, b, c].map(({ run }) => turns.take(undefined, run));
    for (const one of [c, b, a]) {
      one.end();
      await settle();
    }
    expect(await Promise.all(asked)).toEqual(['a', 'b', 'c']);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('go on after one that failed', async () => {
    const turns = createTurns();
    const first = turns.take(undefined, async () => Promise.reject(new Error('no')));
    const second = turns.take(undefined, async () => 2);
    await expect(first).rejects.toThrow('no');
    expect(await second).toBe(2);
  });

  it('are given up at once when cancelled, and keep those behind in line', async () => {
    const turns = createTurns();
    const log: string[] = [];
    const abort = new AbortController();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => work(log, name));
    const first = turns.take(undefined, a.run);
    const second = turns.take(abort.signal, b.run);
    const third = turns.take(undefined, c.run);
    abort.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    await settle();
    expect(log).toEqual(['a begins']);
    a.end();
    c.end();
    expect(await Promise.all([first, third])).toEqual(['a', 'c']);
    await expect(turns.take(AbortSignal.abort(), async () => log.push('never'))).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(log).toEqual(['a begins', 'a ends', 'c begins', 'c ends']);
  });
});
