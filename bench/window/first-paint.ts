import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser } from '@playwright/test';

export interface FirstPaint {
  /** Milliseconds from the start of the command until the link is printed. */
  linkMs: number;
  /** … until the first paint. */
  firstMs: number;
  /** … until the paint of the first page's text, its largest part. */
  meaningfulMs: number;
}

/** What starts the served page: with these arguments it prints its link as JSON. */
export interface PageStart {
  command: string;
  args: readonly string[];
  cwd: string;
}

/** The start of a clone: `npm start`. */
export const startOfClone = (root: string): PageStart => ({
  command: 'npm',
  args: ['start', '--silent', '--', '--served'],
  cwd: root,
});

/** The start of a package by its own Node, from its folder `resources`. */
export const startOfPackage = (resources: string): PageStart => ({
  command: join(resources, 'bin/neural-ser'),
  args: ['serve'],
  cwd: tmpdir(),
});

/** Starts the served page with an empty laboratory, and opens its link at once in a running browser. */
export async function firstPaint(browser: Browser, { command, args, cwd }: PageStart): Promise<FirstPaint> {
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-start-'));
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ...environment } = process.env;
  const began = performance.timeOrigin + performance.now();
  const child = spawn(command, [...args, '--json', '--port', '0', '--data', join(folder, 'laboratory')], {
    cwd,
    // Without a display, no other browser is opened. Nothing is downloaded.
    env: { ...environment, NEURAL_SER_TENSORFLOW: 'off' },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
    shell: process.platform === 'win32',
  });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    const link = await new Promise<string>((resolve, reject) => {
      createInterface(child.stdout).on('line', (line) => {
        if (line.includes('"address"')) resolve((JSON.parse(line) as { address: string }).address);
      });
      child.once('exit', (code) => reject(new Error(`${command} ended with code ${code}.`)));
    });
    const linkMs = performance.timeOrigin + performance.now() - began;
    await page.goto(link);
    await page.getByRole('button', { name: 'Make sample voices' }).waitFor();
    const painted = await page.evaluate(async () => {
      const entries = (type: string) =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => resolve(list.getEntries().at(-1)!.startTime)).observe({
            type,
            buffered: true,
          });
        });
      const first = await entries('paint');
      return { origin: performance.timeOrigin, first, largest: await entries('largest-contentful-paint') };
    });
    const since = (time: number) => painted.origin + time - began;
    return { linkMs, firstMs: since(painted.first), meaningfulMs: since(painted.largest) };
  } finally {
    await context.close();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    // npm does not forward signals, so the whole process group is signalled.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
