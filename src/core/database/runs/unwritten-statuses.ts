import type { Failure } from '#shared/failure.ts';
import type { RunStatus } from '#shared/runs.ts';

/** A status that the log could not record yet, for example because the disk is full. */
interface UnwrittenStatus {
  status: RunStatus;
  failure: Failure | null;
}

/** By the ids of runs. Lists and records show these statuses in place of the recorded ones, which are out of date. */
export type UnwrittenStatuses = Map<string, UnwrittenStatus>;
