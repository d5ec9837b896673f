/**
 * The real job process, but a prediction waits after its engine is open until the test writes a file `go` beside the
 * weights. So an evaluation lasts as long as a test needs.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENGINE_CANDIDATES } from '#core/engines/choose-engine.ts';
import { openReader } from '#core/jobs/open-reader.ts';
import { throwIfCancelled } from '#shared/failure.ts';
import { JOB_HANDLERS } from '#workers/job-handlers.ts';
import { openJobPort } from '#workers/job-port.ts';
import { serveJobs } from '#workers/serve-jobs.ts';
import { ENTRIES } from '../program-scripts.ts';

const port = openJobPort();
if (!port) throw new Error('This process was not started by a laboratory.');
const served = serveJobs(port, {
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
  reader: openReader(ENTRIES.reader),
  exit: (code) => process.exit(code),
});
process.on('SIGTERM', () => void served.shutdown());
