// `npm run measure:dev`: measures the time from a change to its effect with `npm run dev`. Edits a copy of the working tree,
// observes its page in a headless browser, and prints a table. Exits with 1 if a limit is exceeded.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { launchBrowser } from './window/open-window.ts';
import { median } from './window/statistics.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const TURNS = 5;
const LABEL_BAR_MS = 2_000;
const RESTART_BAR_MS = 3_000;
const CORE_FILE = 'src/core/laboratory/index.ts';

/** A copy of the working tree without ignored files. Its packages are links, and it has separate caches. */
function copyTree(to: string): void {
  const paths = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
  });
  for (const path of paths.toString('utf8').split('\0')) {
    if (path === '' || /^(docs|tests)\//.test(path)) continue;
    mkdirSync(dirname(join(to, path)), { recursive: true });
    cpSync(join(root, path), join(to, path), { force: true });
  }
  const link = (path: string) => symlinkSync(join(root, path), join(to, path), 'junction');
  mkdirSync(join(to, 'node_modules'));
  for (const entry of readdirSync(join(root, 'node_modules'), { withFileTypes: true })) {
    if (entry.isDirectory() && (!entry.name.startsWith('.') || entry.name === '.bin')) {
      link(join('node_modules', entry.name));
    }
  }
}

/** A text of the page that occurs exactly once in its sources. */
async function findLabel(page: Page, tree: string): Promise<{ label: string; path: string; source: string }> {
  const texts = await page.locator('main').evaluate((main) => {
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (walker.nextNode()) found.push(walker.currentNode.textContent ?? '');
    return found;
  });
  const sources = globSync('src/renderer/pages/**/*.tsx', { cwd: tree }).map((path) => ({
    path,
    source: readFileSync(join(tree, path), 'utf8'),
  }));
  for (const label of texts.filter((text) => /^[\w ]{6,60}$/.test(text))) {
    const holding = sources.filter(({ source }) => source.includes(label));
    if (holding.length === 1 && holding[0].source.split(label).length === 2) return { label, ...holding[0] };
  }
  throw new Error(`None of the page's texts occurs once in its sources: ${JSON.stringify(texts)}`);
}

const now = () => performance.timeOrigin + performance.now();

/** The times from a change of a label to its paint, without a reload of the page. */
async function labelTimes(page: Page, tree: string): Promise<number[]> {
  const { label, path, source } = await findLabel(page, tree);
  await page.evaluate(() => Object.assign(globalThis, { notLoadedAgain: true }));
  const times: number[] = [];
  for (let turn = 1; turn <= TURNS; turn++) {
    const changed = `${label} ${turn}`;
    const painted = page.evaluate(
      (text) =>
        new Promise<number>((resolve) => {
          const look = () => {
            if (!document.body.textContent?.includes(text)) requestAnimationFrame(look);
            else requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
          };
          look();
        }),
      changed,
    );
    const writtenAt = now();
    writeFileSync(join(tree, path), source.replace(label, changed));
    times.push((await painted) - writtenAt);
  }
  if (!(await page.evaluate(() => 'notLoadedAgain' in globalThis))) {
    throw new Error('The page was reloaded instead of a hot update.');
  }
  return times;
}

/** The times from a change of a file in core until the restarted laboratory has answered the open page. */
async function restartTimes(page: Page, tree: string): Promise<number[]> {
  const path = join(tree, CORE_FILE);
  const source = readFileSync(path, 'utf8');
  const times: number[] = [];
  for (let turn = 1; turn <= TURNS; turn++) {
    const answered = page
      .waitForEvent('websocket', (socket) => socket.url().endsWith('/laboratory'))
      .then((socket) => socket.waitForEvent('framereceived'))
      .then(now);
    const writtenAt = now();
    writeFileSync(path, `${source}\n// Change ${turn}.\n`);
    times.push((await answered) - writtenAt);
    // Waits, because editors do not save during a restart.
    await page.waitForTimeout(1_000);
  }
  return times;
}

function report(what: string, times: number[], barMs: number): boolean {
  const worst = Math.max(...times);
  const ok = worst < barMs;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  console.log(
    `${ok ? 'ok    ' : 'MISSED'} ${what.padEnd(62)} ${seconds(median(times))}, slowest of ${TURNS} ${seconds(worst)}; limit ${seconds(barMs)}`,
  );
  return ok;
}

const tree = mkdtempSync(join(tmpdir(), 'neural-ser-dev-'));
try {
  copyTree(tree);
  const startedAt = Date.now();
  const program = spawn(
    process.execPath,
    ['scripts/dev/dev.ts', '--data', join(tree, 'laboratory'), '--port', '0'],
    {
      cwd: tree,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    const address = await new Promise<string>((resolve, reject) => {
      createInterface(program.stdout).on('line', (line) => {
        const [link] = /http:\S+\?token=\S+/.exec(line) ?? [];
        if (link !== undefined) resolve(link);
      });
      program.once('exit', (code) => reject(new Error(`The development server ended with code ${code}.`)));
    });
    await using browser = await launchBrowser();
    const page = await browser.newPage();
    await page.goto(address);
    // The first page loads data from the laboratory, so its buttons show that all parts work.
    await page.locator('main').getByRole('button').first().waitFor();
    console.log(
      `First page after ${((Date.now() - startedAt) / 1000).toFixed(1)} s, packages bundled. Load of the machine: ${loadavg()[0].toFixed(1)}`,
    );
    const good = [
      report('from a changed label to its paint', await labelTimes(page, tree), LABEL_BAR_MS),
      report(
        'from a changed core file to the restarted laboratory’s answer',
        await restartTimes(page, tree),
        RESTART_BAR_MS,
      ),
    ];
    process.exitCode = good.every((one) => one) ? 0 : 1;
  } finally {
    if (program.exitCode === null) {
      program.kill('SIGTERM');
      await once(program, 'exit');
    }
  }
} finally {
  rmSync(tree, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
