/**
 * Entry point of the laboratory's own process, a child of Electron's main process: scanning, hashing, auditing and
 * SQLite would hold up the window's input there (docs/decisions/0013-the-laboratory-has-a-process.md).
 */
import { nativeOptions } from '../core/laboratory/native-options.ts';
import { openLaboratory } from '../core/laboratory.ts';
import { forkCompute, type SpawnCompute } from '../core/training/compute-child.ts';
import type { ToLaboratory } from './laboratory-messages.ts';
import { serveLaboratory } from './serve-laboratory.ts';

const [, , folder] = process.argv;
const { parentPort } = process;

if (parentPort && folder !== undefined) {
  // What this process forks is Node: Electron's program would open another window otherwise.
  process.env.ELECTRON_RUN_AS_NODE = '1';
  const spawn: SpawnCompute = (entry, env) => forkCompute(entry, { ...env, ELECTRON_RUN_AS_NODE: '1' });
  const entry = (name: string) => new URL(`${name}.js`, import.meta.url);
  const serving = serveLaboratory(
    {
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data as ToLaboratory)),
    },
    () =>
      openLaboratory({
        folder,
        entries: {
          compute: entry('compute-process'),
          features: entry('feature-worker'),
          probe: entry('runtime-probe'),
        },
        spawn,
        native: nativeOptions(undefined),
      }),
    (code) => process.exit(code),
    (error) => process.stderr.write(`${error instanceof Error ? error.stack : error}\n`),
  );
  // A terminal sends Ctrl-C to every process in it: the main process is told too, and says what becomes of this one.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.on('SIGTERM', serving.close);
} else {
  process.stderr.write('The laboratory process is started by the window, not by hand.\n');
  process.exitCode = 64;
}
