import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Functions that open a file for reading, and wait for the other end of a named pipe. */
const OPENS = /\b(?:open|openSync|readFile|readFileSync|createReadStream|copyFile|copyFileSync|cp|cpSync)\b/;
/** Files that open only what the program wrote or ships, or what the system provides. */
const OWN_FILES = [
  'src/core/archives/write-run-archive.ts',
  'src/core/audio/fft.ts',
  'src/core/database/open-database.ts',
  'src/core/engines/tensorflow/native/gpu.ts',
  'src/core/engines/webgpu/remembered-measurements.ts',
  'src/core/features/cache/feature-cache.ts',
  'src/core/features/cache/feature-rows.ts',
  'src/core/features/encoder/encoder-files.ts',
  'src/core/features/encoder/try-encoder.ts',
  'src/core/features/npy.ts',
  'src/core/laboratory/runs/archived-differences.ts',
  'src/core/laboratory/runs/export-run.ts',
  'src/core/laboratory/runs/kept-runs.ts',
  'src/core/runtime/downloads/download.ts',
  'src/core/runtime/encoders/installed-encoders.ts',
  'src/core/runtime/tensorflow/build-addon.ts',
  'src/core/runtime/tensorflow/failed-install.ts',
  'src/core/runtime/tensorflow/install-lock.ts',
  'src/core/system/open-regular-file.ts',
  'src/core/system/process-owner.ts',
  'src/core/system/sync-folder.ts',
  'src/core/system/write-whole-file.ts',
  'src/main/page-files.ts',
  'src/main/updates.ts',
  'src/main/window-position.ts',
  'src/server/page-files.ts',
];

it('opens files of users only in core/system/open-regular-file.ts', () => {
  const opening = globSync('src/**/*.ts', { cwd: root }).filter((path) => {
    const text = readFileSync(`${root}${path}`, 'utf8');
    const imports = text.matchAll(/import \{([^}]*)\} from 'node:fs(?:\/promises)?'/g);
    return [...imports].some(([, names]) => OPENS.test(names));
  });
  expect(opening.map((path) => path.replaceAll('\\', '/')).sort()).toEqual(OWN_FILES);
});
