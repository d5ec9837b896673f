import { useDebouncedValue } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { MAX_COMPARED_ITEMS } from '#shared/limits.ts';

/** A selection that grows click by click is asked for once. */
const SETTLE_MILLISECONDS = 250;

/** Asks for the results of selected items ahead, so that the comparison is drawn at once when the user opens it. */
export function usePreparedComparison(items: readonly (readonly string[])[]): void {
  const laboratory = useLaboratory();
  const client = useQueryClient();
  const [wanted] = useDebouncedValue(JSON.stringify(items), SETTLE_MILLISECONDS);
  useEffect(() => {
    const input = { items: JSON.parse(wanted) as string[][], tests: false };
    if (input.items.length < 2 || input.items.length > MAX_COMPARED_ITEMS) return;
    void client.prefetchQuery({
      queryKey: ['comparisons.show', input],
      queryFn: ({ signal }) => laboratory.invoke('comparisons.show', input, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    });
  }, [wanted, client, laboratory]);
}
