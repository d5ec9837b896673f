import type { TableColumn } from './table-column.ts';

/** The rows as CSV (RFC 4180): a header of the columns' titles, values as they are (numbers unrounded), CRLF. */
export function tableCsv<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[]): string {
  const lines = [
    columns.map(({ title }) => quoted(title)),
    ...rows.map((row) => columns.map((column) => quoted(String(column.value(row) ?? '')))),
  ];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
