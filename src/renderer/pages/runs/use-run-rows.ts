import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import type { RunSummary } from '../../../shared/answers.ts';
import type { RequestInput } from '../../../shared/contract.ts';
import { type Failure, toFailure } from '../../../shared/failure.ts';
import { useLaboratory } from '../../laboratory/use-laboratory.tsx';
import { joinPages, pagesWanted } from './run-pages.ts';

/** A page of the list: small enough that reading it holds up no frame. */
export const PAGE_RUNS = 1000;
/** More than these are not shown. */
export const GREATEST_RUNS = 10_000;

export interface RunRows {
  /** The newest first; undefined until the first are there. */
  rows: readonly RunSummary[] | undefined;
  failure: Failure | null;
  /** There are more than are shown. */
  cut: boolean;
  again(): void;
}

/** The runs, or those in the bin, asked for a thousand at a time. */
export function useRunRows(binned: boolean): RunRows {
  const laboratory = useLaboratory();
  const [pages, setPages] = useState(1);
  const answers = useQueries({
    queries: Array.from({ length: pages }, (_, page) => {
      const input: RequestInput<'runs.list'> = { binned, limit: PAGE_RUNS, offset: page * PAGE_RUNS };
      return {
        queryKey: ['runs.list', input],
        queryFn: ({ signal }: { signal: AbortSignal }) => laboratory.invoke('runs.list', input, { signal }),
        staleTime: Number.POSITIVE_INFINITY,
      };
    }),
    combine: joinAnswers,
  });
  const wanted = pagesWanted(answers.sizes, PAGE_RUNS, GREATEST_RUNS / PAGE_RUNS);
  if (wanted > pages) setPages(wanted);
  return {
    rows: answers.rows,
    failure: answers.failure,
    cut: (answers.rows?.length ?? 0) >= GREATEST_RUNS,
    again: answers.again,
  };
}

interface Joined {
  rows: readonly RunSummary[] | undefined;
  sizes: readonly (number | null)[];
  failure: Failure | null;
  again(): void;
}

/** At the top level, so that nothing is joined anew while no answer has changed. */
function joinAnswers(
  answers: { data: readonly RunSummary[] | undefined; error: Error | null; refetch(): unknown }[],
): Joined {
  const error = answers.find((answer) => answer.error !== null)?.error ?? null;
  return {
    rows: joinPages(answers.map(({ data }) => data)),
    sizes: answers.map(({ data }) => data?.length ?? null),
    failure: error === null ? null : toFailure(error),
    again: () => {
      for (const { refetch } of answers) refetch();
    },
  };
}
