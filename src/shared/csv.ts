/**
 * A line of CSV (RFC 4180) with its CRLF. Numbers are written as JavaScript prints them; null is an empty cell. Text that
 * a spreadsheet would compute as a formula gets an apostrophe in front.
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Text that a spreadsheet would compute, or that begins with the apostrophe that prevents it. */
const FORMULA = /^'*[=+\-@\t\r]/;
const GUARDED = /^'+[=+\-@\t\r]/;

/** A cell with one more apostrophe than its text has, for tables that are read again: {@link unguardedCell} removes one. */
export const guardedCell = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** The text of a cell that {@link guardedCell} has made. */
export const unguardedCell = (cell: string): string => (GUARDED.test(cell) ? cell.slice(1) : cell);
