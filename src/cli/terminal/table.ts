import { stripVTControlCharacters } from 'node:util';

/** Columns a text takes on a terminal: colour codes take none. Wide characters do not occur in our tables. */
function width(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

/**
 * An aligned table: the first row is the head, columns whose name ends in `>` (dropped) are flush right.
 * A name is never wrapped; the terminal scrolls.
 */
export function table(rows: readonly (readonly string[])[]): string {
  const right = rows[0].map((cell) => cell.endsWith('>'));
  const cells = rows.map((row, r) => row.map((cell) => (r === 0 ? cell.replace(/>$/, '') : cell)));
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => width(row[column] ?? ''))));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const gap = ' '.repeat(widths[column] - width(cell));
        return right[column] ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((columns) => '─'.repeat(columns)).join('──');
  return [line(cells[0]), rule, ...cells.slice(1).map(line)].join('\n');
}
