import type { Page } from '@playwright/test';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** The thread's CPU time in microseconds. */
  tdur?: number;
  args: { name?: string };
}

/**
 * The longest task of the page's main thread during `work`, in milliseconds of CPU time. Unlike the page's `longtask`
 * entries, CPU time does not include delays by other processes. Null if the browser cannot be traced.
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
  if (tasks.length === 0) throw new Error('The trace contains no task of the page.');
  return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur / 1000), 0);
}
