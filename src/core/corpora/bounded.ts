import { throwIfCancelled } from '../../shared/failure.ts';

/**
 * Does `work` for every item, in order of start, at most `limit` at a time. The first failure ends it: nothing new is
 * started, what was under way is awaited, then it is thrown. Throws {@link UserError} `cancelled` once `signal` is
 * aborted.
 */
export async function forEachBounded<T>(
  items: readonly T[],
  limit: number,
  signal: AbortSignal | undefined,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failure: { error: unknown } | null = null;
  const lane = async () => {
    while (next < items.length && failure === null) {
      try {
        throwIfCancelled(signal);
        await work(items[next++]);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  if (failure !== null) throw (failure as { error: unknown }).error;
  throwIfCancelled(signal);
}
