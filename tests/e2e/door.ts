/**
 * The base of every end-to-end spec: `test` opens a separate laboratory behind the door of the Playwright project.
 *
 *     import { expect, test } from './door.ts';
 *     test('…', async ({ door }) => { await door.page.getByRole('button', { name: 'Train' }).click(); });
 *
 * Options are set with `test.use({ microphone: 'clip.wav', size: …, colorScheme: 'dark' })`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { findBrowser, findHeadlessBrowser } from '../../setup/find-browser.mjs';
import { openElectron } from './doors/electron.ts';
import { openElectronStandIn } from './doors/electron-stand-in.ts';
import type { DoorKind, OpenedDoor, OpeningOptions } from './doors/opened-door.ts';
import { electronRuntime, STAND_IN } from './doors/runtimes.ts';
import { openServed } from './doors/served.ts';
import { createSharedBrowser, type SharedBrowser } from './doors/shared-browser.ts';

export type { OpenedDoor } from './doors/opened-door.ts';
export { expect };

export interface DoorOptions {
  doorKind: DoorKind;
  /** A WAV file that plays into the microphone. */
  microphone: string | null;
  /** A browser that can show windows, which can ask for permissions. Always with `microphone`. */
  wholeBrowser: boolean;
  size: { width: number; height: number };
  /** Page errors that this test provokes and accepts. */
  tolerated: RegExp | null;
  /** Environment of the laboratory's processes. Without native TensorFlow by default, because test networks are small. */
  environment: Record<string, string>;
}

interface DoorFixtures extends DoorOptions {
  /** The laboratory's folder, which does not exist yet; removed after the test. */
  dataFolder: string;
  /** Opens the laboratory, with files if there is a window; also used to open it again after its end. */
  openDoor: (files?: readonly string[]) => Promise<OpenedDoor>;
  /** The opened laboratory. */
  door: OpenedDoor;
}

export const test = base.extend<DoorFixtures, { sharedBrowser: SharedBrowser }>({
  sharedBrowser: [
    // biome-ignore lint/correctness/noEmptyPattern: the runner reads the parameters' names.
    async ({}, use) => {
      const shared = createSharedBrowser();
      await use(shared);
      await shared.close();
    },
    { scope: 'worker' },
  ],

  doorKind: ['served', { option: true }],
  microphone: [null, { option: true }],
  wholeBrowser: [false, { option: true }],
  size: [{ width: 1280, height: 800 }, { option: true }],
  tolerated: [null, { option: true }],
  environment: [{ NEURAL_SER_TENSORFLOW: 'off' }, { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: the runner reads the parameters' names.
  dataFolder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'neural-ser-e2e-'));
    await use(join(folder, 'laboratory'));
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  },

  openDoor: async (
    { doorKind, microphone, wholeBrowser, size, tolerated, environment, dataFolder, sharedBrowser },
    use,
    info,
  ) => {
    const { path: whole, reason } = findBrowser();
    info.skip(whole === null, `${reason}`);
    const needsWhole = wholeBrowser || microphone !== null || doorKind === 'electron';
    const browser = needsWhole ? whole : (findHeadlessBrowser() ?? whole);
    const open = opener(doorKind, sharedBrowser);
    info.skip(open === null, 'neither Electron nor a stand-in is available');
    const opened: OpenedDoor[] = [];
    const pageErrors: string[] = [];
    await use(async (files = []) => {
      // The user's installation of native TensorFlow must not affect a test.
      const own = { NEURAL_SER_NATIVE: join(dataFolder, '..', 'native'), ...environment };
      const options = {
        dataFolder,
        browser: browser!,
        microphone,
        size,
        colorScheme: 'light' as const,
        environment: own,
        files,
      };
      const door = await open!(options);
      opened.push(door);
      info.annotations.push({ type: 'door', description: door.runtime });
      door.page.on('pageerror', (error) => pageErrors.push(String(error.stack ?? error)));
      door.page.on('console', (message) => {
        if (/Content Security Policy/.test(message.text())) pageErrors.push(message.text());
      });
      return door;
    });
    for (const door of opened) {
      await door.end();
      if (info.status !== info.expectedStatus) {
        await info.attach('stderr', { body: door.said(), contentType: 'text/plain' });
      }
    }
    const unexpected = pageErrors.filter((pageError) => !tolerated?.test(pageError));
    expect(unexpected, 'uncaught errors of the page').toEqual([]);
  },

  door: async ({ openDoor }, use) => use(await openDoor()),
});

function opener(
  kind: DoorKind,
  shared: SharedBrowser,
): ((options: OpeningOptions) => Promise<OpenedDoor>) | null {
  if (kind === 'served') return (options) => openServed(options, shared);
  const runtime = electronRuntime();
  if (runtime !== null) return (options) => openElectron(runtime, options);
  const standIn = STAND_IN;
  return standIn === null ? null : (options) => openElectronStandIn(standIn, options);
}
