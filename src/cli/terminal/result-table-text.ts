import { plainText } from '#shared/plain-text.ts';
import { columnTitle, type ResultTable } from '#shared/tables/result-table.ts';
import type { Paint } from './paint.ts';
import { table } from './table.ts';

/** Columns after these are omitted first if the terminal is too narrow. */
const FIRST_COLUMNS = 3;

/** A table with its title above and its notes below, without those that are `shown` elsewhere. */
export function resultTableText(
  { title, columns, rows, notes }: ResultTable,
  paint: Paint,
  shown: readonly string[] = [],
): string {
  const below = notes.filter((note) => !shown.includes(note));
  return [
    paint.faint(title),
    table(
      columns.map((column, index) => ({
        head: columnTitle(column),
        right: column.align === 'right',
        ...(column.align === 'left' ? { minWidth: 12 } : {}),
        ...(index < FIRST_COLUMNS ? {} : { dropOrder: index }),
      })),
      rows.map((row) =>
        row.map(({ text, best }, index) =>
          best && columns[index].align === 'right' ? paint.strong(text) : plainText(text),
        ),
      ),
      paint.columns,
    ),
    ...(below.length === 0 ? [] : [paint.faint(paint.prose(below.join(' ')))]),
  ].join('\n');
}
