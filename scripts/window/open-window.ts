import { type Browser, chromium, type Page } from '@playwright/test';
import { startServer } from '../../src/server/start-server.ts';
import type { LaboratoryPort } from '../../src/shared/contract.ts';
import { browserSwitches } from '../../tests/e2e/doors/opened-door.ts';
import { findBrowser } from '../find-browser.mjs';

export interface OpenedWindow extends AsyncDisposable {
  page: Page;
  browser: Browser;
}

export interface WindowWishes {
  /** A WAV file that plays into the microphone. */
  microphone?: string | null;
  size?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
  deviceScaleFactor?: number;
}

const pageFolder = new URL('../../out/renderer/', import.meta.url).pathname;

/** A browser as the tests use it. */
export async function launchBrowser(microphone: string | null = null): Promise<Browser> {
  const { path, reason } = findBrowser();
  if (path === null) throw new Error(`This needs a browser: ${reason}. Set NEURAL_SER_BROWSER to one.`);
  return chromium.launch({ executablePath: path, args: browserSwitches(microphone) });
}

/** Serves a laboratory from this process, and opens the built page on it. */
export async function openWindow(
  laboratory: LaboratoryPort,
  wishes: WindowWishes = {},
): Promise<OpenedWindow> {
  const { microphone = null, size = { width: 1440, height: 900 }, colorScheme, deviceScaleFactor } = wishes;
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

/** Goes to one of the page's addresses, such as `/runs`. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, path);
}
