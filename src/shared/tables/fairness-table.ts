import type { FairnessKey, GroupFairness } from '#shared/fairness.ts';
import {
  countCell,
  metricCell,
  numberColumn,
  type ResultTable,
  textCell,
  textColumn,
} from './result-table.ts';

const COLUMN: Readonly<Record<FairnessKey, string>> = {
  sex: 'Sex',
  age: 'Age (years)',
  corpus: 'Corpus',
};

/** The UAR, clips and speakers of each group, with what the gap says as a note. */
export function fairnessTable({ by, groups, sentence }: GroupFairness): ResultTable {
  return {
    name: `fairness-by-${by}`,
    title: `Fairness by ${by}`,
    columns: [
      textColumn(COLUMN[by]),
      numberColumn('Test clips'),
      numberColumn('Speakers'),
      numberColumn('UAR', '%'),
    ],
    rows: groups.map(({ name, clips, speakers, uar, uarInterval }) => [
      textCell(name),
      countCell(clips),
      countCell(speakers),
      metricCell({ value: uar, interval: uarInterval, deviation: null }),
    ]),
    notes: [sentence],
  };
}
