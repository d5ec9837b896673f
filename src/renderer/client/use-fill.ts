import { useState } from 'react';
import type { TestedCorpus } from '#shared/evaluations.ts';
import type { Failure } from '#shared/failure.ts';
import { columnKey } from '#shared/matrix-columns.ts';
import { type Action, useLastingAction } from './use-action.ts';

/** A run to evaluate on a corpus. */
export interface FillCell extends TestedCorpus {
  run: string;
}

export interface Fill
  extends Pick<Action<'evaluations.fill'>, 'running' | 'progress' | 'failure' | 'cancel'> {
  /** Evaluates in order. */
  start(cells: readonly FillCell[]): Promise<void>;
  /** Why a cell could not be evaluated, since this component was shown. */
  failureOf(cell: FillCell): Failure | null;
}

const keyOf = (cell: FillCell) => `${cell.run} ${columnKey(cell)}`;

/** Evaluations of runs on corpora, one after another. One call at a time, shown by every page. */
export function useFill(): Fill {
  const action = useLastingAction('evaluations.fill');
  const [failures, setFailures] = useState<ReadonlyMap<string, Failure>>(new Map());
  return {
    running: action.running,
    progress: action.progress,
    failure: action.failure,
    cancel: action.cancel,
    start: async (cells) => {
      setFailures(new Map());
      const answers = await action.run({
        cells: cells.map(({ run, folder, corpus }) => ({ run, folder, corpus })),
      });
      const failed = answers?.filter((answer) => answer.failure !== null) ?? [];
      setFailures(new Map(failed.map((answer) => [keyOf(answer), answer.failure as Failure])));
    },
    failureOf: (cell) => failures.get(keyOf(cell)) ?? null,
  };
}
