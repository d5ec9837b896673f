import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { nativeRuntime, whyNoNative } from '../../native-runtime.ts';

/** Limit for resident memory over nine hundred steps. */
const MAX_GROWTH_BYTES = 20e6;

const script = fileURLToPath(new URL('../../../bench/growth.ts', import.meta.url));
const title = nativeRuntime ? '' : ` (skipped: ${whyNoNative})`;

// In its own process, because the memory of a test runner varies.
it.runIf(nativeRuntime)(`a thousand steps of compact do not leak memory${title}`, () => {
  const { stdout, stderr } = spawnSync(process.execPath, [script, '--batch', '4', '--json'], {
    encoding: 'utf8',
    env: { ...process.env, NEURAL_SER_TENSORFLOW: nativeRuntime!.folder },
  });
  const line = stdout.trim().split('\n').at(-1)!;
  expect(line, stderr).toMatch(/^\{/);
  const { engine, steps, grown, peakGrowthBytes } = JSON.parse(line);
  expect({ engine, steps }).toEqual({ engine: 'tensorflow', steps: 1000 });
  expect(grown).toMatchObject({ tensors: 0, sessions: 0, resources: 0 });
  expect(grown.openFiles ?? 0).toBe(0);
  expect(peakGrowthBytes).toBeLessThan(MAX_GROWTH_BYTES);
  expect(grown.residentBytes).toBeLessThan(MAX_GROWTH_BYTES);
});
