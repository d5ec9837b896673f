/** Entry point of the compute process: training, prediction and recognition, away from every window. */
import { ENGINE_CANDIDATES } from '../core/engines/choose-engine.ts';
import { openComputePort } from './compute-port.ts';
import { JOB_HANDLERS } from './job-handlers.ts';
import { serveCompute } from './serve-compute.ts';

const port = openComputePort();
if (port) {
  // A terminal sends Ctrl-C, and its own end, to every process in it. What becomes of a training is the laboratory's
  // to say: it asks for a stop, which leaves a checkpoint, and its end is this process's.
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);
  const served = serveCompute(port, {
    handlers: JOB_HANDLERS,
    candidates: ENGINE_CANDIDATES,
    exit: (code) => process.exit(code),
  });
  // A system that shuts down sends this to every process at once, or somebody to this one alone.
  process.on('SIGTERM', () => void served.shutdown());
} else {
  process.stderr.write('The compute process is started by the laboratory, not by hand.\n');
  process.exitCode = 64;
}
