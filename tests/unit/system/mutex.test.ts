import { describe, expect, it } from 'vitest';
import { createMutex } from '#core/system/mutex.ts';

/** A task that the test ends. */
function loggedTask(log: string[], name: string) {
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

describe('createMutex', () => {
  it('runs tasks one after another, in the order of the calls', async () => {
    const mutex = createMutex();
    const log: string[] = [];
    const [a, b, c] = ['a', 'b', 'c'].map((name) => loggedTask(log, name));
    const results = [a, b, c].map(({ run }) => mutex.take(undefined, run));
    for (const task of [c, b, a]) {
      task.end();
      await settle();
    }
    expect(await Promise.all(results)).toEqual(['a', 'b', 'c']);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('runs the next task after a failed one', async () => {
    const mutex = createMutex();
    const first = mutex.take(undefined, async () => Promise.reject(new Error('no')));
    const second = mutex.take(undefined, async () => 2);
    await expect(first).rejects.toThrow('no');
    expect(await second).toBe(2);
  });

  it('rejects a cancelled call at once; later calls keep their order', async () => {
    const mutex = createMutex();
    const log: string[] = [];
    const abort = new AbortController();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => loggedTask(log, name));
    const first = mutex.take(undefined, a.run);
    const second = mutex.take(abort.signal, b.run);
    const third = mutex.take(undefined, c.run);
    abort.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    await settle();
    expect(log).toEqual(['a begins']);
    a.end();
    c.end();
    expect(await Promise.all([first, third])).toEqual(['a', 'c']);
    await expect(mutex.take(AbortSignal.abort(), async () => log.push('never'))).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(log).toEqual(['a begins', 'a ends', 'c begins', 'c ends']);
  });
});
