import type { Page } from '@playwright/test';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds that the thread itself worked. */
  tdur?: number;
  args: { name?: string };
}

/**
 * The longest task of the page's main thread while `work` goes on, in milliseconds of the thread's own time: what other
 * processes take from a busy machine does not count, as it would with the page's own `longtask` entries. Null where
 * this door's browser cannot be traced.
 */
export async function longestTask(page: Page, work: () => Promise<void>): Promise<number | null> {
  const browser = page.context().browser();
  if (browser === null) return null;
  await browser.startTracing(page, { categories: ['toplevel'] });
  await work();
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as { traceEvents: TraceEvent[] };
  const thread = ({ pid, tid }: TraceEvent) => `${pid}:${tid}`;
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(thread),
  );
  const tasks = traceEvents.filter(
    (event) => event.ph === 'X' && event.name.endsWith('RunTask') && main.has(thread(event)),
  );
  if (tasks.length === 0) throw new Error('The trace holds no task of the page.');
  return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur / 1000), 0);
}
