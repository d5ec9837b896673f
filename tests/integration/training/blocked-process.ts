/**
 * The real job process, but a training on the engine `webgpu` is blocked for good after its first checkpoint, as by a driver whose
 * call does not return, unless the test has written a file `no-block` beside the checkpoints.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ENGINE_CANDIDATES } from '#core/engines/choose-engine.ts';
import { openReader } from '#core/jobs/open-reader.ts';
import { JOB_HANDLERS } from '#workers/job-handlers.ts';
import { openJobPort } from '#workers/job-port.ts';
import { serveJobs } from '#workers/serve-jobs.ts';
import { ENTRIES } from '../../program-scripts.ts';

const port = openJobPort();
if (!port) throw new Error('This process was not started by a laboratory.');
serveJobs(port, {
  handlers: {
    ...JOB_HANDLERS,
    train: (job, context) =>
      JOB_HANDLERS.train(job, {
        ...context,
        emit: (event) => {
          context.emit(event);
          const marker = join(dirname(job.checkpointFolder), 'no-block');
          if (event.kind !== 'checkpoint' || existsSync(marker)) return;
          writeFileSync(marker, '');
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
        },
      }),
  },
  candidates: ENGINE_CANDIDATES,
  reader: openReader(ENTRIES.reader),
  exit: (code) => process.exit(code),
});
