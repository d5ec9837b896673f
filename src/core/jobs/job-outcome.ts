import { UserError } from '#shared/failure.ts';
import type { JobHandle } from './job-host.ts';
import type { JobKind, JobResults } from './job-kinds.ts';

/**
 * Waits for the result of a job. `signal` cancels the job. `crashed` replaces the host's message if the job's process
 * crashed, because that message is about a run.
 * @throws UserError the job's failure, or `cancelled`.
 */
export async function outcomeResult<K extends JobKind>(
  job: JobHandle<K>,
  signal: AbortSignal | undefined,
  crashed?: string,
): Promise<JobResults[K]> {
  const cancel = () => job.cancel();
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel);
  try {
    const outcome = await job.outcome;
    if (outcome.status === 'finished') return outcome.result;
    if ('failure' in outcome) {
      const { code, message } = outcome.failure;
      throw new UserError(code, code === 'compute-crashed' && crashed !== undefined ? crashed : message);
    }
    throw new UserError('cancelled', 'Cancelled.');
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}
