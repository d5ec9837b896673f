import { expect, it, onTestFinished } from 'vitest';
import { createThreadPool } from '#core/system/thread-pool.ts';

function pool(threads = 1) {
  const entry = new URL('./odd-worker.ts', import.meta.url);
  const made = createThreadPool<number | 'loop' | 'end', number>({ entry, name: 'odd', threads });
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
