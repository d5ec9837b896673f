import { type Browser, chromium, type Page } from '@playwright/test';
import { startServer } from '#server/start-server.ts';
import type { LaboratoryPort } from '#shared/contract.ts';
import { findBrowser } from '../../setup/find-browser.mjs';
import { browserSwitches } from '../../tests/e2e/doors/opened-door.ts';

export interface OpenedWindow extends AsyncDisposable {
  page: Page;
  browser: Browser;
}

export interface WindowOptions {
  /** A WAV file that is played as the microphone. */
  microphone?: string | null;
  size?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
  deviceScaleFactor?: number;
}

const pageFolder = new URL('../../out/renderer/', import.meta.url).pathname;

/** The browser of the tests. */
export async function launchBrowser(microphone: string | null = null): Promise<Browser> {
  const { path, reason } = findBrowser();
  if (path === null)
    throw new Error(`A browser is needed: ${reason}. Set NEURAL_SER_BROWSER to the path of a browser.`);
  return chromium.launch({ executablePath: path, args: browserSwitches(microphone) });
}

/** Serves a laboratory from this process, and opens its built page. */
export async function openWindow(
  laboratory: LaboratoryPort,
  options: WindowOptions = {},
): Promise<OpenedWindow> {
  const { microphone = null, size = { width: 1440, height: 900 }, colorScheme, deviceScaleFactor } = options;
  const server = await startServer({ laboratory, pageFolder, port: 0 });
  const browser = await launchBrowser(microphone);
  const context = await browser.newContext({
    viewport: size,
    colorScheme,
    deviceScaleFactor,
    permissions: ['microphone'],
  });
  const page = await context.newPage();
  await page.goto(server.link);
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  return {
    page,
    browser,
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Goes to an address of the page, such as `/runs`. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, path);
}
