import { describe, expect, it, vi } from 'vitest';
import { createLaboratoryLink, type LaboratoryExit } from '#main/laboratory-link.ts';
import type { FromLaboratory, ToLaboratory } from '#main/laboratory-messages.ts';
import { MAX_CALLS } from '#shared/limits.ts';

/** Laboratory processes that the test controls. */
function processes(graceSeconds?: number) {
  const started: {
    posted: ToLaboratory[];
    send: (message: FromLaboratory) => void;
    exit: (exit: LaboratoryExit) => void;
    killed: boolean;
  }[] = [];
  const calls = { events: vi.fn(), restarted: vi.fn(), broken: vi.fn(), crash: vi.fn() };
  let clock = 0;
  const link = createLaboratoryLink({
    start: () => {
      const process = { posted: [] as ToLaboratory[], killed: false } as (typeof started)[number];
      started.push(process);
      return {
        post: (message) => void process.posted.push(message),
        onMessage: (listener) => {
          process.send = listener;
        },
        onExit: (listener) => {
          process.exit = listener;
        },
        kill: () => {
          process.killed = true;
          process.exit({ code: null, signal: 'SIGKILL', stderrTail: '' });
        },
      };
    },
    onEvents: calls.events,
    onRestarted: calls.restarted,
    onBroken: calls.broken,
    onCrash: calls.crash,
    graceSeconds,
    now: () => clock,
  });
  const advance = (milliseconds: number) => {
    clock += milliseconds;
  };
  return { link, started, calls, advance };
}

describe('the link to the laboratory’s process', () => {
  it('carries calls, answers, cancellations and events', async () => {
    const { link, started, calls } = processes();
    const answer = link.invoke('a', 'doctor', {});
    link.cancel('a');
    link.cancel('unknown');
    expect(started[0]?.posted).toEqual([
      { kind: 'invoke', call: 'a', name: 'doctor', input: {} },
      { kind: 'cancel', call: 'a' },
    ]);
    const events = [
      { name: 'stale' as const, data: { queries: [{ query: 'library.list' as const, where: null }] } },
    ];
    started[0]?.send({ kind: 'events', events });
    expect(calls.events).toHaveBeenCalledExactlyOnceWith(events);
    started[0]?.send({ kind: 'answer', call: 'a', answer: { ok: true, value: 7 } });
    expect(await answer).toEqual({ ok: true, value: 7 });
  });

  it('passes on a limited number of calls at the same time', async () => {
    const { link, started } = processes();
    for (let i = 0; i < MAX_CALLS; i++) void link.invoke(`${i}`, 'doctor', {});
    expect(await link.invoke('more', 'doctor', {})).toMatchObject({ failure: { code: 'too-many-calls' } });
    expect(started[0]?.posted).toHaveLength(MAX_CALLS);
    started[0]?.send({ kind: 'answer', call: '0', answer: { ok: true, value: 7 } });
    void link.invoke('more', 'doctor', {});
    expect(started[0]?.posted).toHaveLength(MAX_CALLS + 1);
  });

  it('restarts a crashed process and fails its calls with the reason', async () => {
    const { link, started, calls } = processes();
    started[0]?.send({ kind: 'opened' });
    expect(calls.restarted).not.toHaveBeenCalled();
    const answer = link.invoke('a', 'doctor', {});
    started[0]?.exit({ code: null, signal: 'SIGSEGV', stderrTail: 'Segmentation fault\n' });
    expect(await answer).toMatchObject({ ok: false, failure: { code: 'laboratory-crashed' } });
    expect(JSON.stringify(await answer)).toContain('by SIGSEGV');
    expect(JSON.stringify(await answer)).toContain('Segmentation fault');
    expect(started).toHaveLength(2);
    // The crash is reported although the process may have written nothing.
    expect(JSON.stringify(calls.crash.mock.calls)).toContain('by SIGSEGV');
    started[1]?.send({ kind: 'opened' });
    expect(calls.restarted).toHaveBeenCalledOnce();
    void link.invoke('a', 'doctor', {});
    expect(started[1]?.posted).toHaveLength(1);
  });

  it('does not restart a process that crashes repeatedly, but one that crashes rarely', async () => {
    const { link, started, calls, advance } = processes();
    for (let crash = 0; crash < 6; crash++) {
      started.at(-1)?.exit({ code: 1, signal: null, stderrTail: '' });
      advance(30_000);
    }
    expect(started).toHaveLength(7);
    expect(calls.broken).not.toHaveBeenCalled();
    for (let crash = 0; crash < 3; crash++) started.at(-1)?.exit({ code: 1, signal: null, stderrTail: '' });
    expect(calls.broken).toHaveBeenCalledOnce();
    expect(await link.invoke('a', 'doctor', {})).toMatchObject({ ok: false });
    await link.close(false);
  });

  it('reports why a laboratory cannot be opened, and does not retry', async () => {
    const { link, started, calls } = processes();
    const failure = { code: 'log-too-new', message: 'Written by a newer version.' };
    const answer = link.invoke('a', 'doctor', {});
    started[0]?.send({ kind: 'failed', failure });
    started[0]?.exit({ code: 1, signal: null, stderrTail: '' });
    expect(calls.broken).toHaveBeenCalledExactlyOnceWith(failure);
    expect(started).toHaveLength(1);
    expect(await answer).toEqual({ ok: false, failure });
  });

  it('reports a process that cannot be started', async () => {
    const { link, started, calls } = processes();
    const answer = link.invoke('a', 'doctor', {});
    for (let attempt = 0; attempt < 4; attempt++) {
      started.at(-1)?.exit({ code: null, signal: null, stderrTail: 'spawn /opt/node ENOENT' });
    }
    expect(JSON.stringify(await answer)).toContain('could not be started. Install the program again.');
    expect(calls.broken).toHaveBeenCalledOnce();
    expect(JSON.stringify(calls.broken.mock.calls)).toContain('spawn /opt/node ENOENT');
  });

  it('closes once, waits for the end, and rejects new calls', async () => {
    const { link, started, calls } = processes();
    const closed = Promise.all([link.close(false), link.close(false)]);
    expect(started[0]?.posted).toEqual([{ kind: 'close', keepsRuns: false }]);
    expect(await link.invoke('a', 'doctor', {})).toMatchObject({ ok: false, failure: { code: 'closed' } });
    started[0]?.exit({ code: 0, signal: null, stderrTail: '' });
    await closed;
    expect(started).toHaveLength(1);
    expect(calls.broken).not.toHaveBeenCalled();
    expect(calls.crash).not.toHaveBeenCalled();
  });

  it.each([
    [{ code: null, signal: 'SIGKILL' as const, stderrTail: '' }, 'by SIGKILL'],
    [{ code: 1, signal: null, stderrTail: '' }, 'with code 1'],
  ])('reports a process that did not end well when it was closed', async (exit, how) => {
    const { link, started, calls } = processes();
    const closed = link.close(true);
    started[0]?.exit(exit);
    await closed;
    expect(calls.crash).toHaveBeenCalledOnce();
    expect(JSON.stringify(calls.crash.mock.calls)).toContain(how);
  });

  it('kills a process that does not end within the grace period', async () => {
    const { link, started } = processes(0.01);
    await link.close(false);
    expect(started[0]?.killed).toBe(true);
  });
});
