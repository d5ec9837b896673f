import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { ClipRow } from '#shared/library.ts';
import { longestTask } from '../../tests/e2e/longest-task.ts';
import { goTo } from './open-window.ts';
import { delaysOf, type ShownBatch } from './statistics.ts';

/** Repeats clips under other paths to get this many rows. */
export function manyRows(rows: readonly ClipRow[], count: number): ClipRow[] {
  return Array.from({ length: count }, (_, index) => {
    const row = rows[index % rows.length];
    const copy = Math.floor(index / rows.length);
    return copy === 0 ? row : { ...row, path: `/copy-${copy}${row.path}` };
  });
}

/** The long tasks of the page's observer (over 50 ms of wall-clock time), longest first. */
async function whileWatched(page: Page, work: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const long: number[] = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) long.push(duration);
    }).observe({ type: 'longtask' });
    Object.assign(window, { long });
  });
  await work();
  const long = await page.evaluate(() => (window as unknown as { long: number[] }).long);
  return long.toSorted((a, b) => b - a);
}

export interface LongTasks {
  /** The longest task in milliseconds of CPU time of the thread; null if the browser cannot be traced. */
  ownMs: number | null;
  /** Tasks over 50 ms of wall-clock time, also those that other processes delayed. */
  clockMs: number[];
}

/** The page's tasks during `work`, in wall-clock time and in CPU time of its thread. */
export async function longTasks(page: Page, work: () => Promise<void>): Promise<LongTasks> {
  let clockMs: number[] = [];
  const ownMs = await longestTask(page, async () => {
    clockMs = await whileWatched(page, work);
  });
  return { clockMs, ownMs };
}

/** Scrolls down all rows and up again, one screen per frame, with some jumps. */
export async function scrollThrough(page: Page): Promise<void> {
  await page.getByRole('grid', { name: 'Clips' }).evaluate(async (grid) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    for (const down of [true, false]) {
      grid.scrollTop = down ? 0 : grid.scrollHeight;
      for (let step = 0; step < 150; step++) {
        grid.scrollTop += (down ? 1 : -1) * (step % 3 === 0 ? 6000 : 700);
        await frame();
      }
    }
  });
}

/** Visits all pages and returns to the run's page during training. */
export async function walkAround(page: Page, run: string): Promise<void> {
  for (const path of ['/corpora', '/train', '/runs', '/predict', '/settings', `/runs/${run}`]) {
    await goTo(page, path);
    await page.waitForTimeout(1200);
  }
}

/**
 * The milliseconds of each batch from its training process to the screen. The job process writes when it sends a batch
 * (`stamped-job-process.ts`). The page records when a frame with this step or a later one is presented. Both use this
 * machine's clock.
 */
export async function batchDelays(page: Page, batchTimes: string, seconds: number): Promise<number[]> {
  const shown = await page.evaluate(async (duration) => {
    const text = (name: string) => {
      const label = [...document.querySelectorAll('p')].find((element) => element.textContent === name);
      return Number.parseInt(label?.nextElementSibling?.textContent ?? '', 10);
    };
    const seen: { epoch: number; step: number; at: number }[] = [];
    const channel = new MessageChannel();
    const waiting: { epoch: number; step: number }[] = [];
    // A message that is posted in a frame arrives after the frame is presented.
    channel.port1.onmessage = () => {
      const at = performance.timeOrigin + performance.now();
      for (const one of waiting.splice(0)) seen.push({ ...one, at });
    };
    const observer = new MutationObserver(() => {
      const now = { epoch: text('Epoch'), step: text('Step') };
      const last = waiting.at(-1) ?? seen.at(-1);
      if (Number.isNaN(now.step) || (last?.epoch === now.epoch && last.step === now.step)) return;
      if (waiting.length === 0) requestAnimationFrame(() => channel.port2.postMessage(null));
      waiting.push(now);
    });
    observer.observe(document.body, { subtree: true, characterData: true, childList: true });
    await new Promise((resolve) => setTimeout(resolve, duration * 1000));
    observer.disconnect();
    return seen;
  }, seconds);
  return delaysOf(readBatchTimes(batchTimes), shown);
}

function readBatchTimes(file: string): ShownBatch[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [epoch, step, at] = line.split(' ').map(Number);
    return { epoch, step, at };
  });
}
