import { describe, expect, it } from 'vitest';
import { installRuntime } from '../../../src/core/engines/tensorflow/runtime/install-runtime.ts';
import { tryRuntime } from '../../../src/core/engines/tensorflow/runtime/try-runtime.ts';
import { nativeRuntime } from '../../native-runtime.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const probe = new URL('../../../src/compute/runtime-probe.ts', import.meta.url);
/** A folder with the `tensorflow-cpu` wheel; without it nothing is fetched for a test. */
const wheels = process.env.NEURAL_SER_WHEELS;
if (!wheels)
  process.stderr.write('Skipped: installing the real wheel (NEURAL_SER_WHEELS names no folder of it).\n');

describe('the native runtime', () => {
  it.runIf(nativeRuntime)('that is installed computes rightly in a process of its own', async () => {
    const found = await tryRuntime({ runtime: nativeRuntime!, entry: probe, device: 'cpu' });
    expect(found).toEqual({ tensorflow: '2.21.0', gpu: false });
  });

  it.runIf(wheels)('is installed from the real wheel with the real compiler', async () => {
    const folder = temporaryFolder();
    const runtime = await installRuntime({ folder, device: 'cpu', from: wheels, probe });
    expect(runtime.bytes).toBeGreaterThan(100e6);
    const found = await tryRuntime({ runtime, entry: probe, device: 'cpu' });
    expect(found.tensorflow).toBe(runtime.tensorflow);
  });
});
