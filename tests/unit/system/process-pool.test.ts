import { spawnSync } from 'node:child_process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createProcessPool } from '#core/system/process-pool.ts';

function pool(processes = 1, early?: (task: unknown) => boolean) {
  const entry = new URL('./odd-process.ts', import.meta.url);
  const made = createProcessPool<number | 'loop' | 'end' | 'fill', number, string>({
    entry,
    processes,
    ...(early === undefined ? {} : { early }),
  });
  onTestFinished(() => made[Symbol.asyncDispose]());
  return {
    run: (task: number | 'loop' | 'end' | 'fill', seconds: number, signal?: AbortSignal) =>
      made.run(task, { seconds, megabytes: 1000, signal }),
    limited: made.run,
    [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
  };
}

it('answers each task, more than there are processes', async () => {
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

it('survives the end of a process', async () => {
  const { run } = pool();
  await expect(run('end', 20)).rejects.toMatchObject({
    code: 'given-up',
    message: expect.stringMatching(/it was told to/),
  });
  expect(await run(4, 20)).toBe(8);
});

it('ends a process that takes too much memory, and says how much', async () => {
  const { limited, run } = pool();
  await expect(limited('fill', { seconds: 20, megabytes: 250 })).rejects.toMatchObject({
    code: 'given-up',
    message: expect.stringMatching(
      /ended the process that decodes sounds \(it needs more than 250 MB of memory\)/,
    ),
  });
  expect(await run(4, 20)).toBe(8);
});

it('gives the parts of an answer in their order', async () => {
  const { limited } = pool();
  const parts: string[] = [];
  const options = { seconds: 20, megabytes: 1000, onPart: (part: string) => void parts.push(part) };
  expect(await limited(3, options)).toBe(6);
  expect(parts).toEqual(['part 0', 'part 1', 'part 2']);
});

it('leaves no process behind that loops when the one that has started it is killed', async () => {
  const source = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  // Its process says its number in the text of the part; the pool's process prints it and is killed while the other loops.
  const script = `
    import { createProcessPool } from ${source('../../../src/core/system/process-pool.ts')};
    const pool = createProcessPool({ entry: new URL(${source('./odd-process.ts')}), processes: 1 });
    await pool.run('pid', { seconds: 20, megabytes: 1000, onPart: (part) => console.log(part) });
    void pool.run('loop', { seconds: 600, megabytes: 1000 });
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 300);
  `;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  const pid = Number(stdout);
  expect(pid).toBeGreaterThan(0);
  await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

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

it('takes a task while the last process that was given up ends', async () => {
  const { run } = pool();
  await expect(run('loop', 0.2)).rejects.toMatchObject({ code: 'given-up' });
  expect(await run(3, 20)).toBe(6);
});

describe('a process that gets tasks early', () => {
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
