/** Which two runs are compared clip by clip. */
import type { ComparedItem } from '#shared/comparison.ts';

type ComparedRun = ComparedItem['runs'][number];

/** A run of a pair with the index of its item. */
export interface PairedRun {
  item: number;
  run: ComparedRun;
}

export type RunPair = readonly [PairedRun, PairedRun];

const countingRuns = ({ runs }: ComparedItem): ComparedRun[] => runs.filter(({ counts }) => counts);

/**
 * The chosen pair; if it is missing or no longer valid, a run of the baseline and one of the next item, with the same seed
 * where possible. Null unless two items have results.
 */
export function pairOf(
  items: readonly ComparedItem[],
  baseline: number,
  chosen: readonly [string, string] | null,
): RunPair | null {
  const found = chosen?.map((id) => findRun(items, id));
  if (found !== undefined && found[0] !== null && found[1] !== null && found[0].run.id !== found[1].run.id)
    return [found[0], found[1]];
  const counting = items.flatMap((item, index) => (countingRuns(item).length > 0 ? [index] : []));
  const first = counting.includes(baseline) ? baseline : counting[0];
  const second = counting.find((index) => index !== first);
  return first === undefined || second === undefined ? null : pairOfItems(items, first, second);
}

/** Runs of two items with the same seed; their first runs if no seed is in both. */
export function pairOfItems(items: readonly ComparedItem[], first: number, second: number): RunPair {
  const [a, b] = [countingRuns(items[first]), countingRuns(items[second])];
  for (const run of a) {
    const same = b.find(({ seed }) => seed === run.seed);
    if (same !== undefined)
      return [
        { item: first, run },
        { item: second, run: same },
      ];
  }
  return [
    { item: first, run: a[0] },
    { item: second, run: b[0] },
  ];
}

function findRun(items: readonly ComparedItem[], id: string): PairedRun | null {
  for (const [item, one] of items.entries()) {
    const run = countingRuns(one).find((candidate) => candidate.id === id);
    if (run !== undefined) return { item, run };
  }
  return null;
}

/** The title of a run of the pair: that of its item, and in a group its seed, or its id where seeds repeat. */
export function pairedTitle(items: readonly ComparedItem[], { item, run }: PairedRun): string {
  const { title, runs } = items[item];
  if (runs.length === 1) return title;
  return `${title}, ${runNameInGroup(runs, run)}`;
}

/** Tells a run of a group from the others. */
export const runNameInGroup = (runs: readonly ComparedRun[], run: ComparedRun): string =>
  runs.filter(({ seed }) => seed === run.seed).length === 1 ? `seed ${run.seed}` : `run ${run.id}`;
