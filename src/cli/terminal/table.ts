import { cutText, textWidth, wrapText } from './text.ts';

export interface Column {
  head: string;
  /** Right-aligned, for numbers. */
  right?: boolean;
  /** The column is omitted if the table is too wide; the column with the highest number first. */
  dropOrder?: number;
  /** The cells may be cut to this width before any column is omitted. */
  minWidth?: number;
}

const GAP = 2;

/**
 * An aligned table with a line below its header. It is at most `width` columns wide if its columns allow it. Omitted
 * columns are named below it. Cells may have colours, except in a column with `minWidth`.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number = Number.POSITIVE_INFINITY,
): string {
  const natural = columns.map(({ head }, column) =>
    Math.max(textWidth(head), ...rows.map((row) => textWidth(row[column] ?? ''))),
  );
  const widths = columns.map(({ minWidth }, column) =>
    Math.min(natural[column], minWidth ?? natural[column]),
  );
  const shown = new Set(columns.keys());
  const omitted: number[] = [];
  const room = () => width - [...shown].reduce((sum, column) => sum + widths[column] + GAP, -GAP);
  const droppable = [...shown]
    .filter((column) => columns[column].dropOrder !== undefined)
    .sort((a, b) => (columns[b].dropOrder ?? 0) - (columns[a].dropOrder ?? 0));
  for (const column of droppable) {
    if (room() >= 0) break;
    shown.delete(column);
    omitted.push(column);
  }
  // The remaining width goes to the columns that were cut.
  for (const column of shown) {
    widths[column] = Math.min(natural[column], widths[column] + Math.max(0, room()));
  }
  const total = [...shown].reduce((sum, column) => sum + widths[column] + GAP, -GAP);

  const line = (cells: readonly string[]) =>
    [...shown]
      .map((column) => {
        const cell = cells[column] ?? '';
        const text = textWidth(cell) > widths[column] ? cutText(cell, widths[column]) : cell;
        const gap = ' '.repeat(widths[column] - textWidth(text));
        return columns[column].right ? gap + text : text + gap;
      })
      .join(' '.repeat(GAP))
      .trimEnd();
  const rule = '─'.repeat(Math.max(0, total));
  const lines = [line(columns.map(({ head }) => head)), rule, ...rows.map(line)];
  if (omitted.length > 0) {
    const names = omitted.sort((a, b) => a - b).map((column) => columns[column].head);
    lines.push(wrapText(`(hidden columns: ${names.join(', ')}; --json has all)`, width));
  }
  return lines.join('\n');
}
