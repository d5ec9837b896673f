import { parse } from 'csv-parse/sync';
import { UserError } from '../../shared/failure.ts';

/** One record of a table with the line of the file that it ends on, from 1. */
export interface Row {
  line: number;
  cells: string[];
}

/**
 * The text of a table's bytes: UTF-8 or UTF-16 by its byte order mark, else UTF-8, else (not valid as such)
 * Windows-1252, which old spreadsheets write.
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

/**
 * The records of a table whose cells are separated by commas, semicolons, tabs or bars; cells are trimmed, empty
 * lines left out. Throws {@link UserError} `table-unreadable` for text that is no such table.
 */
export function parseRows(text: string): Row[] {
  if (text.startsWith('version https://git-lfs'))
    throw new UserError(
      'lfs-pointer',
      'The table was not downloaded, only its Git LFS pointer: run `git lfs pull`.',
    );
  if (text.includes('\u0000'))
    throw new UserError('table-unreadable', 'This is not a text file. Save the table as CSV and try again.');
  try {
    // Declared as arrays of strings, but with `info` each record comes with its place.
    const records = parse(text, {
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { info: { lines: number }; record: string[] }[];
    return records.map(({ info, record }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_'))) throw error;
    throw new UserError('table-unreadable', `The table cannot be read: ${error.message}.`, { cause: error });
  }
}

/** The separator that stands oftenest outside quotes in the first line that has any; a comma if none does. */
function delimiterOf(text: string): string {
  for (const line of text.slice(0, 65_536).split(/\r\n|\n|\r/)) {
    const bare = line.replace(/"(?:[^"]|"")*"/g, '');
    const counts = [',', ';', '\t', '|'].map((mark): [string, number] => [mark, bare.split(mark).length - 1]);
    const [mark, count] = counts.reduce((best, next) => (next[1] > best[1] ? next : best));
    if (count > 0) return mark;
  }
  return ',';
}
