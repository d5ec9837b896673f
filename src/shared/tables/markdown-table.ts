import { columnTitle, type ResultCell, type ResultTable } from './result-table.ts';

/** A table in Markdown (the pipe tables of GitHub and Pandoc) with its title above and its notes below. */
export function markdownTable({ title, columns, rows, notes }: ResultTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `**${escaped(title)}**`,
    '',
    line(columns.map((column) => escaped(columnTitle(column)))),
    line(columns.map(({ align }) => (align === 'right' ? '--:' : ':--'))),
    ...rows.map((row) => line(row.map(cellText))),
    ...notes.flatMap((note) => ['', escaped(note)]),
    '',
  ].join('\n');
}

function cellText({ text, value, best }: ResultCell): string {
  // The brackets of an interval need no escapes, and would be harder to read with them.
  const shown = typeof value === 'number' ? text.replaceAll('<', '&lt;') : escaped(text);
  return best ? `**${shown}**` : shown;
}

/** Text without any meaning in Markdown or HTML. */
const escaped = (text: string): string =>
  text
    .trim()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]|~#!]/g, '\\$&');
