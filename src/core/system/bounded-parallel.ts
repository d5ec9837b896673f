import { throwIfCancelled } from '#shared/failure.ts';

/**
 * Runs `work` for every item, starting in order, at most `limit` at a time. After the first failure no new item
 * starts; the running ones are awaited, then the error is thrown. Throws {@link UserError} `cancelled` once `signal`
 * is aborted.
 */
export async function forEachBounded<T>(
  items: readonly T[],
  limit: number,
  signal: AbortSignal | undefined,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failure: { error: unknown } | null = null;
  const runNext = async () => {
    while (next < items.length && failure === null) {
      try {
        throwIfCancelled(signal);
        await work(items[next++]);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, runNext));
  if (failure !== null) throw (failure as { error: unknown }).error;
  throwIfCancelled(signal);
}
