import { csvLine } from '#shared/csv.ts';
import { type CsvColumn, groupValue, type TableColumn, type TableGroup } from './table-column.ts';

/** A line of a CSV file: a row, or a group with `row` as its first. */
interface CsvLine<Row> {
  row: Row;
  group: TableGroup<Row> | null;
  /** The id of the group that the row is in; null: none. */
  parent: string | null;
}

/** The rows as CSV (RFC 4180): a header with the columns' titles, unrounded values, CRLF. */
export function tableCsv<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[]): string {
  return linesCsv(
    rows.map((row) => ({ row, group: null, parent: null })),
    columns,
  );
}

/**
 * The same for lines with groups. If there are groups, the first column is the title of the line's group, and the second
 * tells groups and rows apart.
 */
export function linesCsv<Row>(lines: readonly CsvLine<Row>[], columns: readonly TableColumn<Row>[]): string {
  const titles = new Map(lines.flatMap(({ group }) => (group === null ? [] : [[group.id, group.title]])));
  const grouped = titles.size > 0;
  const written = columns.flatMap(csvColumns);
  const header = [...(grouped ? ['Group', 'Rows'] : []), ...written.map(({ title }) => title)];
  const cells = lines.map(({ row, group, parent }) => {
    const place =
      group === null ? [titles.get(parent ?? '') ?? null, null] : [group.title, group.rows.length];
    return [
      ...(grouped ? place : []),
      ...written.map((column) => (group === null ? column.value(row) : column.groupValue(group))),
    ];
  });
  return [header, ...cells].map(csvLine).join('');
}

function csvColumns<Row>(column: TableColumn<Row>): readonly CsvColumn<Row>[] {
  return (
    column.csv ?? [
      { title: column.title, value: column.value, groupValue: (group) => groupValue(column, group) },
    ]
  );
}
