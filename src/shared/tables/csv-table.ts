import { csvLine } from '#shared/csv.ts';
import { columnTitle, type ResultColumn, type ResultTable } from './result-table.ts';

/**
 * A table as CSV (RFC 4180) with a header, for programs: values are not rounded, and the limits of an interval and the
 * deviation of a group have columns of their own. Title and notes are omitted.
 */
export function csvTable({ columns, rows }: ResultTable): string {
  const parts = columns.map((column, index) => {
    const cells = rows.map((row) => row[index]);
    return {
      column,
      interval: cells.some(({ interval }) => interval !== undefined),
      deviation: cells.some(({ deviation }) => deviation !== undefined),
    };
  });
  const also = (column: ResultColumn, what: string) =>
    columnTitle({ ...column, title: `${column.title} ${what}` });
  const head = parts.flatMap(({ column, interval, deviation }) => [
    columnTitle(column),
    ...(interval ? [also(column, 'low'), also(column, 'high')] : []),
    ...(deviation ? [also(column, 'deviation')] : []),
  ]);
  const lines = rows.map((row) =>
    parts.flatMap(({ interval, deviation }, index) => {
      const cell = row[index];
      return [
        cell.value,
        ...(interval ? (cell.interval ?? [null, null]) : []),
        ...(deviation ? [cell.deviation ?? null] : []),
      ];
    }),
  );
  return [head, ...lines].map(csvLine).join('');
}
