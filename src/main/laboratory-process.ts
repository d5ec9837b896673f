/**
 * Entry point of the laboratory's process, a child of Electron's main process that plain Node runs. In the main process,
 * scanning, hashing, leakage checks and SQLite would delay the window's input (docs/decisions/0014-laboratory-process.md).
 */

import { workerEntries } from '#core/laboratory/entries.ts';
import { openLaboratory } from '#core/laboratory/index.ts';
import { adapterOption, nativeOptions } from '#core/laboratory/runtime/native-options.ts';
import type { ToLaboratory } from './laboratory-messages.ts';
import { serveLaboratory } from './serve-laboratory.ts';

const [, , folder] = process.argv;
const send = process.send?.bind(process);

if (send && folder !== undefined) {
  const serving = serveLaboratory(
    {
      post: (message) => {
        // Without the main process nobody reads the message.
        if (process.connected) send(message, () => undefined);
      },
      onMessage: (listener) => process.on('message', (message) => listener(message as ToLaboratory)),
    },
    () =>
      openLaboratory({
        folder,
        entries: workerEntries(import.meta.url),
        native: nativeOptions(undefined, import.meta.url),
        adapter: adapterOption(undefined),
      }),
    (code) => process.exit(code),
    (error) => process.stderr.write(`${error instanceof Error ? error.stack : error}\n`),
  );
  // The pipe may be closed, because the main process was killed.
  process.stderr.on('error', () => undefined);
  // A terminal sends Ctrl-C to all its processes. The main process decides what this process does.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.on('SIGTERM', () => serving.close(true));
  // The main process has ended, perhaps by a crash: save the state and end too.
  process.on('disconnect', () => serving.close(true));
} else {
  process.stderr.write('Only the window can start the laboratory process.\n');
  process.exitCode = 64;
}
