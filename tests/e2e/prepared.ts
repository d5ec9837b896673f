/**
 * `test` as in `door.ts`, with a used laboratory: sample voices, a finished run, a run of two folds, and a stopped run. It
 * is made once per worker and copied for each test.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base } from './door.ts';

export { expect } from './door.ts';

export interface PreparedLaboratory {
  laboratory: string;
  /** The folder of its sample voices: 105 clips of five speakers. */
  voices: string;
  /** The ids of its runs. */
  runs: { finished: string; folds: string; stopped: string };
}

const script = fileURLToPath(new URL('prepare-laboratory.ts', import.meta.url));

export const test = base.extend<object, { prepared: PreparedLaboratory }>({
  prepared: [
    // biome-ignore lint/correctness/noEmptyPattern: the runner reads the parameters' names.
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'neural-ser-prepared-'));
      try {
        const runs = JSON.parse(execFileSync(process.execPath, [script, folder], { encoding: 'utf8' }));
        await use({ laboratory: join(folder, 'laboratory'), voices: join(folder, 'voices'), runs });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  dataFolder: async ({ dataFolder, prepared }, use) => {
    cpSync(prepared.laboratory, dataFolder, { recursive: true });
    await use(dataFolder);
  },
});
