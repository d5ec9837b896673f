import { join } from 'node:path';
import type { RuntimeInstallation } from '#core/runtime/tensorflow/install-runtime.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import { TENSORFLOW_FILES, TENSORFLOW_WHEEL, writeWheel } from '../downloads/wheel-files.ts';
import { LINUX, toyPrograms } from '../toy-programs.ts';

/** A folder with a wheel of TensorFlow's name and a few bytes. */
export function toyWheels(): string {
  const folder = temporaryFolder();
  writeWheel(folder, TENSORFLOW_WHEEL, TENSORFLOW_FILES);
  return folder;
}

/** An installation in which only the wheel, the compiler and the test of the runtime are toys. */
export function toyInstallation(more: Partial<RuntimeInstallation> = {}): RuntimeInstallation {
  return {
    folder: join(temporaryFolder(), 'native'),
    device: 'cpu',
    probe: new URL('file:///no-probe.ts'),
    from: toyWheels(),
    // A toy has not the official checksum.
    allowUnknown: true,
    machine: LINUX,
    run: toyPrograms,
    tryOut: async () => ({ tensorflow: '2.21.0', gpu: false }),
    ...more,
  };
}
