import { describe, expect, it } from 'vitest';
import {
  announceRuns,
  noteOfRun,
  saveWantsNotifications,
  wantsNotifications,
} from '#renderer/app/run-announcements.ts';
import type { RunNote } from '#shared/bridge.ts';
import type { LaboratoryEvent } from '#shared/contract.ts';
import { SOME_METRICS } from '../../cli/terminal/sample-metrics.ts';

const run = { id: 'a b', name: 'compact · seed 8', status: 'finished', failure: null, test: null } as const;
const failure = { code: 'loss-not-finite', message: 'The loss became NaN.' };

describe('the notification of a run', () => {
  it('has its result and what is left', () => {
    expect(noteOfRun({ ...run, test: SOME_METRICS }, 3)).toEqual({
      title: 'compact · seed 8: finished',
      body: `UAR ${(100 * SOME_METRICS.uar).toFixed(1)} %. 3 runs left in the queue.`,
      hash: '#/runs/a%20b',
    });
    expect(noteOfRun({ ...run, status: 'failed', failure }, 1)).toMatchObject({
      title: 'compact · seed 8: failed',
      body: 'The loss became NaN. 1 run left in the queue.',
    });
    expect(noteOfRun(run, 0).body).toBe('');
  });
});

describe('runs that end', () => {
  async function announced(events: LaboratoryEvent[], wanted = true, answer: unknown = run) {
    const notes: RunNote[] = [];
    let listener: (event: LaboratoryEvent) => void = () => undefined;
    const laboratory = {
      subscribe: (given: typeof listener) => {
        listener = given;
        return () => undefined;
      },
      invoke: async (name: string) => {
        if (name === 'runs.queue') return ['a b', 'next'];
        if (answer instanceof Error) throw answer;
        return answer;
      },
    };
    announceRuns(
      laboratory as never,
      () => wanted,
      (note) => void notes.push(note),
    );
    for (const event of events) listener(event);
    await new Promise((resolve) => setTimeout(resolve));
    return notes.map(({ title, body }) => `${title} ${body}`);
  }
  const status = (name: 'running' | 'finished' | 'stopped' | 'failed'): LaboratoryEvent => ({
    name: 'run.status',
    data: { run: 'a b', status: name, failure: null },
  });

  it('are announced, but not those that the user has stopped', async () => {
    expect(await announced([status('running'), status('stopped')])).toEqual([]);
    expect(await announced([status('finished')])).toEqual([
      'compact · seed 8: finished 1 run left in the queue.',
    ]);
    expect(await announced([status('failed')], true)).toHaveLength(1);
  });

  it('are not announced if the user does not want it, or if they were removed', async () => {
    expect(await announced([status('finished')], false)).toEqual([]);
    expect(await announced([status('finished')], true, new Error('no such run'))).toEqual([]);
  });

  it('are announced only after the user has switched it on', () => {
    const texts = new Map<string, string>();
    const store = {
      getItem: (key: string) => texts.get(key) ?? null,
      setItem: (key: string, text: string) => void texts.set(key, text),
    };
    expect([wantsNotifications(null), wantsNotifications(store)]).toEqual([false, false]);
    saveWantsNotifications(store, true);
    expect(wantsNotifications(store)).toBe(true);
    saveWantsNotifications(store, false);
    expect(wantsNotifications(store)).toBe(false);
  });
});
