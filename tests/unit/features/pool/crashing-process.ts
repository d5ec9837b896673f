import { existsSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/**
 * The real feature process in which opening a file crashes: always for a path that contains `crashing`, and only the
 * first time for one that contains `crash once`.
 */
const open = fs.open;
fs.open = ((...args: Parameters<typeof open>) => {
  const path = String(args[0]);
  if (path.includes('crashing')) process.exit(7);
  if (path.includes('crash once') && !existsSync(`${path}.seen`)) {
    writeFileSync(`${path}.seen`, '');
    process.exit(8);
  }
  return open(...args);
}) as typeof open;
syncBuiltinESMExports();

await import('#workers/feature-process.ts');
