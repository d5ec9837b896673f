import fs, { existsSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/**
 * The real feature worker on a day when reading kills: the thread ends at once on a path with `deadly` in it, and
 * the first time only on one with `startling` in it.
 */
const read = fs.readFileSync;
fs.readFileSync = ((...args: Parameters<typeof read>) => {
  const path = String(args[0]);
  if (path.includes('deadly')) process.exit(7);
  if (path.includes('startling') && !existsSync(`${path}.seen`)) {
    writeFileSync(`${path}.seen`, '');
    process.exit(8);
  }
  return read(...args);
}) as typeof read;
syncBuiltinESMExports();

await import('../../../src/compute/feature-worker.ts');
