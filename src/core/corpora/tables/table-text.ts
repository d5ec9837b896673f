import { parse } from 'csv-parse/sync';
import { UserError } from '#shared/failure.ts';
import type { Row } from './raw-table.ts';

/** Lines in which the separator is looked for. */
const SAMPLED_LINES = 50;

/**
 * The text of a table's bytes: UTF-8 or UTF-16 according to the byte order mark, else UTF-8, else (if that is
 * invalid) Windows-1252, which old spreadsheets write.
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Throws {@link UserError} `lfs-pointer`, or `table-unreadable` for bytes that are not text. */
export function requireText(text: string): void {
  if (text.startsWith('version https://git-lfs'))
    throw new UserError(
      'lfs-pointer',
      'This is only a Git LFS pointer to the table. Run `git lfs pull` to download the table.',
    );
  if (text.includes('\u0000'))
    throw new UserError('table-unreadable', 'This is not a text file. Save the table as CSV and try again.');
}

/**
 * The records of a table whose cells are separated by commas, semicolons, tabs or bars. Trims cells and skips empty
 * lines, and the line `sep=;` with which Excel names the separator. Throws {@link UserError} `table-unreadable` for
 * other text, and `lfs-pointer`.
 */
export function parseRows(text: string): Row[] {
  requireText(text);
  const named = /^"?sep=([^\r\n"])"?[ \t;,]*(?:\r\n|\n|\r)/i.exec(text);
  try {
    // The declared type is arrays of strings, but with `info` each record has its line number.
    const records = parse(text, {
      delimiter: named?.[1] ?? delimiterOf(text),
      info: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { info: { lines: number }; record: string[] }[];
    return records
      .slice(named === null ? 0 : 1)
      .map(({ info, record }) => ({ line: firstLine(info.lines, record), cells: record }));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_'))) throw error;
    const reason = QUOTE_ERRORS.has(String(error.code))
      ? openQuote(text, error)
      : `Cannot read the table: ${error.message}.`;
    throw new UserError('table-unreadable', reason, { cause: error });
  }
}

const QUOTE_ERRORS = new Set([
  'CSV_QUOTE_NOT_CLOSED',
  'CSV_INVALID_CLOSING_QUOTE',
  'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE',
]);
const LINE_BREAK = /\r\n|\n|\r/g;

/** A cell in quotation marks can have several lines. */
function firstLine(lastLine: number, cells: readonly string[]): number {
  return lastLine - cells.reduce((sum, cell) => sum + (cell.match(LINE_BREAK)?.length ?? 0), 0);
}

/** The parser names the line where it gave up, often the last one. The quotation mark is in the first line after the last whole record. */
function openQuote(text: string, error: object): string {
  const whole = 'bytes' in error ? Number(error.bytes) : 0;
  const before = Buffer.from(text).subarray(0, whole).toString();
  const after = text.slice(before.length);
  const untilQuote = after.slice(0, Math.max(0, after.indexOf('"')));
  const line = 1 + (`${before}${untilQuote}`.match(LINE_BREAK)?.length ?? 0);
  return `Cannot read the table: the quotation marks in line ${line} do not match. A cell needs none, or one at each end.`;
}

/**
 * The separator that gives most lines the same number of cells, outside quotes; of several, the one that gives the most
 * cells. A title or a comment above the header, and sentences in a column, contain other marks at random.
 */
function delimiterOf(text: string): string {
  const lines = text
    .slice(0, 262_144)
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, SAMPLED_LINES)
    .map((line) => line.replace(/"(?:[^"]|"")*"/g, ''));
  let best = { mark: ',', lines: 0, cells: 0 };
  for (const mark of [',', ';', '\t', '|']) {
    const counts = lines.map((line) => line.split(mark).length - 1).filter((count) => count > 0);
    for (const [cells, same] of Map.groupBy(counts, (count) => count)) {
      const better = same.length - best.lines || cells - best.cells;
      if (better > 0) best = { mark, lines: same.length, cells };
    }
  }
  return best.mark;
}
