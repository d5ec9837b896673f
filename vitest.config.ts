import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * Parts of `tests/unit` whose files share the modules of a process, which are then loaded once for all of them: half of the time of
 * small files. A test there must leave the modules as they were. A file that replaces modules keeps a process of its own.
 */
const TOGETHER = [
  'archives',
  'audio',
  'bench',
  'cli',
  'cluster',
  'comparisons',
  'corpora',
  'database',
  'features',
  'fingerprints',
  'jobs',
  'laboratory',
  'main',
  'metrics',
  'model-export',
  'models',
  'own-corpora',
  'reader',
  'recognition',
  'recordings',
  'renderer',
  'reports',
  'repository',
  'runtime',
  'scripts',
  'server',
  'setup',
  'shared',
  'simd',
  'splits',
  'statistics',
  'system',
  'tensorboard',
  'training',
  'workers',
].map((part) => `tests/unit/${part}/**/*.test.ts`);
const REPLACES_MODULES = globSync(TOGETHER, { cwd: import.meta.dirname }).filter((path) =>
  /\bvi\.(mock|doMock|resetModules)\(/.test(readFileSync(join(import.meta.dirname, path), 'utf8')),
);

export default defineConfig({
  test: {
    pool: 'forks',
    // By default one core stays free, which is half of a computer with two.
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    setupFiles: ['tests/after-each-file.ts'],
    projects: [
      {
        extends: true,
        test: { name: 'apart', include: ['tests/**/*.test.ts'], exclude: TOGETHER },
      },
      {
        extends: true,
        test: { name: 'replacing', include: REPLACES_MODULES },
      },
      {
        extends: true,
        test: { name: 'together', include: TOGETHER, exclude: REPLACES_MODULES, isolate: false },
      },
    ],
  },
});
