import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { QueryName, RequestInput, RequestOutput } from '#shared/contract.ts';
import { type Failure, toFailure } from '#shared/failure.ts';
import { useLaboratory } from './use-laboratory.tsx';

export interface Requested<N extends QueryName> {
  /** The last answer. After a change of the input the old answer stays until the new one arrives, so that nothing jumps. */
  data: RequestOutput<N> | undefined;
  failure: Failure | null;
  /** There is no answer yet. */
  loading: boolean;
  /** A request is in progress, with or without an older answer to show. */
  asking: boolean;
  again(): void;
}

export interface RequestOptions {
  enabled?: boolean;
  /** How long an answer is fresh; if absent, until it is invalidated. */
  staleMs?: number;
  refetchMs?: number;
}

/** Sends a query and caches its answer by name and input. Unmounting the component cancels the request. */
export function useRequest<N extends QueryName>(
  name: N,
  input: RequestInput<N>,
  { enabled = true, staleMs = Number.POSITIVE_INFINITY, refetchMs }: RequestOptions = {},
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
