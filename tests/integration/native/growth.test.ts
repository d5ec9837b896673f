import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { nativeRuntime, whyNoNative } from '../../native-runtime.ts';

/** Of resident memory, over nine hundred steps. */
const GREATEST_GROWTH_BYTES = 20e6;

const script = fileURLToPath(new URL('../../../scripts/bench-growth.ts', import.meta.url));
const title = nativeRuntime ? '' : ` (skipped: ${whyNoNative})`;

// In a process of its own: a test runner's memory goes up and down for reasons of its own.
it.runIf(nativeRuntime)(`a thousand steps of compact leave nothing behind${title}`, () => {
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
  expect(peakGrowthBytes).toBeLessThan(GREATEST_GROWTH_BYTES);
  expect(grown.residentBytes).toBeLessThan(GREATEST_GROWTH_BYTES);
});
