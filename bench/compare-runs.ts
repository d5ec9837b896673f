/**
 * Measures how long the page takes from the click on Compare until eight runs of 2,433 test clips are drawn: the first
 * time, with nothing remembered, and then with the results remembered. It makes a laboratory without training and without
 * audio, and needs a built page (`npm run build:page`).
 *
 *     node bench/compare-runs.ts [--runs 8] [--clips 2433] [--speakers 24] [--tries 5]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { openLaboratory } from '#core/laboratory/index.ts';
import { ENTRIES } from '../setup/make-laboratory.ts';
import { writeComparableRuns } from './window/comparable-runs.ts';
import { goTo, openWindow } from './window/open-window.ts';
import { median } from './window/statistics.ts';

/** Until the results are drawn. */
const LIMIT_MS = 500;

const { values: given } = parseArgs({
  options: {
    runs: { type: 'string', default: '8' },
    clips: { type: 'string', default: '2433' },
    speakers: { type: 'string', default: '24' },
    tries: { type: 'string', default: '5' },
  },
});
const [runs, testClips, speakers, tries] = [given.runs, given.clips, given.speakers, given.tries].map(Number);

const say = (line: string) => process.stdout.write(`${line}\n`);
const ms = (value: number) => `${Math.round(value)} ms`;

interface Times {
  /** Milliseconds from the click until the frame with the last row of results is presented. */
  drawn: number;
  /** Processor time until then, which other programs affect less: of the page's thread, and of this process. */
  pageCpu: number;
  laboratoryCpu: number;
  /** Milliseconds from the click until the differences are tested. */
  tested: number;
}

/** Chooses all runs and clicks Compare. */
async function clickToDrawn(page: Page): Promise<Times> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const pageCpu = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
  await goTo(page, '/compare');
  const all = page.getByRole('checkbox', { name: /all/i }).first();
  await all.waitFor();
  await all.check();
  const button = page.getByRole('button', { name: `Compare ${runs} runs` });
  await button.waitFor();
  const before = { page: await pageCpu(), laboratory: process.cpuUsage() };
  const { start, drawn } = await button.evaluate(async (element, rows) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const start = performance.now();
    (element as HTMLElement).click();
    while (document.querySelectorAll('[data-section="results"] tbody tr').length !== rows) await frame();
    await frame();
    return { start, drawn: performance.now() };
  }, runs);
  const { user, system } = process.cpuUsage(before.laboratory);
  const spent = (await pageCpu()) - before.page;
  const tested = await page.evaluate(async () => {
    const text = () => document.querySelector('[data-section="results"]')?.textContent ?? '';
    while (!/\((not )?certain\)/.test(text())) await new Promise((done) => requestAnimationFrame(done));
    return performance.now();
  });
  return {
    drawn: drawn - start,
    pageCpu: spent,
    laboratoryCpu: (user + system) / 1000,
    tested: tested - start,
  };
}

const folder = mkdtempSync(join(tmpdir(), 'neural-ser-compare-'));
try {
  const laboratoryFolder = join(folder, 'laboratory');
  writeComparableRuns({ folder: laboratoryFolder, runs, testClips, speakers, epochs: 50 });
  const first: Times[] = [];
  const again: Times[] = [];
  for (let turn = 0; turn < tries; turn++) {
    // A new laboratory remembers no results, and a new window no answers.
    await using laboratory = await openLaboratory({
      folder: laboratoryFolder,
      entries: ENTRIES,
      native: { explicit: 'off' },
    });
    for (const times of [first, again]) {
      await using window = await openWindow(laboratory);
      times.push(await clickToDrawn(window.page));
    }
  }
  const of = (times: readonly Times[], name: keyof Times) => median(times.map((one) => one[name]));
  const describe = (times: readonly Times[]) =>
    `${ms(of(times, 'drawn'))} (${times.map(({ drawn }) => Math.round(drawn)).join(' ')}; processor time: page ${ms(of(times, 'pageCpu'))}, laboratory ${ms(of(times, 'laboratoryCpu'))})`;
  const good = of(first, 'drawn') < LIMIT_MS;
  say(`Load of this machine: ${loadavg()[0].toFixed(1)}`);
  say(
    `${good ? 'ok    ' : 'MISSED'} ${runs} runs of ${testClips} clips, click to drawn, limit ${ms(LIMIT_MS)}: ${describe(first)}`,
  );
  say(`       with remembered results: ${describe(again)}`);
  say(`       until the differences are tested, first time: ${ms(of(first, 'tested'))}`);
  process.exitCode = good ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
