import { UserError } from '../../shared/failure.ts';
import type { JobHandle } from '../training/compute-host.ts';
import type { JobKind, JobResults } from '../training/job.ts';

/** The result of a job, which `signal` cancels. @throws UserError the job's failure, or `cancelled`. */
export async function outcomeResult<K extends JobKind>(
  job: JobHandle<K>,
  signal: AbortSignal | undefined,
): Promise<JobResults[K]> {
  const cancel = () => job.cancel();
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel);
  try {
    const outcome = await job.outcome;
    if (outcome.status === 'finished') return outcome.result;
    if ('failure' in outcome) throw new UserError(outcome.failure.code, outcome.failure.message);
    throw new UserError('cancelled', 'Cancelled.');
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}
