import { createReader, type Reader } from '#core/reader/reader.ts';
import { forkJobProcess, type SpawnJobProcess, scrubbedEnvironment } from './job-child.ts';

/** A reader whose processes start like job processes. `entry`: `src/workers/reader-process.ts`, or its built file. */
export function openReader(entry: URL, spawn: SpawnJobProcess = forkJobProcess): Reader {
  return createReader({ start: () => spawn(entry, scrubbedEnvironment(process.env)) });
}
