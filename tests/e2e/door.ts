/**
 * What every end-to-end spec starts with: `test` opens a laboratory of its own behind the door that the project names.
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
import { findBrowser } from '../../scripts/find-browser.mjs';
import { openElectron } from './doors/electron.ts';
import { openElectronStandIn } from './doors/electron-stand-in.ts';
import type { DoorKind, OpenedDoor, OpeningOptions } from './doors/opened-door.ts';
import { electronRuntime, STAND_IN } from './doors/runtimes.ts';
import { openServed } from './doors/served.ts';

export type { OpenedDoor } from './doors/opened-door.ts';
export { expect };

export interface DoorOptions {
  doorKind: DoorKind;
  /** A WAV file that plays into the microphone. */
  microphone: string | null;
  size: { width: number; height: number };
  /** What the page may complain about in this test: refusals that it provokes. */
  tolerated: RegExp | null;
  /** For the laboratory's processes. No native TensorFlow by default: a test's networks are small. */
  environment: Record<string, string>;
}

interface DoorFixtures extends DoorOptions {
  /** The laboratory's folder, which does not exist yet; gone after the test. */
  dataFolder: string;
  /** Opens the laboratory, and again after its end: what a second start shows. */
  openDoor: () => Promise<OpenedDoor>;
  /** The laboratory, opened. */
  door: OpenedDoor;
}

export const test = base.extend<DoorFixtures>({
  doorKind: ['served', { option: true }],
  microphone: [null, { option: true }],
  size: [{ width: 1280, height: 800 }, { option: true }],
  tolerated: [null, { option: true }],
  environment: [{ NEURAL_SER_TENSORFLOW: 'off' }, { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: the runner reads the parameters' names.
  dataFolder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'neural-ser-e2e-'));
    await use(join(folder, 'laboratory'));
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  },

  openDoor: async ({ doorKind, microphone, size, tolerated, environment, dataFolder }, use, info) => {
    const { path: browser, reason } = findBrowser();
    info.skip(browser === null, `${reason}`);
    const open = opener(doorKind);
    info.skip(open === null, 'neither Electron nor a stand-in for it is here');
    const opened: OpenedDoor[] = [];
    const complaints: string[] = [];
    await use(async () => {
      // What this user has installed is none of a test's business.
      const own = { NEURAL_SER_NATIVE: join(dataFolder, '..', 'native'), ...environment };
      const options = {
        dataFolder,
        browser: browser!,
        microphone,
        size,
        colorScheme: 'light' as const,
        environment: own,
      };
      const door = await open!(options);
      opened.push(door);
      info.annotations.push({ type: 'door', description: door.runtime });
      door.page.on('pageerror', (error) => complaints.push(String(error.stack ?? error)));
      door.page.on('console', (message) => {
        if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
      });
      return door;
    });
    for (const door of opened) {
      await door.end();
      if (info.status !== info.expectedStatus) {
        await info.attach('stderr', { body: door.said(), contentType: 'text/plain' });
      }
    }
    const unexpected = complaints.filter((complaint) => !tolerated?.test(complaint));
    expect(unexpected, 'errors that the page did not catch').toEqual([]);
  },

  door: async ({ openDoor }, use) => use(await openDoor()),
});

function opener(kind: DoorKind): ((options: OpeningOptions) => Promise<OpenedDoor>) | null {
  if (kind === 'served') return openServed;
  const runtime = electronRuntime();
  if (runtime !== null) return (options) => openElectron(runtime, options);
  const standIn = STAND_IN;
  return standIn === null ? null : (options) => openElectronStandIn(standIn, options);
}
