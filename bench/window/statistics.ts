/** The p-th percentile (0…100) of values, by nearest rank. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 50);

/** A batch that was sent by its process or shown by a page. */
export interface ShownBatch {
  epoch: number;
  step: number;
  /** Milliseconds since 1970. */
  at: number;
}

/** For each batch that was sent while the page was observed: the time until it or a later one was shown. */
export function delaysOf(sent: readonly ShownBatch[], shown: readonly ShownBatch[]): number[] {
  const [first, last] = [shown.at(0), shown.at(-1)];
  if (first === undefined || last === undefined) return [];
  const order = ({ epoch, step }: ShownBatch) => epoch * 1e6 + step;
  return sent
    .filter((batch) => order(batch) > order(first) && order(batch) <= order(last))
    .map((batch) => shown.find((one) => order(one) >= order(batch))!.at - batch.at);
}
