import { createReader, type Reader } from '#core/reader/reader.ts';
import { type ForkProcess, forkProcess, scrubbedEnvironment } from '#core/system/forked-process.ts';

/** A reader whose processes start like job processes. `entry`: `src/workers/reader-process.ts`, or its built file. */
export function openReader(entry: URL, spawn: ForkProcess = forkProcess): Reader {
  return createReader({ start: () => spawn(entry, scrubbedEnvironment(process.env)) });
}
