import { comparePath } from '#renderer/pages/compare/compare-address.ts';
import type { SelectedItem } from '#renderer/parts/table/table-selection.ts';
import type { RunSummary } from '#shared/answers.ts';
import { count } from '#shared/format.ts';
import { MAX_COMPARED_ITEMS, MAX_GROUP_RUNS } from '#shared/limits.ts';

type Items = readonly Pick<SelectedItem<Pick<RunSummary, 'id'>>, 'rows'>[];

/** Why the selected runs and groups cannot be compared; null if they can. */
export function comparisonProblem(items: Items): string | null {
  if (items.length < 2) return `To compare, select 2 to ${MAX_COMPARED_ITEMS} runs or groups.`;
  if (items.length > MAX_COMPARED_ITEMS) {
    return `To compare, select at most ${MAX_COMPARED_ITEMS} runs or groups.`;
  }
  const largest = Math.max(...items.map(({ rows }) => rows.length));
  return largest > MAX_GROUP_RUNS
    ? `To compare, select groups of at most ${MAX_GROUP_RUNS} runs. One has ${count(largest)}.`
    : null;
}

/** The address of the comparison. */
export const comparisonPath = (items: Items): string =>
  comparePath(items.map(({ rows }) => rows.map(({ id }) => id)));
