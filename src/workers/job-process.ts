/** Entry point of the job process: training, prediction and recognition, outside of every window. */
import { extname } from 'node:path';
import { ENGINE_CANDIDATES } from '#core/engines/choose-engine.ts';
import { openReader } from '#core/jobs/open-reader.ts';
import { JOB_HANDLERS, networks } from './job-handlers.ts';
import { openJobPort } from './job-port.ts';
import { serveJobs } from './serve-jobs.ts';

const port = openJobPort();
if (port) {
  // A terminal sends Ctrl-C and its own end to all its processes. The laboratory decides what happens to a training: it
  // requests a stop, which writes a checkpoint. When the laboratory ends, this process ends too.
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);
  const served = serveJobs(port, {
    handlers: JOB_HANDLERS,
    candidates: ENGINE_CANDIDATES,
    // It is beside this file; in a build both have the same extension.
    reader: openReader(new URL(`reader-process${extname(import.meta.url)}`, import.meta.url)),
    interrupt: networks.interrupt,
    exit: (code) => process.exit(code),
  });
  // A system that shuts down sends SIGTERM to all processes; a user may send it to this one alone.
  process.on('SIGTERM', () => void served.shutdown());
} else {
  process.stderr.write('The laboratory starts the job process; do not start it by hand.\n');
  process.exitCode = 64;
}
