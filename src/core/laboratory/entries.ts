import { extname } from 'node:path';
import type { Entries } from './services.ts';

/**
 * The scripts of other processes and threads, for a door whose script is at the URL `script`: `src/DOOR/NAME.ts`, or
 * `DOOR/NAME.js` in a package, which has the same folders.
 */
export function workerEntries(script: string): Entries {
  const worker = (name: string) => new URL(`../workers/${name}${extname(script)}`, script);
  return {
    jobs: worker('job-process'),
    features: worker('feature-process'),
    probe: worker('runtime-probe'),
    reader: worker('reader-process'),
    sounds: worker('sound-process'),
  };
}
