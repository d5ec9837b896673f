import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import type { DoorOptions } from './tests/e2e/door.ts';

/** The same specs through both doors. `tests/e2e/door.ts` opens them, each with a browser and a folder of its own. */
export default defineConfig<DoorOptions>({
  testDir: 'tests/e2e',
  // Specs named after a door are that door's alone.
  testMatch: '**/*.spec.ts',
  globalSetup: './tests/e2e/build-once.ts',
  outputDir: join(tmpdir(), `neural-ser-playwright-${process.pid}`),
  preserveOutput: 'failures-only',
  // Each test has a laboratory that computes: two at once would only wait for each other.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: 'list',
  projects: [
    { name: 'served', use: { doorKind: 'served' }, testIgnore: '**/electron-*.spec.ts' },
    { name: 'electron', use: { doorKind: 'electron' }, testIgnore: '**/served-*.spec.ts' },
  ],
});
