import type { ComparedRuns } from '#core/comparisons/compared-run.ts';
import type { ExperimentLog } from '#core/database/experiment-log.ts';
import type { CallContext } from '#core/laboratory/services.ts';
import { UserError } from '#shared/failure.ts';
import { createRunReader, type RunReader } from './remembered-runs.ts';

/** Reads the runs of compared items, for comparisons and reports. */
export interface ItemReader extends RunReader {
  /**
   * The runs of each item, with the results of those that finished.
   * @throws UserError `repeated-run` if a run is named twice; `no-such-run`, `ambiguous-run`; `cancelled`.
   */
  readItems(
    items: readonly (readonly string[])[],
    context: Pick<CallContext, 'signal'>,
  ): Promise<ComparedRuns[]>;
}

export function createItemReader(
  log: Pick<ExperimentLog, 'findRun' | 'showTested' | 'describeRun'>,
): ItemReader {
  const reader = createRunReader(log);
  return {
    ...reader,
    readItems: async (items, { signal }) => {
      refuseRepeated(items.flat().map((run) => log.findRun(run)));
      const read: ComparedRuns[] = [];
      for (const [first, ...others] of items) {
        const runs: [Awaited<ReturnType<typeof reader.read>>] = [await reader.read(first, signal)];
        for (const run of others) runs.push(await reader.read(run, signal));
        read.push(runs);
      }
      return read;
    },
  };
}

/** A run that counts twice would make a group look more certain than it is. */
function refuseRepeated(ids: readonly string[]): void {
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated === undefined) return;
  throw new UserError('repeated-run', `Run ${repeated} is in the comparison twice. Name each run once.`);
}
