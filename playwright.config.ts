import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import type { DoorOptions } from './tests/e2e/door.ts';
import { electronRuntime } from './tests/e2e/doors/runtimes.ts';

/**
 * Specs that use nothing of a door but its page. The stand-in for Electron shows the page in the same browser as the served
 * door, where they pass or fail alike, so they run there only once. In Electron itself they all run.
 */
const OF_THE_PAGE = [
  'accessibility',
  'archives',
  'changes',
  'compare',
  'compare-way',
  'corpora-list',
  'corrections',
  'encoders',
  'evaluations',
  'keyboard',
  'label-sets',
  'listening',
  'long-tables',
  'lost-runs',
  'opening',
  'own-corpus',
  'predict',
  'ready-made',
  'report',
  'runs',
  'settings',
  'sound-formats',
  'train',
  'whole-way',
  'wizard',
];
const repeated = electronRuntime() === null ? OF_THE_PAGE.map((name) => `**/${name}.spec.ts`) : [];

/** The same specs through both doors. `tests/e2e/door.ts` opens them, each with a browser and a folder of its own. */
export default defineConfig<DoorOptions>({
  testDir: 'tests/e2e',
  // Specs named after a door are that door's alone.
  testMatch: '**/*.spec.ts',
  globalSetup: './tests/e2e/build-once.ts',
  outputDir: join(tmpdir(), `neural-ser-playwright-${process.pid}`),
  preserveOutput: 'failures-only',
  // `npm test` has two. One is easier to watch.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: 'list',
  projects: [
    { name: 'served', use: { doorKind: 'served' }, testIgnore: '**/electron-*.spec.ts' },
    { name: 'electron', use: { doorKind: 'electron' }, testIgnore: ['**/served-*.spec.ts', ...repeated] },
  ],
});
