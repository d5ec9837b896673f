import { describe, expect, it } from 'vitest';
import { createJobHost, type JobHostOptions } from '#core/jobs/job-host.ts';
import type { JobCommand } from '#core/jobs/job-protocol.ts';
import { type ForkedProcess, type ProcessExit, scrubbedEnvironment } from '#core/system/forked-process.ts';
import { UserError } from '#shared/failure.ts';

/** A job process that the test controls, because no real one crashes on demand. */
interface FakeChild extends ForkedProcess {
  sent: JobCommand[];
  killed: boolean[];
  held: boolean[];
  report(report: unknown): void;
  exit(exit?: Partial<ProcessExit>): void;
}

function fakeChild(): FakeChild {
  let message: (value: unknown) => void;
  let exited: (exit: ProcessExit) => void;
  const child: FakeChild = {
    pid: null,
    sent: [],
    killed: [],
    held: [],
    send: (command) => void child.sent.push(command as JobCommand),
    onMessage: (listener) => {
      message = listener;
    },
    onExit: (listener) => {
      exited = listener;
    },
    kill: (force) => void child.killed.push(force),
    hold: (held) => void child.held.push(held),
    report: (report) => message(report),
    exit: (exit) => exited({ code: 0, signal: null, stderrTail: '', ...exit }),
  };
  return child;
}

function setUp(options: Partial<JobHostOptions> = {}) {
  const children: FakeChild[] = [];
  const environments: Record<string, string>[] = [];
  const exits: string[] = [];
  const host = createJobHost({
    entry: new URL('file:///nowhere.ts'),
    spawn: (_entry, env) => {
      environments.push(env);
      children.push(fakeChild());
      return children.at(-1)!;
    },
    graceSeconds: 0.02,
    onExit: ({ kind }) => exits.push(kind),
    ...options,
  });
  /** The newest process finishes the job. */
  const done = async (job: ReturnType<typeof host.run>, id: number) => {
    children.at(-1)!.report(finished(id));
    expect((await job.outcome).status).toBe('finished');
  };
  return { host, children, environments, exits, done };
}

const probe = { kind: 'probe' } as const;
const finished = (id: number) => ({
  kind: 'outcome',
  id,
  outcome: { status: 'finished', of: { kind: 'probe', result: { engines: [], encoders: null } } },
});

describe('createJobHost', () => {
  it('starts no process before the first job, and rejects a malformed job', () => {
    const { host, children } = setUp();
    expect(() => host.run({ kind: 'predict' } as never)).toThrow();
    expect(children).toHaveLength(0);
    host.run(probe);
    expect(children).toHaveLength(1);
  });

  it('moves a queued job behind the others, but not a running one', async () => {
    const { host, children, done } = setUp();
    const jobs = [host.run(probe), host.run(probe), host.run(probe)];
    expect(jobs[0].toEnd()).toBe(false);
    expect(jobs[1].toEnd()).toBe(true);
    children[0].report({ kind: 'ready' });
    await done(jobs[0], 1);
    await done(jobs[2], 3);
    await done(jobs[1], 2);
    expect(jobs[1].toEnd()).toBe(false);
    expect(children).toHaveLength(1);
  });

  it('replaces the process only when its environment has changed', async () => {
    let engine = 'wasm';
    const { host, children, environments, done } = setUp({ env: () => ({ TEST_ENGINE: engine }) });
    await done(host.run(probe), 1);
    await done(host.run(probe), 2);
    expect(children).toHaveLength(1);

    engine = 'tensorflow';
    const third = host.run(probe);
    expect(children[0]!.sent.at(-1)).toEqual({ kind: 'shutdown' });
    expect(environments.map(({ TEST_ENGINE }) => TEST_ENGINE)).toEqual(['wasm', 'tensorflow']);
    // The end was requested, so it is not a crash and ends nothing else.
    children[0]!.exit();
    await done(third, 3);
  });

  it('ends a process that is idle for long, and starts another for the next job', async () => {
    const { host, children, exits, done } = setUp({ idleSeconds: 0.03 });
    await done(host.run(probe), 1);
    // A job within that time keeps the process.
    await done(host.run(probe), 2);
    expect(children).toHaveLength(1);
    await expect.poll(() => children[0]!.sent.at(-1)).toEqual({ kind: 'shutdown' });
    const third = host.run(probe);
    expect(children).toHaveLength(2);
    children[0]!.exit();
    await done(third, 3);
    expect(exits).toEqual(['exit']);
  });

  it('keeps a process that has work, however long it takes', async () => {
    const { host, children } = setUp({ idleSeconds: 0.01 });
    const first = host.run(probe);
    children[0]!.report(finished(1));
    await first.outcome;
    host.run(probe);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(children[0]!.sent.map(({ kind }) => kind)).toEqual(['job', 'job']);
  });

  it('sends one job at a time, in order, and keeps Node alive only during jobs', async () => {
    const { host, children } = setUp();
    const jobs = [host.run(probe), host.run(probe)];
    const [child] = children;
    child.report({ kind: 'ready' });
    expect(child.sent).toHaveLength(1);
    expect(host.pending).toBe(2);
    child.report(finished(1));
    expect(child.sent.map((command) => command.kind === 'job' && command.id)).toEqual([1, 2]);
    expect(child.held.at(-1)).toBe(true);
    child.report(finished(2));
    expect(child.held.at(-1)).toBe(false);
    expect(host.pending).toBe(0);
    for (const job of jobs) expect((await job.outcome).status).toBe('finished');
  });

  it('keeps commands for a queued job', () => {
    const { host, children } = setUp();
    host.run(probe);
    const second = host.run(probe);
    second.pause();
    children[0].report(finished(1));
    expect(children[0].sent.slice(2)).toEqual([{ kind: 'control', id: 2, command: 'pause' }]);
  });

  it('removes a queued job that is stopped or cancelled', async () => {
    const { host, children } = setUp();
    host.run(probe);
    const [second, third] = [host.run(probe), host.run(probe)];
    second.stop();
    third.cancel();
    expect(await second.outcome).toEqual({ status: 'stopped' });
    expect(await third.outcome).toEqual({ status: 'cancelled' });
    expect(children[0].sent).toHaveLength(1);
  });

  it('reports a crash as an interrupted job, and starts a new process for the next', async () => {
    const { host, children, exits } = setUp();
    const [first, second] = [host.run(probe), host.run(probe)];
    children[0].report({ kind: 'ready' });
    children[0].exit({ code: null, signal: 'SIGSEGV', stderrTail: 'bad pointer' });
    expect(await first.outcome).toMatchObject({
      status: 'interrupted',
      failure: { code: 'compute-crashed', message: expect.stringMatching(/SIGSEGV.*bad pointer/s) },
    });
    expect(children).toHaveLength(2);
    children[1].report(finished(2));
    expect((await second.outcome).status).toBe('finished');
    const disposed = host[Symbol.asyncDispose]();
    children[1].exit();
    await disposed;
    expect(exits).toEqual(['crash', 'exit']);
  });

  it('says of a division by zero in a library that the next process avoids it', async () => {
    const { host, children } = setUp();
    const job = host.run(probe);
    children[0].report({ kind: 'ready' });
    children[0].exit({ code: null, signal: 'SIGFPE' });
    expect(await job.outcome).toMatchObject({
      status: 'interrupted',
      failure: { code: 'compute-crashed', message: expect.stringMatching(/fast kernels.*Resume/) },
    });
  });

  it('reports a process that cannot start', async () => {
    const { host, children } = setUp();
    const job = host.run(probe);
    children[0].exit({ code: 1, stderrTail: 'Cannot find module' });
    expect(await job.outcome).toMatchObject({
      status: 'failed',
      failure: { code: 'compute-not-started', message: expect.stringContaining('Cannot find module') },
    });
  });

  it('starts a new process after an idle one died', async () => {
    const { host, children } = setUp();
    host.run(probe);
    children[0].report({ kind: 'ready' });
    children[0].report(finished(1));
    children[0].exit({ code: 1 });
    const job = host.run(probe);
    expect(children).toHaveLength(2);
    children[1].report(finished(2));
    expect((await job.outcome).status).toBe('finished');
  });

  it('stops a job whose event handler throws, and gives the reason', async () => {
    const { host, children } = setUp();
    const job = host.run(probe, () => {
      throw new UserError('disk-full', 'No room for the record.');
    });
    for (const done of [1, 2])
      children[0].report({ kind: 'event', id: 1, event: { kind: 'progress', done, total: 2 } });
    expect(children[0].sent.slice(1)).toEqual([{ kind: 'control', id: 1, command: 'stop' }]);
    children[0].report({ kind: 'outcome', id: 1, outcome: { status: 'stopped' } });
    expect(await job.outcome).toMatchObject({ status: 'failed', failure: { code: 'disk-full' } });
  });

  it('kills a process that sends invalid messages', async () => {
    const { host, children } = setUp();
    const job = host.run(probe);
    children[0].report({ kind: 'event', id: 1, event: { kind: 'unheard-of' } });
    expect(await job.outcome).toMatchObject({ status: 'failed' });
    expect(children[0].killed).toEqual([true]);
  });

  it('ignores late messages of a finished job', async () => {
    const { host, children } = setUp();
    const events: unknown[] = [];
    host.run(probe, (event) => events.push(event));
    children[0].report(finished(1));
    children[0].report({ kind: 'event', id: 1, event: { kind: 'progress', done: 1, total: 2 } });
    children[0].report(finished(1));
    expect(events).toEqual([]);
  });

  it('cancels by request, then kills a process that does not respond', async () => {
    const { host, children } = setUp();
    const [responsive, unresponsive] = [host.run(probe), host.run(probe)];
    responsive.cancel();
    expect(children[0].sent.at(-1)).toEqual({ kind: 'control', id: 1, command: 'cancel' });
    children[0].report({ kind: 'outcome', id: 1, outcome: { status: 'cancelled' } });
    expect(await responsive.outcome).toEqual({ status: 'cancelled' });
    unresponsive.cancel();
    expect(await unresponsive.outcome).toEqual({ status: 'cancelled' });
    expect(children[0].killed).toEqual([true]);
  });

  it('ends a process by request, then by SIGTERM, then by SIGKILL', async () => {
    const { host, children } = setUp();
    const [running, queued] = [host.run(probe), host.run(probe)];
    const [child] = children;
    child.report({ kind: 'ready' });
    const disposed = host[Symbol.asyncDispose]();
    expect(child.sent.at(-1)).toEqual({ kind: 'shutdown' });
    child.kill = (force) => {
      child.killed.push(force);
      if (force) child.exit({ code: null, signal: 'SIGKILL' });
    };
    await disposed;
    expect(child.killed).toEqual([false, true]);
    expect((await running.outcome).status).toBe('interrupted');
    expect((await queued.outcome).status).toBe('cancelled');
    expect(() => host.run(probe)).toThrow(expect.objectContaining({ code: 'closed' }));
    await host[Symbol.asyncDispose]();
  });

  it('replaces a process whose GPU failed before the next job', async () => {
    const { host, children, exits, done } = setUp();
    const [first, second] = [host.run(probe), host.run(probe)];
    const failure = { code: 'gpu-lost', message: 'It stopped working.' };
    children[0]!.report({ kind: 'outcome', id: 1, outcome: { status: 'failed', failure } });
    expect(await first.outcome).toEqual({ status: 'failed', failure });
    expect(children[0]!.sent.at(-1)).toEqual({ kind: 'shutdown' });
    expect(children).toHaveLength(2);
    // Its driver keeps it from ending.
    await expect.poll(() => children[0]!.killed).toEqual([true]);
    children[0]!.exit({ code: null, signal: 'SIGKILL' });
    expect(exits).toEqual(['exit']);
    await done(second, 2);
    expect(children).toHaveLength(2);
  });

  describe('a process that is silent for long', () => {
    const opened = (engine: 'wasm' | 'webgpu') => ({
      kind: 'event',
      id: 1,
      event: { kind: 'engine', engine, device: 'x', why: '', versions: {}, parameters: 1 },
    });
    const seconds = (duration: number) => new Promise((resolve) => setTimeout(resolve, duration * 1000));

    it('is killed if it computes on a GPU, and the next job gets another one', async () => {
      const { host, children } = setUp({ maxSilentSeconds: 0.1 });
      const [first, second] = [host.run(probe), host.run(probe)];
      children[0]!.report(opened('webgpu'));
      // The host's own timers do not keep Node alive.
      await seconds(0.5);
      expect(await first.outcome).toEqual({
        status: 'interrupted',
        failure: { code: 'gpu-stuck', message: expect.stringContaining('blocked the job process') },
      });
      expect(children[0]!.killed).toEqual([true]);
      expect(children).toHaveLength(2);
      children[1]!.report(finished(2));
      expect((await second.outcome).status).toBe('finished');
    });

    it('is left alone as long as it sends heartbeats, or if it computes on the CPU', async () => {
      const { host, children, done } = setUp({ maxSilentSeconds: 1 });
      const first = host.run(probe);
      children[0]!.report(opened('webgpu'));
      for (let sent = 0; sent < 8; sent++) {
        await seconds(0.2);
        children[0]!.report({ kind: 'heartbeat' });
      }
      await done(first, 1);
      const { host: other, children: others, done: otherDone } = setUp({ maxSilentSeconds: 0.05 });
      const second = other.run(probe);
      others[0]!.report(opened('wasm'));
      await seconds(0.3);
      expect(others[0]!.killed).toEqual([]);
      await otherDone(second, 1);
    });
  });
});

describe('scrubbedEnvironment', () => {
  it('passes paths, language and devices, but no secrets and no debug switches', () => {
    const scrubbed = scrubbedEnvironment({
      PATH: '/bin',
      LC_ALL: 'C',
      CUDA_VISIBLE_DEVICES: '0',
      Path: 'C:',
      NODE_COMPILE_CACHE: '/cache',
      NODE_OPTIONS: '--inspect',
      GITHUB_TOKEN: 'x',
      NODE_ENV: undefined,
      LD_PRELOAD: 'x.so',
    });
    expect(scrubbed).toEqual({
      ...{ PATH: '/bin', LC_ALL: 'C', CUDA_VISIBLE_DEVICES: '0', Path: 'C:' },
      NODE_COMPILE_CACHE: '/cache',
    });
  });
});
