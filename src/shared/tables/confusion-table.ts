import {
  countCell,
  numberColumn,
  type ResultTable,
  shareCell,
  textCell,
  textColumn,
} from './result-table.ts';

/**
 * A confusion matrix: rows actual, columns predicted, as clips or in % of each row. Rows without clips are empty in %.
 * @param confusion Clips, both ways in the order of `labels`.
 */
export function confusionTable(
  title: string,
  labels: readonly string[],
  confusion: readonly (readonly number[])[],
  unit: 'clips' | 'percent',
): ResultTable {
  const total = (row: readonly number[]) => row.reduce((sum, clips) => sum + clips, 0);
  return {
    name: unit === 'clips' ? 'confusion' : 'confusion-percent',
    title: `Confusion matrix, ${title}`,
    columns: [
      textColumn('Actual'),
      ...labels.map((label) => numberColumn(label, unit === 'clips' ? null : '%')),
      numberColumn('Clips'),
    ],
    rows: confusion.map((row, index) => {
      const clips = total(row);
      const cells = row.map((value) =>
        unit === 'clips' ? countCell(value) : shareCell(clips === 0 ? null : value / clips),
      );
      return [textCell(labels[index]), ...cells, countCell(clips)];
    }),
    notes: [
      `Rows: actual emotion. Columns: predicted emotion, ${unit === 'clips' ? 'clips' : '% of the row'}.`,
    ],
  };
}
