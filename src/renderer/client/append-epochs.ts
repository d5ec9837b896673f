import type { RunSummary } from '#shared/answers.ts';
import type { EventData } from '#shared/contract.ts';

/**
 * Adds new epochs to a list of runs, so that the list need not be refetched after each epoch. Returns the same list if
 * it contains none of these runs. The exact values are refetched when a run's status changes.
 */
export function appendEpochs(
  runs: readonly RunSummary[],
  added: readonly EventData<'run.epoch'>[],
): readonly RunSummary[] {
  const sums = new Map<string, { epochs: number; seconds: number }>();
  for (const { run, epoch } of added) {
    const { epochs, seconds } = sums.get(run) ?? { epochs: 0, seconds: 0 };
    sums.set(run, { epochs: epochs + 1, seconds: seconds + epoch.seconds });
  }
  if (!runs.some(({ id }) => sums.has(id))) return runs;
  return runs.map((run) => {
    const more = sums.get(run.id);
    if (more === undefined) return run;
    return {
      ...run,
      epochs: run.epochs + more.epochs,
      durationSeconds: (run.durationSeconds ?? 0) + more.seconds,
    };
  });
}
