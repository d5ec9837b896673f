import { describe, expect, it, vi } from 'vitest';
import { createLaboratoryLink } from '../../../src/main/laboratory-link.ts';
import type { FromLaboratory, ToLaboratory } from '../../../src/main/laboratory-messages.ts';

/** Laboratory processes that do what the test says. */
function processes(graceSeconds?: number) {
  const started: {
    posted: ToLaboratory[];
    tell: (message: FromLaboratory) => void;
    exit: (exit: { code: number; said: string }) => void;
    killed: boolean;
  }[] = [];
  const heard = { events: vi.fn(), restarted: vi.fn(), broken: vi.fn() };
  let clock = 0;
  const link = createLaboratoryLink({
    start: () => {
      const process = { posted: [] as ToLaboratory[], killed: false } as (typeof started)[number];
      started.push(process);
      return {
        post: (message) => void process.posted.push(message),
        onMessage: (listener) => {
          process.tell = listener;
        },
        onExit: (listener) => {
          process.exit = listener;
        },
        kill: () => {
          process.killed = true;
          process.exit({ code: 9, said: '' });
        },
      };
    },
    onEvents: heard.events,
    onRestarted: heard.restarted,
    onBroken: heard.broken,
    graceSeconds,
    now: () => clock,
  });
  const pass = (milliseconds: number) => {
    clock += milliseconds;
  };
  return { link, started, heard, pass };
}

describe('the link to the laboratory’s process', () => {
  it('carries calls, answers, cancellations and events', async () => {
    const { link, started, heard } = processes();
    const answer = link.invoke('a', 'doctor', {});
    link.cancel('a');
    link.cancel('unknown');
    expect(started[0]?.posted).toEqual([
      { kind: 'invoke', call: 'a', name: 'doctor', input: {} },
      { kind: 'cancel', call: 'a' },
    ]);
    const events = [{ name: 'library.changed' as const, data: {} }];
    started[0]?.tell({ kind: 'events', events });
    expect(heard.events).toHaveBeenCalledExactlyOnceWith(events);
    started[0]?.tell({ kind: 'answer', call: 'a', answer: { ok: true, value: 7 } });
    expect(await answer).toEqual({ ok: true, value: 7 });
  });

  it('starts a process that died again, and fails its calls with the reason', async () => {
    const { link, started, heard } = processes();
    started[0]?.tell({ kind: 'opened' });
    expect(heard.restarted).not.toHaveBeenCalled();
    const answer = link.invoke('a', 'doctor', {});
    started[0]?.exit({ code: 139, said: 'Segmentation fault\n' });
    expect(await answer).toMatchObject({ ok: false, failure: { code: 'laboratory-crashed' } });
    expect(JSON.stringify(await answer)).toContain('Segmentation fault');
    expect(started).toHaveLength(2);
    started[1]?.tell({ kind: 'opened' });
    expect(heard.restarted).toHaveBeenCalledOnce();
    void link.invoke('a', 'doctor', {});
    expect(started[1]?.posted).toHaveLength(1);
  });

  it('gives up on one that dies again and again, but not on one that dies now and then', async () => {
    const { link, started, heard, pass } = processes();
    for (let death = 0; death < 6; death++) {
      started.at(-1)?.exit({ code: 1, said: '' });
      pass(30_000);
    }
    expect(started).toHaveLength(7);
    expect(heard.broken).not.toHaveBeenCalled();
    for (let death = 0; death < 3; death++) started.at(-1)?.exit({ code: 1, said: '' });
    expect(heard.broken).toHaveBeenCalledOnce();
    expect(await link.invoke('a', 'doctor', {})).toMatchObject({ ok: false });
    await link.close();
  });

  it('tells of a laboratory that cannot be opened in its own words, and does not try again', async () => {
    const { link, started, heard } = processes();
    const failure = { code: 'log-too-new', message: 'Written by a newer version.' };
    const answer = link.invoke('a', 'doctor', {});
    started[0]?.tell({ kind: 'failed', failure });
    started[0]?.exit({ code: 1, said: '' });
    expect(heard.broken).toHaveBeenCalledExactlyOnceWith(failure);
    expect(started).toHaveLength(1);
    expect(await answer).toEqual({ ok: false, failure });
  });

  it('closes once, waits for the end, and takes nothing more', async () => {
    const { link, started, heard } = processes();
    const closed = Promise.all([link.close(), link.close()]);
    expect(started[0]?.posted).toEqual([{ kind: 'close' }]);
    expect(await link.invoke('a', 'doctor', {})).toMatchObject({ ok: false, failure: { code: 'closed' } });
    started[0]?.exit({ code: 0, said: '' });
    await closed;
    expect(started).toHaveLength(1);
    expect(heard.broken).not.toHaveBeenCalled();
  });

  it('kills a process that does not end in its time', async () => {
    const { link, started } = processes(0.01);
    await link.close();
    expect(started[0]?.killed).toBe(true);
  });
});
