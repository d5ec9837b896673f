/** The real compute process around the softmax engine. `TEST_STEP` says what befalls a step. */
import { openComputePort } from '../../../src/compute/compute-port.ts';
import { JOB_HANDLERS } from '../../../src/compute/job-handlers.ts';
import { serveCompute } from '../../../src/compute/serve-compute.ts';
import { UserError } from '../../../src/shared/failure.ts';
import { createSoftmaxEngine } from './softmax-engine.ts';

const [fate, at] = (process.env.TEST_STEP ?? '').split(':');

async function beforeStep(step: number): Promise<void> {
  if (fate === 'slow') await new Promise((resolve) => setTimeout(resolve, Number(at)));
  if (step !== Number(at)) return;
  if (fate === 'crash') {
    process.stderr.write('a native library fell over\n');
    process.abort();
  }
  if (fate === 'hang') for (;;);
}

const port = openComputePort();
if (!port) throw new Error('No laboratory started this.');
serveCompute(port, {
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
  exit: (code) => process.exit(code),
});
