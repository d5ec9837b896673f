import { describe, expect, it, onTestFinished } from 'vitest';
import { createThreadPool } from '#core/system/thread-pool.ts';

function pool(threads = 1, early?: (task: unknown) => boolean) {
  const entry = new URL('./odd-worker.ts', import.meta.url);
  const made = createThreadPool<number | 'loop' | 'end', number>({
    entry,
    name: 'odd',
    threads,
    ...(early === undefined ? {} : { early }),
  });
  onTestFinished(() => made[Symbol.asyncDispose]());
  return made;
}

it('answers each task, more than there are threads', async () => {
  const { run } = pool(2);
  const tasks = Array.from({ length: 20 }, (_, i) => i);
  expect(await Promise.all(tasks.map((task) => run(task, 20)))).toEqual(tasks.map((task) => 2 * task));
});

it('gives a task up that never ends, and does the next ones', async () => {
  const { run } = pool();
  expect(await run(1, 20)).toBe(2);
  const endless = run('loop', 0.2);
  const next = run(3, 20);
  await expect(endless).rejects.toMatchObject({
    code: 'given-up',
    message: expect.stringMatching(/after 1 s/),
  });
  expect(await next).toBe(6);
});

it('survives the end of a thread', async () => {
  const { run } = pool();
  await expect(run('end', 20)).rejects.toMatchObject({
    code: 'given-up',
    message: expect.stringMatching(/it was told to/),
  });
  expect(await run(4, 20)).toBe(8);
});

it('stops running and waiting tasks that are cancelled', async () => {
  const { run } = pool();
  const controller = new AbortController();
  const running = run('loop', 20, controller.signal);
  const waiting = run(1, 20, controller.signal);
  const other = run(2, 20);
  controller.abort();
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  expect(await other).toBe(4);
});

it('takes no tasks after it has closed', async () => {
  const made = pool();
  const running = made.run('loop', 20);
  await made[Symbol.asyncDispose]();
  await expect(running).rejects.toMatchObject({ code: 'given-up' });
  await expect(made.run(1, 20)).rejects.toMatchObject({ code: 'closed' });
});

it('stops the tasks of a signal that are left when one of them has ended', async () => {
  const { run } = pool(2);
  const controller = new AbortController();
  const endless = run('loop', 20, controller.signal);
  expect(await run(1, 20, controller.signal)).toBe(2);
  controller.abort();
  await expect(endless).rejects.toMatchObject({ code: 'cancelled' });
});

it('takes a task while the last thread that was given up ends', async () => {
  const { run } = pool();
  await expect(run('loop', 0.2)).rejects.toMatchObject({ code: 'given-up' });
  expect(await run(3, 20)).toBe(6);
});

describe('a thread that gets tasks early', () => {
  const early = () => true;

  it('answers each', async () => {
    const { run } = pool(2, early);
    const tasks = Array.from({ length: 50 }, (_, i) => i);
    expect(await Promise.all(tasks.map((task) => run(task, 20)))).toEqual(tasks.map((task) => 2 * task));
  });

  it.each(['loop', 'end'] as const)('leaves the next task to another one after %s', async (fault) => {
    const { run } = pool(1, early);
    expect(await run(1, 20)).toBe(2);
    const faulty = run(fault, 0.2);
    const next = [run(3, 20), run(4, 20)];
    await expect(faulty).rejects.toMatchObject({ code: 'given-up' });
    expect(await Promise.all(next)).toEqual([6, 8]);
  });

  it('stops the next task with the one before it, and no other one', async () => {
    const { run } = pool(1, early);
    const controller = new AbortController();
    const tasks = [run('loop', 20, controller.signal), run(1, 20, controller.signal), run(2, 20)];
    controller.abort();
    const [running, next, other] = await Promise.allSettled(tasks);
    expect(running).toMatchObject({ reason: { code: 'cancelled' } });
    expect(next).toMatchObject({ reason: { code: 'cancelled' } });
    expect(other).toEqual({ status: 'fulfilled', value: 4 });
  });

  it('rejects the next task when the pool closes', async () => {
    const made = pool(1, early);
    const tasks = Promise.allSettled([made.run('loop', 20), made.run(1, 20), made.run(2, 20)]);
    await made[Symbol.asyncDispose]();
    expect((await tasks).map((task) => task.status === 'rejected' && task.reason.code)).toEqual([
      'given-up',
      'closed',
      'closed',
    ]);
  });

  it('gives its time to a task from when it does it', async () => {
    const { run } = pool(1, early);
    const faulty = run('loop', 0.6);
    const next = run('loop', 0.3);
    await expect(faulty).rejects.toMatchObject({ code: 'given-up' });
    const startedAt = performance.now();
    await expect(next).rejects.toMatchObject({ code: 'given-up' });
    expect(performance.now() - startedAt).toBeGreaterThan(250);
  });
});
