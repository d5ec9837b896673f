/** The real job process with the softmax engine. `TEST_STEP` makes a step slow, crash or hang. */

import { openReader } from '#core/jobs/open-reader.ts';
import { UserError } from '#shared/failure.ts';
import { JOB_HANDLERS } from '#workers/job-handlers.ts';
import { openJobPort } from '#workers/job-port.ts';
import { serveJobs } from '#workers/serve-jobs.ts';
import { ENTRIES } from '../../program-scripts.ts';
import { createSoftmaxEngine } from './softmax-engine.ts';

const [effect, at] = (process.env.TEST_STEP ?? '').split(':');

async function beforeStep(step: number): Promise<void> {
  if (effect === 'slow') await new Promise((resolve) => setTimeout(resolve, Number(at)));
  if (step !== Number(at)) return;
  if (effect === 'crash') {
    process.stderr.write('a native library crashed\n');
    process.abort();
  }
  if (effect === 'hang') for (;;);
}

const port = openJobPort();
if (!port) throw new Error('This process was not started by a laboratory.');
serveJobs(port, {
  handlers: JOB_HANDLERS,
  candidates: [
    {
      name: 'tensorflow',
      open: async () => {
        throw new UserError('engine-unavailable', 'No library.');
      },
      versions: async () => ({}),
    },
    {
      name: 'wasm',
      open: async () => createSoftmaxEngine({ beforeStep }),
      versions: async () => ({ softmax: '1' }),
    },
  ],
  reader: openReader(ENTRIES.reader),
  exit: (code) => process.exit(code),
});
