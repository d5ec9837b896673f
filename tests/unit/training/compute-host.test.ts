import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type ComputeChild,
  type ComputeExit,
  scrubbedEnvironment,
} from '../../../src/core/training/compute-child.ts';
import { type ComputeHostOptions, createComputeHost } from '../../../src/core/training/compute-host.ts';
import type { Order } from '../../../src/core/training/job.ts';
import { UserError } from '../../../src/shared/failure.ts';

/** Stands for a process, so that a test can make it do what no real one does on demand. */
interface FakeChild extends ComputeChild {
  sent: Order[];
  killed: boolean[];
  held: boolean[];
  say(report: unknown): void;
  exit(exit?: Partial<ComputeExit>): void;
}

function fakeChild(): FakeChild {
  let message: (value: unknown) => void;
  let exited: (exit: ComputeExit) => void;
  const child: FakeChild = {
    pid: null,
    sent: [],
    killed: [],
    held: [],
    send: (order) => void child.sent.push(order as Order),
    onMessage: (listener) => {
      message = listener;
    },
    onExit: (listener) => {
      exited = listener;
    },
    kill: (force) => void child.killed.push(force),
    hold: (held) => void child.held.push(held),
    say: (report) => message(report),
    exit: (exit) => exited({ code: 0, signal: null, said: '', ...exit }),
  };
  return child;
}

function setUp(options: Partial<ComputeHostOptions> = {}) {
  const children: FakeChild[] = [];
  const exits: string[] = [];
  const host = createComputeHost({
    entry: new URL('file:///nowhere.ts'),
    spawn: () => {
      children.push(fakeChild());
      return children.at(-1)!;
    },
    graceSeconds: 0.02,
    onExit: ({ kind }) => exits.push(kind),
    ...options,
  });
  return { host, children, exits };
}

const probe = { kind: 'probe' } as const;
const finished = (id: number) => ({
  kind: 'outcome',
  id,
  outcome: { status: 'finished', result: { engines: [] } },
});

describe('createComputeHost', () => {
  it('starts nothing before the first job, and refuses a malformed one', () => {
    const { host, children } = setUp();
    expect(() => host.run({ kind: 'predict' } as never)).toThrow();
    expect(children).toHaveLength(0);
    host.run(probe);
    expect(children).toHaveLength(1);
  });

  it('replaces a process once its environment is another, and not before', async () => {
    const environments: Record<string, string>[] = [];
    const children: FakeChild[] = [];
    let engine = 'wasm';
    const host = createComputeHost({
      entry: new URL('file:///nowhere.ts'),
      spawn: (_entry, env) => {
        environments.push(env);
        children.push(fakeChild());
        return children.at(-1)!;
      },
      env: () => ({ TEST_ENGINE: engine }),
    });
    const done = async (job: ReturnType<typeof host.run>, id: number) => {
      children.at(-1)!.say(finished(id));
      expect((await job.outcome).status).toBe('finished');
    };
    await done(host.run(probe), 1);
    await done(host.run(probe), 2);
    expect(children).toHaveLength(1);

    engine = 'tensorflow';
    const third = host.run(probe);
    expect(children[0]!.sent.at(-1)).toEqual({ kind: 'shutdown' });
    expect(environments.map(({ TEST_ENGINE }) => TEST_ENGINE)).toEqual(['wasm', 'tensorflow']);
    // Its end, which was asked for, is no crash and ends nothing else.
    children[0]!.exit();
    await done(third, 3);
  });

  it('lets a process go that had no work for long, and starts another for the next job', async () => {
    const { host, children, exits } = setUp({ idleSeconds: 0.03 });
    const done = async (job: ReturnType<typeof host.run>, id: number) => {
      children.at(-1)!.say(finished(id));
      expect((await job.outcome).status).toBe('finished');
    };
    await done(host.run(probe), 1);
    // Work within that time keeps it.
    await done(host.run(probe), 2);
    expect(children).toHaveLength(1);
    await expect.poll(() => children[0]!.sent.at(-1)).toEqual({ kind: 'shutdown' });
    const third = host.run(probe);
    expect(children).toHaveLength(2);
    children[0]!.exit();
    await done(third, 3);
    expect(exits).toEqual(['exit']);
  });

  it('keeps a process with work, however long it takes', async () => {
    const { host, children } = setUp({ idleSeconds: 0.01 });
    const first = host.run(probe);
    children[0]!.say(finished(1));
    await first.outcome;
    host.run(probe);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(children[0]!.sent.map(({ kind }) => kind)).toEqual(['job', 'job']);
  });

  it('gives one job at a time, in order, and keeps Node alive only meanwhile', async () => {
    const { host, children } = setUp();
    const jobs = [host.run(probe), host.run(probe)];
    const [child] = children;
    child.say({ kind: 'ready' });
    expect(child.sent).toHaveLength(1);
    expect(host.pending).toBe(2);
    child.say(finished(1));
    expect(child.sent.map((order) => order.kind === 'job' && order.id)).toEqual([1, 2]);
    expect(child.held.at(-1)).toBe(true);
    child.say(finished(2));
    expect(child.held.at(-1)).toBe(false);
    expect(host.pending).toBe(0);
    for (const job of jobs) expect((await job.outcome).status).toBe('finished');
  });

  it('keeps wishes and input for a job that still waits', () => {
    const { host, children } = setUp();
    host.run(probe);
    const second = host.run(probe);
    second.pause();
    second.send('more');
    children[0].say(finished(1));
    expect(children[0].sent.slice(2)).toEqual([
      { kind: 'wish', id: 2, wish: 'pause' },
      { kind: 'input', id: 2, input: 'more' },
    ]);
  });

  it('withdraws a waiting job that is stopped or cancelled', async () => {
    const { host, children } = setUp();
    host.run(probe);
    const [second, third] = [host.run(probe), host.run(probe)];
    second.stop();
    third.cancel();
    expect(await second.outcome).toEqual({ status: 'stopped' });
    expect(await third.outcome).toEqual({ status: 'cancelled' });
    expect(children[0].sent).toHaveLength(1);
  });

  it('tells a crash from an end, reports the job, and starts a new process for the next', async () => {
    const { host, children, exits } = setUp();
    const [first, second] = [host.run(probe), host.run(probe)];
    children[0].say({ kind: 'ready' });
    children[0].exit({ code: null, signal: 'SIGSEGV', said: 'bad pointer' });
    expect(await first.outcome).toMatchObject({
      status: 'interrupted',
      failure: { code: 'compute-crashed', message: expect.stringMatching(/SIGSEGV.*bad pointer/s) },
    });
    expect(children).toHaveLength(2);
    children[1].say(finished(2));
    expect((await second.outcome).status).toBe('finished');
    const disposed = host[Symbol.asyncDispose]();
    children[1].exit();
    await disposed;
    expect(exits).toEqual(['crash', 'exit']);
  });

  it('says when the process cannot even begin', async () => {
    const { host, children } = setUp();
    const job = host.run(probe);
    children[0].exit({ code: 1, said: 'Cannot find module' });
    expect(await job.outcome).toMatchObject({
      status: 'failed',
      failure: { code: 'compute-not-started', message: expect.stringContaining('Cannot find module') },
    });
  });

  it('does not mind a process that dies idle', async () => {
    const { host, children } = setUp();
    host.run(probe);
    children[0].say({ kind: 'ready' });
    children[0].say(finished(1));
    children[0].exit({ code: 1 });
    const job = host.run(probe);
    expect(children).toHaveLength(2);
    children[1].say(finished(2));
    expect((await job.outcome).status).toBe('finished');
  });

  it('stops a job whose owner cannot take its events, and gives the reason', async () => {
    const { host, children } = setUp();
    const job = host.run(probe, () => {
      throw new UserError('disk-full', 'No room for the record.');
    });
    for (const done of [1, 2])
      children[0].say({ kind: 'event', id: 1, event: { kind: 'progress', done, total: 2 } });
    expect(children[0].sent.slice(1)).toEqual([{ kind: 'wish', id: 1, wish: 'stop' }]);
    children[0].say({ kind: 'outcome', id: 1, outcome: { status: 'stopped' } });
    expect(await job.outcome).toMatchObject({ status: 'failed', failure: { code: 'disk-full' } });
  });

  it('kills a process that talks nonsense', async () => {
    const { host, children } = setUp();
    const job = host.run(probe);
    children[0].say({ kind: 'event', id: 1, event: { kind: 'unheard-of' } });
    expect(await job.outcome).toMatchObject({ status: 'failed' });
    expect(children[0].killed).toEqual([true]);
  });

  it('does not listen to what comes late for a job that is over', async () => {
    const { host, children } = setUp();
    const events: unknown[] = [];
    host.run(probe, (event) => events.push(event));
    children[0].say(finished(1));
    children[0].say({ kind: 'event', id: 1, event: { kind: 'progress', done: 1, total: 2 } });
    children[0].say(finished(1));
    expect(events).toEqual([]);
  });

  it('cancels by asking, then by killing', async () => {
    const { host, children } = setUp();
    const [polite, deaf] = [host.run(probe), host.run(probe)];
    polite.cancel();
    expect(children[0].sent.at(-1)).toEqual({ kind: 'wish', id: 1, wish: 'cancel' });
    children[0].say({ kind: 'outcome', id: 1, outcome: { status: 'cancelled' } });
    expect(await polite.outcome).toEqual({ status: 'cancelled' });
    deaf.cancel();
    expect(await deaf.outcome).toEqual({ status: 'cancelled' });
    expect(children[0].killed).toEqual([true]);
  });

  it('ends a process by asking, then by SIGTERM, then by SIGKILL', async () => {
    const { host, children } = setUp();
    const [running, waiting] = [host.run(probe), host.run(probe)];
    const [child] = children;
    child.say({ kind: 'ready' });
    const disposed = host[Symbol.asyncDispose]();
    expect(child.sent.at(-1)).toEqual({ kind: 'shutdown' });
    child.kill = (force) => {
      child.killed.push(force);
      if (force) child.exit({ code: null, signal: 'SIGKILL' });
    };
    await disposed;
    expect(child.killed).toEqual([false, true]);
    expect((await running.outcome).status).toBe('interrupted');
    expect((await waiting.outcome).status).toBe('cancelled');
    expect(() => host.run(probe)).toThrow(expect.objectContaining({ code: 'closed' }));
    await host[Symbol.asyncDispose]();
  });

  it('tells of a process that has long been silent', async () => {
    const silent = Promise.withResolvers<number>();
    const { host } = setUp({ silenceSeconds: 0.02, onSilence: silent.resolve });
    host.run(probe);
    // The host's own timers do not keep Node alive.
    const alive = setInterval(() => undefined, 1000);
    onTestFinished(() => clearInterval(alive));
    expect(await silent.promise).toBeGreaterThanOrEqual(0.02);
  });
});

describe('scrubbedEnvironment', () => {
  it('passes paths, language and devices on, and neither secrets nor debug switches', () => {
    const scrubbed = scrubbedEnvironment({
      PATH: '/bin',
      LC_ALL: 'C',
      CUDA_VISIBLE_DEVICES: '0',
      Path: 'C:',
      NODE_OPTIONS: '--inspect',
      GITHUB_TOKEN: 'x',
      NODE_ENV: undefined,
      LD_PRELOAD: 'x.so',
    });
    expect(scrubbed).toEqual({ PATH: '/bin', LC_ALL: 'C', CUDA_VISIBLE_DEVICES: '0', Path: 'C:' });
  });
});
