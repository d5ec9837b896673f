import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const source = fileURLToPath(new URL('../src/', import.meta.url));

/**
 * Builds the main process again when the laboratory's code changes, so that `npm run dev:window` restarts Electron and with
 * it the laboratory. The laboratory's process runs the sources, so it is not part of this build.
 */
export function restartWithLaboratory(): Plugin {
  return {
    name: 'restart-with-laboratory',
    buildStart() {
      if (!this.meta.watchMode) return;
      for (const folder of ['core', 'workers', 'shared', 'main']) {
        for (const name of readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' })) {
          if (name.endsWith('.ts')) this.addWatchFile(join(source, folder, name));
        }
      }
    },
  };
}
