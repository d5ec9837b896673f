/**
 * Installs a toy from an index into FOLDER, whose disk seems to have room until it is written to, and tells how it
 * ended: `node full-disk-process.ts FOLDER INDEX`.
 */
import { readdirSync } from 'node:fs';
import { findRuntime } from '../../../src/core/engines/tensorflow/runtime/find-runtime.ts';
import { installRuntime } from '../../../src/core/engines/tensorflow/runtime/install-runtime.ts';
import { toFailure } from '../../../src/shared/failure.ts';
import { LINUX, toyPrograms } from '../../unit/engines/tensorflow/runtime/toy-programs.ts';

const [folder = '', index = ''] = process.argv.slice(2);
let failure: unknown = null;
try {
  await installRuntime({
    folder,
    index,
    device: 'cpu',
    probe: new URL('file:///no-probe.ts'),
    machine: LINUX,
    run: toyPrograms,
    tryOut: async () => ({ tensorflow: '2.21.0', gpu: false }),
    free: async () => 1e12,
  });
} catch (error) {
  failure = toFailure(error);
}
const { runtime, reason } = findRuntime({ folders: [folder], machine: LINUX });
process.stdout.write(JSON.stringify({ failure, runtime, reason, left: readdirSync(folder).sort() }));
