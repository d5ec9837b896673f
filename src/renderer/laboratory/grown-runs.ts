import type { RunSummary } from '../../shared/answers.ts';
import type { EventData } from '../../shared/contract.ts';

/**
 * A list of runs with what some more epochs add to them, so that it need not be asked anew with each. The same list
 * where none of them stands in it. What a run has in truth is asked when its status changes.
 */
export function withEpochs(
  runs: readonly RunSummary[],
  told: readonly EventData<'run.epoch'>[],
): readonly RunSummary[] {
  const more = new Map<string, { epochs: number; seconds: number }>();
  for (const { run, epoch } of told) {
    const { epochs, seconds } = more.get(run) ?? { epochs: 0, seconds: 0 };
    more.set(run, { epochs: epochs + 1, seconds: seconds + epoch.seconds });
  }
  if (!runs.some(({ id }) => more.has(id))) return runs;
  return runs.map((run) => {
    const added = more.get(run.id);
    if (added === undefined) return run;
    return {
      ...run,
      epochs: run.epochs + added.epochs,
      durationSeconds: (run.durationSeconds ?? 0) + added.seconds,
    };
  });
}
