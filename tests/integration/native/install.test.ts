import { describe, expect, it } from 'vitest';
import { installRuntime } from '#core/runtime/tensorflow/install-runtime.ts';
import { tryRuntime } from '#core/runtime/tensorflow/try-runtime.ts';
import { nativeRuntime } from '../../native-runtime.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const probe = new URL('../../../src/workers/runtime-probe.ts', import.meta.url);
/** A folder with the `tensorflow-cpu` wheel; the test itself downloads nothing. */
const wheels = process.env.NEURAL_SER_WHEELS;
if (!wheels)
  process.stderr.write(
    'Skipped: installing the real wheel (NEURAL_SER_WHEELS is not set to a folder with it).\n',
  );

describe('the native runtime', () => {
  it.runIf(nativeRuntime)('computes correctly in its own process', async () => {
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
