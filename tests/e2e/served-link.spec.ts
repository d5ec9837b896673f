/** The link that lets one browser in, once; and what a tab shows when the laboratory behind it is gone, or another. */
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { findBrowser } from '../../scripts/find-browser.mjs';
import { test as base, expect } from './door.ts';
import { browserSwitches } from './doors/opened-door.ts';
import { type Program, startProgram, waitFor } from './doors/program.ts';
import { REPOSITORY } from './doors/repository.ts';

interface Server {
  program: Program;
  /** The newest link that it printed, once there are so many. */
  link(count: number): Promise<string>;
}

const test = base.extend<{ serve(port?: string): Server; newBrowser(): Promise<BrowserContext> }>({
  serve: async ({ dataFolder, environment }, use) => {
    const started: Program[] = [];
    await use((port = '0') => {
      const program = startProgram(
        process.execPath,
        ['src/cli/main.ts', 'serve', '--data', dataFolder, '--json', '--port', port],
        { cwd: REPOSITORY, env: { ...process.env, ...environment } },
      );
      started.push(program);
      const link = (count: number) =>
        waitFor(program, `${count} links`, () => {
          const line = program.lines[count - 1];
          return line === undefined ? null : (JSON.parse(line) as { address: string }).address;
        });
      return { program, link };
    });
    for (const program of started) await program.end();
  },
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads the parameters' names.
  newBrowser: async ({}, use, info) => {
    const { path, reason } = findBrowser();
    info.skip(path === null, `${reason}`);
    const browser = await chromium.launch({ executablePath: path!, args: browserSwitches(null) });
    await use(() => browser.newContext());
    await browser.close();
  },
});

const corpora = (page: Page) => page.getByRole('heading', { name: 'Corpora', level: 1 });
const notice = (page: Page) => page.getByRole('heading', { name: 'This page needs its link' });
const connection = (page: Page) => page.getByRole('main').getByRole('status');

test('a link lets one browser in, once; another is told where the next one is', async ({
  serve,
  newBrowser,
}) => {
  const server = serve();
  const first = await server.link(1);
  const mine = await newBrowser();
  const page = await mine.newPage();
  await page.goto(first);
  await expect(corpora(page)).toBeVisible();
  // The token is out of sight.
  expect(new URL(page.url()).search).toBe('');
  // The same browser may follow it again.
  const again = await mine.newPage();
  await again.goto(first);
  await expect(corpora(again)).toBeVisible();

  const other = await (await newBrowser()).newPage();
  await other.goto(first);
  await expect(notice(other)).toBeVisible();
  await expect(other.getByText('prints a link in the terminal')).toContainText('Open the newest one.');
  await other.goto(await server.link(2));
  await expect(corpora(other)).toBeVisible();

  // Who deletes cookies is outside again.
  await mine.clearCookies();
  await page.reload();
  await expect(notice(page)).toBeVisible();
  await page.goto(await server.link(3));
  await expect(corpora(page)).toBeVisible();
});

test('a tab says that the laboratory was closed, what to do when it is back, and goes on by itself', async ({
  serve,
  newBrowser,
}) => {
  const server = serve();
  const link = await server.link(1);
  const browser = await newBrowser();
  const page = await browser.newPage();
  await page.goto(link);
  await expect(corpora(page)).toBeVisible();
  await server.program.end();
  await expect(connection(page)).toContainText('The laboratory was closed.');
  await expect(connection(page)).toContainText('Start the laboratory again, and open the address');

  // A page that was not shown yet does not come, which is no defect.
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('alert')).toContainText('The laboratory did not give this page.');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('alert')).toContainText('The laboratory did not give this page.');

  const next = serve(new URL(link).port);
  const newLink = await next.link(1);
  await expect(connection(page)).toContainText('does not know this page any more', { timeout: 30_000 });
  await expect(connection(page)).toContainText('Open the newest address');
  const other = await browser.newPage();
  await other.goto(newLink);
  await expect(corpora(other)).toBeVisible();
  await expect(connection(page)).toBeHidden({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
});

test('a tab whose laboratory was killed says that it does not answer', async ({ serve, newBrowser }) => {
  const server = serve();
  const page = await (await newBrowser()).newPage();
  await page.goto(await server.link(1));
  await expect(corpora(page)).toBeVisible();
  server.program.child.kill('SIGKILL');
  await expect(connection(page)).toContainText('The laboratory does not answer; trying again');
  await expect(connection(page)).toContainText('start it again and open the address');
});
