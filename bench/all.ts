// Runs all benchmarks. The ratios for the tables of the README must be from one run.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

for (const name of ['features', 'scan', 'wasm', 'growth', 'webgpu', 'networks']) {
  console.log(`\n── ${name}`);
  // The arguments are for networks.ts.
  const options = name === 'networks' ? process.argv.slice(2) : [];
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...options], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
