import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { RequestInput, RequestName, RequestOutput } from '../../shared/contract.ts';
import { type Failure, toFailure } from '../../shared/failure.ts';
import { useLaboratory } from './use-laboratory.tsx';

export interface Requested<N extends RequestName> {
  /** The last answer; that to other input stands until the new one is there, so that nothing jumps. */
  data: RequestOutput<N> | undefined;
  failure: Failure | null;
  /** No answer yet at all. */
  loading: boolean;
  /** An answer is on its way, with or without an older one to show. */
  asking: boolean;
  again(): void;
}

export interface RequestWishes {
  enabled?: boolean;
  /** How long an answer counts as fresh; for ever when absent, until something makes it be asked anew. */
  staleMs?: number;
  refetchMs?: number;
}

/** Asks the laboratory and remembers the answer by name and input; a component that goes away cancels its question. */
export function useRequest<N extends RequestName>(
  name: N,
  input: RequestInput<N>,
  { enabled = true, staleMs = Number.POSITIVE_INFINITY, refetchMs }: RequestWishes = {},
): Requested<N> {
  const laboratory = useLaboratory();
  const query = useQuery({
    queryKey: [name, input],
    queryFn: ({ signal }) => laboratory.invoke(name, input, { signal }),
    enabled,
    staleTime: staleMs,
    refetchInterval: refetchMs,
    placeholderData: keepPreviousData,
  });
  return {
    data: query.data,
    failure: query.error === null ? null : toFailure(query.error),
    loading: query.isPending && enabled,
    asking: query.isFetching,
    again: () => void query.refetch(),
  };
}

/** Makes every answer to these requests be asked anew where it is shown. */
export function useInvalidate(): (...names: RequestName[]) => void {
  const client = useQueryClient();
  return useCallback(
    (...names) => {
      for (const name of names) void client.invalidateQueries({ queryKey: [name] });
    },
    [client],
  );
}
