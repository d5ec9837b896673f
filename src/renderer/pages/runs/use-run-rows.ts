import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import type { RunSummary } from '#shared/answers.ts';
import type { RequestInput } from '#shared/contract.ts';
import { type Failure, toFailure } from '#shared/failure.ts';
import { MAX_LISTED_RUNS, RUNS_PER_ANSWER } from '#shared/limits.ts';
import { joinPages, pagesToLoad } from './run-pages.ts';

export interface RunRows {
  /** The newest first; undefined until the first page is loaded. */
  rows: readonly RunSummary[] | undefined;
  failure: Failure | null;
  /** There may be more runs than {@link MAX_LISTED_RUNS}. */
  cut: boolean;
  again(): void;
}

/** All runs, or those in the trash, in pages of a thousand. */
export function useRunRows(trashed: boolean): RunRows {
  const laboratory = useLaboratory();
  const [pages, setPages] = useState(1);
  const answers = useQueries({
    queries: Array.from({ length: pages }, (_, page) => {
      const input: RequestInput<'runs.list'> = {
        trashed,
        limit: RUNS_PER_ANSWER,
        offset: page * RUNS_PER_ANSWER,
      };
      return {
        queryKey: ['runs.list', input],
        queryFn: ({ signal }: { signal: AbortSignal }) => laboratory.invoke('runs.list', input, { signal }),
        staleTime: Number.POSITIVE_INFINITY,
      };
    }),
    combine: joinAnswers,
  });
  const wanted = pagesToLoad(answers.sizes, RUNS_PER_ANSWER, MAX_LISTED_RUNS / RUNS_PER_ANSWER);
  if (wanted > pages) setPages(wanted);
  return {
    rows: answers.rows,
    failure: answers.failure,
    cut: (answers.rows?.length ?? 0) >= MAX_LISTED_RUNS,
    again: answers.again,
  };
}

interface Joined {
  rows: readonly RunSummary[] | undefined;
  sizes: readonly (number | null)[];
  failure: Failure | null;
  again(): void;
}

/** At the top level, so that pages are joined only if an answer has changed. */
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
