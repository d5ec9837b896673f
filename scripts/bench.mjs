// All benchmarks, one after another: ratios taken in one run, for CONTRIBUTING.md's and the README's figures.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';

const node = await bootstrap();
for (const name of ['features', 'scan', 'wasm', 'networks']) {
  console.log(`\n── ${name}`);
  const result = spawnSync(node, [join(root, 'scripts', `bench-${name}.ts`)], {
    cwd: root,
    stdio: 'inherit',
  });
  if (result.status !== 0) process.exitCode = 1;
}
