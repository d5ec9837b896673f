import type { ComparedPart, ItemMetric } from '#shared/comparison.ts';
import type { LabelMetric, PartMetric } from '../compare-address.ts';
import type { LookedItem } from '../item-look.ts';

/** A part of the test clips with a metric of each item; null: the item has no such clips. */
export interface PartRow {
  name: string;
  clips: number;
  metrics: readonly (ItemMetric | null)[];
}

/** A row for each emotion. An emotion without test clips has no values. */
export function labelRows(
  items: readonly LookedItem[],
  labels: readonly string[],
  metric: LabelMetric,
): PartRow[] {
  return labels.map((name, index) => {
    const perItem = items.map(({ item }) => item.results?.perLabel[index] ?? null);
    const first = items.find(({ item }) => item.results !== null)?.item;
    const counting = first?.runs.filter(({ counts }) => counts).length ?? 1;
    return {
      name,
      // Summed over the runs of a group.
      clips: Math.round((first?.results?.perLabel[index]?.support ?? 0) / Math.max(1, counting)),
      metrics: perItem.map((label) => (label === null || label.support === 0 ? null : label[metric])),
    };
  });
}

/** A row for each corpus, sex or speaker. */
export const partRows = (parts: readonly ComparedPart[], metric: PartMetric): PartRow[] =>
  parts.map(({ name, clips, items }) => ({
    name,
    clips,
    metrics: items.map((item) => item?.[metric] ?? null),
  }));
