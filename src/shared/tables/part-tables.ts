import type { ComparedPart } from '#shared/comparison.ts';
import {
  countCell,
  metricCell,
  numberColumn,
  type ResultTable,
  textCell,
  textColumn,
} from './result-table.ts';

/** What test clips are divided by, with the title of the column. */
const PART_TITLES = { corpus: 'Corpus', sex: 'Sex', age: 'Age (years)', speaker: 'Speaker' } as const;
export type PartName = keyof typeof PART_TITLES;
export const PART_NAMES = Object.keys(PART_TITLES) as PartName[];

/** UAR or accuracy of each item for each corpus, sex, group of ages or speaker. */
export function partsTable(
  titles: readonly string[],
  parts: readonly ComparedPart[],
  by: PartName,
  metric: 'uar' | 'accuracy' = 'uar',
): ResultTable {
  const name = metric === 'uar' ? 'UAR' : 'Accuracy';
  return {
    name: `${metric}-by-${by}`,
    title: `${name} by ${by}`,
    columns: [
      textColumn(PART_TITLES[by]),
      numberColumn('Test clips'),
      ...titles.map((title) => numberColumn(title, '%')),
    ],
    rows: parts.map((part) => [
      textCell(part.name),
      countCell(part.clips),
      ...part.items.map((item) => metricCell(item?.[metric] ?? null)),
    ]),
    notes: metric === 'uar' ? ['The UAR of a part is the mean recall of the emotions that occur in it.'] : [],
  };
}
