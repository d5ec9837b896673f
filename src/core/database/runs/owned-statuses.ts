import type { RunStatus } from '#shared/runs.ts';

/** Statuses in which a process owns the run: the process trains the run or has it in its queue. */
export const OWNED_STATUSES: readonly RunStatus[] = ['waiting', 'running', 'paused'];
