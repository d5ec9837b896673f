/**
 * A process that installs a toy: `node toy-install-process.ts FOLDER WHEELS LOG [hang]`. Each test of a new one is a
 * line in LOG.
 */
import { appendFileSync } from 'node:fs';
import { installRuntime } from '#core/runtime/tensorflow/install-runtime.ts';
import { LINUX, toyPrograms } from '../toy-programs.ts';

const [, , folder = '', from, log = '', hang] = process.argv;
await installRuntime({
  folder,
  from,
  device: 'cpu',
  allowUnknown: true,
  probe: new URL('file:///no-probe.ts'),
  machine: LINUX,
  run: toyPrograms,
  tryOut: async ({ runtime }) => {
    if (!runtime.folder.includes('staging-')) return { tensorflow: '2.21.0', gpu: false };
    appendFileSync(log, 'tried\n');
    await new Promise((resolve) => setTimeout(resolve, hang ? 3_600_000 : 300));
    return { tensorflow: '2.21.0', gpu: false };
  },
});
