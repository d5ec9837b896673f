/** What becomes of a job whose process ended or was ended. */

import { withoutTensorflowLog } from '#core/engines/tensorflow/native/tensorflow-log.ts';
import type { ProcessExit } from '#core/system/forked-process.ts';
import { duration } from '#shared/format.ts';
import type { JobOutcome } from './job-outcome.ts';

/** The process has exited during the job. `ready`: it had said that it can take jobs. */
export function outcomeOfExit(exit: ProcessExit, ready: boolean): JobOutcome {
  // A process that somebody has killed while it started works the next time.
  const killed = exit.signal === 'SIGKILL' || exit.signal === 'SIGTERM';
  return ready || killed ? interrupted(exit) : notStarted(exit);
}

function interrupted({ code, signal, stderrTail }: ProcessExit): JobOutcome {
  // A division by zero in a native library. The next process runs without the kernels that did it.
  if (signal === 'SIGFPE') {
    const message =
      'TensorFlow’s fast kernels do not work on this processor and ended the job process (SIGFPE). Resume the run from its last checkpoint: it then uses slower ones.';
    return { status: 'interrupted', failure: { code: 'compute-crashed', message } };
  }
  const how = signal ? `signal ${signal}` : `exit code ${code}`;
  const output = withoutTensorflowLog(stderrTail);
  const last = output === '' ? '' : ` Last output: ${output}`;
  const message = `The job process ended unexpectedly (${how}). Resume the run from its last checkpoint.${last}`;
  return { status: 'interrupted', failure: { code: 'compute-crashed', message } };
}

function notStarted({ stderrTail }: ProcessExit): JobOutcome {
  const message =
    `The job process could not be started. Reinstall the laboratory. ${withoutTensorflowLog(stderrTail)}`.trim();
  return { status: 'failed', failure: { code: 'compute-not-started', message } };
}

/** The driver of a GPU has blocked the process for so long. */
export function blocked(silentSeconds: number): JobOutcome {
  const message = `The GPU or its driver blocked the job process: it sent nothing for ${duration(silentSeconds)}. Resume the run from its last checkpoint, or with another engine.`;
  return { status: 'interrupted', failure: { code: 'gpu-stuck', message } };
}
