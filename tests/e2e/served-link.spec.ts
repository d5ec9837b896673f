/**
 * The link that admits one browser once, what the cookie alone is good for, and what a tab shows when its laboratory is
 * closed or replaced.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { WebSocket } from 'ws';
import { PAGE_KEY_ITEM, PAGE_PROTOCOL, pageProtocols } from '#shared/page-key.ts';
import { findBrowser } from '../../setup/find-browser.mjs';
import { COMMAND_LINE } from '../program-scripts.ts';
import { test as base, expect } from './door.ts';
import { browserSwitches } from './doors/opened-door.ts';
import { type Program, startProgram, waitFor } from './doors/program.ts';
import { BUILT_PAGE, REPOSITORY } from './doors/repository.ts';

interface Server {
  program: Program;
  /** Waits until this number of links was printed; returns the newest one. */
  link(count: number): Promise<string>;
}

const test = base.extend<{ serve(port?: string): Server; newBrowser(): Promise<BrowserContext> }>({
  serve: async ({ dataFolder, environment }, use) => {
    const started: Program[] = [];
    await use((port = '0') => {
      const program = startProgram(
        process.execPath,
        [COMMAND_LINE, 'serve', '--data', dataFolder, '--json', '--port', port],
        { cwd: REPOSITORY, env: { ...process.env, NEURAL_SER_PAGE: BUILT_PAGE, ...environment } },
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
/** Shown after the laboratory has answered that its library is empty. */
const answered = (page: Page) => page.getByRole('button', { name: 'Make sample voices' });
const keyOf = (page: Page) => page.evaluate((item) => localStorage.getItem(item), PAGE_KEY_ITEM);
const connection = (page: Page) => page.getByRole('main').getByRole('status');

test('a link admits one browser once; another browser sees where to find a new link', async ({
  serve,
  newBrowser,
}) => {
  const server = serve();
  const first = await server.link(1);
  const mine = await newBrowser();
  const page = await mine.newPage();
  await page.goto(first);
  await expect(corpora(page)).toBeVisible();
  // The token is removed from the address, and the key is not in it.
  expect(new URL(page.url()).search).toBe('');
  expect(page.url()).not.toContain((await keyOf(page)) ?? 'no key');
  // The same browser can use the link again.
  const again = await mine.newPage();
  await again.goto(first);
  await expect(corpora(again)).toBeVisible();

  const other = await (await newBrowser()).newPage();
  await other.goto(first);
  await expect(notice(other)).toBeVisible();
  await expect(other.getByText('prints a link in the terminal')).toContainText('Open the newest link.');
  await other.goto(await server.link(2));
  await expect(corpora(other)).toBeVisible();

  // Without cookies the browser needs a new link.
  await mine.clearCookies();
  await page.reload();
  await expect(notice(page)).toBeVisible();
  await page.goto(await server.link(3));
  await expect(corpora(page)).toBeVisible();
});

test('a page works after it was loaded again, and in a second tab without the link', async ({
  serve,
  newBrowser,
}) => {
  const server = serve();
  const link = await server.link(1);
  const browser = await newBrowser();
  const page = await browser.newPage();
  await page.goto(link);
  await expect(answered(page)).toBeVisible();
  await page.reload();
  await expect(answered(page)).toBeVisible();
  const tab = await browser.newPage();
  await tab.goto(new URL('/', link).href);
  await expect(answered(tab)).toBeVisible();
  for (const each of [page, tab]) await expect(connection(each)).toBeHidden();
});

test('a page without its key says what to do, and connects when a link is opened in another tab', async ({
  serve,
  newBrowser,
}) => {
  const server = serve();
  const browser = await newBrowser();
  const page = await browser.newPage();
  await page.goto(await server.link(1));
  await expect(answered(page)).toBeVisible();
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  // The cookie still admits to the page itself.
  await expect(corpora(page)).toBeVisible();
  await expect(connection(page)).toContainText('Session expired.', { timeout: 30_000 });
  await expect(connection(page)).toContainText('Open the newest link from the terminal');
  await expect(answered(page)).toBeHidden();

  const other = await browser.newPage();
  await other.goto(await server.link(2));
  await expect(answered(other)).toBeVisible();
  await expect(answered(page)).toBeVisible();
  await expect(connection(page)).toBeHidden();
});

test('another local server gets the cookie of the page, and cannot use the laboratory with it', async ({
  serve,
  newBrowser,
}) => {
  const server = serve();
  const link = new URL(await server.link(1));
  const browser = await newBrowser();
  const page = await browser.newPage();
  await page.goto(link.href);
  await expect(answered(page)).toBeVisible();

  let stolen = '';
  const thief = createServer(({ headers }, response) => {
    stolen = headers.cookie ?? stolen;
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<title>another server</title>');
  }).listen(0, '127.0.0.1');
  await once(thief, 'listening');
  const tab = await browser.newPage();
  await tab.goto(`http://127.0.0.1:${(thief.address() as AddressInfo).port}/`);
  expect(stolen).toContain(`neural-ser-${link.port}=`);
  expect(await keyOf(tab)).toBeNull();

  // From outside of the browser, with a forged origin.
  const forged = { headers: { cookie: stolen, origin: link.origin } };
  const socket = new WebSocket(`ws://${link.host}/laboratory`, pageProtocols(null), forged);
  const [error] = await once(socket, 'error').catch((error: unknown) => [error]);
  expect(String(error)).toContain('403');
  // From its page, with the browser's cookie.
  const opened = await tab.evaluate(
    ([address, protocol]) =>
      new Promise<boolean>((resolve) => {
        const socket = new WebSocket(address, protocol);
        socket.onopen = () => resolve(true);
        socket.onerror = () => resolve(false);
      }),
    [`ws://${link.host}/laboratory`, PAGE_PROTOCOL] as const,
  );
  expect(opened).toBe(false);
  await expect(connection(page)).toBeHidden();
  thief.closeAllConnections();
  thief.close();
});

test('a tab reports that the laboratory was closed, and reconnects after the new link was opened', async ({
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
  await expect(connection(page)).toContainText('Start the laboratory again and open the new link');

  // A page that is not loaded yet cannot be shown, which is not a program error.
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('alert')).toContainText('The page could not be loaded from the laboratory.');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('alert')).toContainText('The page could not be loaded from the laboratory.');

  const next = serve(new URL(link).port);
  const newLink = await next.link(1);
  await expect(connection(page)).toContainText('Session expired.', { timeout: 30_000 });
  await expect(connection(page)).toContainText('Open the newest link');
  const other = await browser.newPage();
  await other.goto(newLink);
  await expect(corpora(other)).toBeVisible();
  await expect(connection(page)).toBeHidden({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
});

test('a tab reports that its killed laboratory does not answer', async ({ serve, newBrowser }) => {
  const server = serve();
  const page = await (await newBrowser()).newPage();
  await page.goto(await server.link(1));
  await expect(corpora(page)).toBeVisible();
  server.program.child.kill('SIGKILL');
  await expect(connection(page)).toContainText('The laboratory does not answer. Trying again');
  await expect(connection(page)).toContainText('start it again and open the new link');
});
