/**
 * Installs a toy from an index into FOLDER, whose disk seems to have space until it is written to, and prints the
 * result: `node full-disk-process.ts FOLDER INDEX`.
 */
import { readdirSync } from 'node:fs';
import { findRuntime } from '#core/runtime/tensorflow/find-runtime.ts';
import { installRuntime } from '#core/runtime/tensorflow/install-runtime.ts';
import { toFailure } from '#shared/failure.ts';
import { LINUX, toyPrograms } from '../../unit/runtime/toy-programs.ts';

const [folder = '', index = ''] = process.argv.slice(2);
let failure: unknown = null;
try {
  await installRuntime({
    folder,
    index,
    device: 'cpu',
    allowUnknown: true,
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
