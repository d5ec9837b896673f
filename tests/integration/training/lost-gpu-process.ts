/**
 * The real job process, but its GPU is lost while a step is computed, once, after the first checkpoint of epoch 2, if the test has
 * written a file `lose-gpu` beside the checkpoints.
 */
import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ENGINE_CANDIDATES } from '#core/engines/choose-engine.ts';
import { chooseAdapter } from '#core/engines/webgpu/choose-adapter.ts';
import { type Gpu, openGpu } from '#core/engines/webgpu/gpu.ts';
import { createWebgpuEngine } from '#core/engines/webgpu/webgpu-engine.ts';
import { openReader } from '#core/jobs/open-reader.ts';
import { JOB_HANDLERS } from '#workers/job-handlers.ts';
import { openJobPort } from '#workers/job-port.ts';
import { serveJobs } from '#workers/serve-jobs.ts';
import { ENTRIES } from '../../program-scripts.ts';

const port = openJobPort();
if (!port) throw new Error('This process was not started by a laboratory.');
let gpu: Gpu | undefined;
serveJobs(port, {
  handlers: {
    ...JOB_HANDLERS,
    train: (job, context) => {
      const marker = join(dirname(job.checkpointFolder), 'lose-gpu');
      return JOB_HANDLERS.train(job, {
        ...context,
        emit: (event) => {
          context.emit(event);
          if (event.kind !== 'checkpoint' || event.epoch !== 2 || !existsSync(marker)) return;
          rmSync(marker);
          // The next step has been submitted by then.
          setTimeout(() => gpu?.device.destroy(), 5);
        },
      });
    },
  },
  candidates: ENGINE_CANDIDATES.map((candidate) => ({
    ...candidate,
    open: async () => {
      if (candidate.name !== 'webgpu') return candidate.open();
      gpu = await openGpu(await chooseAdapter());
      return createWebgpuEngine(gpu);
    },
  })),
  reader: openReader(ENTRIES.reader),
  exit: (code) => process.exit(code),
});
