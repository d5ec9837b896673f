import { toFailure } from '#shared/failure.ts';

/**
 * Calls `act` with each run, one after another. Returns the runs for which it succeeded, and the first error with the run's
 * name.
 */
export async function applyToEach<Run extends { name: string }>(
  runs: readonly Run[],
  act: (run: Run) => Promise<unknown>,
): Promise<{ done: Run[]; problem: string | null }> {
  const done: Run[] = [];
  let problem: string | null = null;
  for (const run of runs) {
    try {
      await act(run);
      done.push(run);
    } catch (error) {
      problem ??= `${run.name}: ${toFailure(error).message}`;
    }
  }
  return { done, problem };
}
