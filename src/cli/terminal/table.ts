import { cutText, textWidth, wrapText } from './text.ts';

export interface Column {
  head: string;
  /** Flush right, for figures. */
  right?: boolean;
  /** Left out where the table is too wide for the terminal, those with the highest number first. */
  spare?: number;
  /** Names may be cut to this many columns then, before any column is left out. */
  least?: number;
}

const GAP = 2;

/**
 * An aligned table with a ruled head, at most `width` columns wide where its columns allow it. What is left out for
 * that is named below it. Cells may be coloured; those of a column with `least` may not.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number = Number.POSITIVE_INFINITY,
): string {
  const natural = columns.map(({ head }, column) =>
    Math.max(textWidth(head), ...rows.map((row) => textWidth(row[column] ?? ''))),
  );
  const widths = columns.map(({ least }, column) => Math.min(natural[column], least ?? natural[column]));
  const kept = new Set(columns.keys());
  const left: number[] = [];
  const room = () => width - [...kept].reduce((sum, column) => sum + widths[column] + GAP, -GAP);
  const spares = [...kept]
    .filter((column) => columns[column].spare !== undefined)
    .sort((a, b) => (columns[b].spare ?? 0) - (columns[a].spare ?? 0));
  for (const column of spares) {
    if (room() >= 0) break;
    kept.delete(column);
    left.push(column);
  }
  // What room there is goes back to those that were cut.
  for (const column of kept) {
    widths[column] = Math.min(natural[column], widths[column] + Math.max(0, room()));
  }
  const total = [...kept].reduce((sum, column) => sum + widths[column] + GAP, -GAP);

  const line = (cells: readonly string[]) =>
    [...kept]
      .map((column) => {
        const cell = cells[column] ?? '';
        const shown = textWidth(cell) > widths[column] ? cutText(cell, widths[column]) : cell;
        const gap = ' '.repeat(widths[column] - textWidth(shown));
        return columns[column].right ? gap + shown : shown + gap;
      })
      .join(' '.repeat(GAP))
      .trimEnd();
  const rule = '─'.repeat(Math.max(0, total));
  const lines = [line(columns.map(({ head }) => head)), rule, ...rows.map(line)];
  if (left.length > 0) {
    const names = left.sort((a, b) => a - b).map((column) => columns[column].head);
    lines.push(wrapText(`(no room for ${names.join(', ')}; --json has all)`, width));
  }
  return lines.join('\n');
}
