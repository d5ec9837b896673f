// All benchmarks, one after another: ratios taken in one run, for CONTRIBUTING.md's and the README's figures.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';

const node = await bootstrap({ native: true });
for (const name of ['features', 'scan', 'wasm', 'growth', 'networks']) {
  console.log(`\n── ${name}`);
  // What is said after `--` is for the networks: which, their batch sizes, how to share the machine.
  const line = name === 'networks' ? process.argv.slice(2) : [];
  const result = spawnSync(node, [join(root, 'scripts', `bench-${name}.ts`), ...line], {
    cwd: root,
    stdio: 'inherit',
  });
  if (result.status !== 0) process.exitCode = 1;
}
