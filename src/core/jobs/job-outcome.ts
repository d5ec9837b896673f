import { type Failure, UserError } from '#shared/failure.ts';
import type { JobKind, JobResults } from './job-kinds.ts';

/** How a job ended, as the laboratory records it. */
export type JobOutcome<K extends JobKind = JobKind> =
  | { status: 'finished'; result: JobResults[K] }
  /** The user stopped it; a training can be resumed. */
  | { status: 'stopped' }
  | { status: 'cancelled' }
  | { status: 'failed'; failure: Failure }
  /** The process ended for a reason other than an error of the job. A training can be resumed. */
  | { status: 'interrupted'; failure: Failure };

export interface JobHandle<K extends JobKind = JobKind> {
  /** Never rejects. */
  readonly outcome: Promise<JobOutcome<K>>;
  /** A queued job is paused as soon as it starts. */
  pause(): void;
  resume(): void;
  /** Moves a queued job behind all others. Returns false if it has started. */
  toEnd(): boolean;
  /** Writes a checkpoint and ends; a queued job ends at once. */
  stop(): void;
  /** Ends without a checkpoint. A process that does not respond is killed. */
  cancel(): void;
}

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
