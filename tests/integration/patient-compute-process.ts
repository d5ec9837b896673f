/**
 * The real compute process, but that a prediction, once its engine is open, waits until the test lets it go on: a file
 * `go` beside its weights. So an evaluation lasts as long as a test needs it to.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openComputePort } from '../../src/compute/compute-port.ts';
import { JOB_HANDLERS } from '../../src/compute/job-handlers.ts';
import { serveCompute } from '../../src/compute/serve-compute.ts';
import { ENGINE_CANDIDATES } from '../../src/core/engines/choose-engine.ts';
import { throwIfCancelled } from '../../src/shared/failure.ts';

const port = openComputePort();
if (!port) throw new Error('No laboratory started this.');
const served = serveCompute(port, {
  handlers: {
    ...JOB_HANDLERS,
    predict: async (job, context) => {
      await context.engine(job.engine);
      context.emit({ kind: 'progress', done: 0, total: 1 });
      while (!existsSync(join(dirname(job.weightsPaths[0]), 'go'))) {
        await sleep(10);
        throwIfCancelled(context.control.signal);
      }
      return JOB_HANDLERS.predict(job, context);
    },
  },
  candidates: ENGINE_CANDIDATES,
  exit: (code) => process.exit(code),
});
process.on('SIGTERM', () => void served.shutdown());
