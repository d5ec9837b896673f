import path from 'node:path';
import { fileReason } from '#core/system/file-errors.ts';
import { readRegularFile } from '#core/system/open-regular-file.ts';
import { type ColumnNames, TABLE_ROLES } from '#shared/corpus-tables.ts';
import { UserError } from '#shared/failure.ts';
import { isSoundFileName } from '#shared/sound-endings.ts';
import { valueOfCell } from './cell-values.ts';
import { parseBytes } from './formats/registry.ts';
import type { RawTable, Row } from './raw-table.ts';
import { columnName, findColumns, findHeader, type TableColumns } from './table-columns.ts';
import type { ParsedTable } from './table-reading.ts';

/** Larger than any table of clips: 64 MiB hold about 500,000 rows. */
const MAX_BYTES = 64 * 2 ** 20;

/**
 * The rows of a table of paths and emotions, and the columns that were used. Blocks its thread: 64 MB take seconds.
 * @throws UserError `table-missing`, `table-unreadable`, `table-empty`, `table-columns`, `lfs-pointer`.
 */
export async function parseTable(file: string, names: ColumnNames = {}): Promise<ParsedTable> {
  const beside = (name: string) => readTableBytes(path.join(path.dirname(file), name));
  const table = withHeader(await parseBytes(file, await readTableBytes(file), beside));
  if (table.rows.length === 0 && table.header === null)
    throw new UserError('table-empty', `The table ${file} has no rows.`);
  const { header, unit } = table;
  const rows = table.rows.filter((row) => !isComment(row));
  const columns = findColumns(
    header,
    rows.map(({ cells }) => cells),
    names,
  );
  return {
    unit,
    columns: usedColumns(header, columns),
    header: header ?? widest(rows).map((_, index) => columnName(null, index)),
    rows: rows.map(({ line, cells }) => {
      const cell = (column: number | null) => (column === null ? null : valueOfCell(cells[column]));
      return {
        line,
        path: cells[columns.path] ?? '',
        emotions: columns.emotion.map((column) => cells[column] ?? ''),
        speaker: cell(columns.speaker),
        sex: cell(columns.sex),
        age: cell(columns.age),
        sentence: cell(columns.sentence),
        intensity: cell(columns.intensity),
        split: cell(columns.split),
        group: cell(columns.group),
        annotator: cell(columns.annotator),
        start: cell(columns.start),
        end: cell(columns.end),
      };
    }),
  };
}

/** The names of a table's columns; `column 1` … if it has none. Throws as {@link parseTable}. */
export async function parseHeader(file: string): Promise<string[]> {
  const beside = (name: string) => readTableBytes(path.join(path.dirname(file), name));
  const { header, rows } = withHeader(await parseBytes(file, await readTableBytes(file), beside));
  return header ?? widest(rows).map((_, index) => columnName(null, index));
}

/** The table with its header apart from its rows, without the lines above it. */
function withHeader(table: RawTable): RawTable {
  if (table.header !== null) return table;
  const at = findHeader(table.rows.map(({ cells }) => cells));
  if (at !== null) return { ...table, header: table.rows[at].cells, rows: table.rows.slice(at + 1) };
  const first = table.rows.findIndex(
    (row) => !isComment(row) && row.cells.some((cell) => isSoundFileName(cell)),
  );
  return { ...table, rows: table.rows.slice(Math.max(0, first)) };
}

/** A line such as `# made by …`. The file names of a row may start with `#` too. */
const isComment = ({ cells }: Row) =>
  /^#/.test(cells[0] ?? '') && !cells.some((cell) => isSoundFileName(cell));

/** The names of the columns of each role, and of those that nothing is read from. */
function usedColumns(header: readonly string[] | null, columns: TableColumns): ParsedTable['columns'] {
  const used: ParsedTable['columns'] = {};
  for (const role of TABLE_ROLES) {
    const column = columns[role];
    if (column === null) continue;
    used[role] = [column]
      .flat()
      .map((index) => columnName(header, index))
      .join('+');
  }
  return used;
}

const widest = (rows: readonly Row[]): string[] =>
  rows.reduce<string[]>((most, { cells }) => (cells.length > most.length ? cells : most), []);

async function readTableBytes(file: string): Promise<Buffer> {
  try {
    const tooLarge = () =>
      new UserError('table-unreadable', `${file} is larger than 64 MB. Choose a table of clips.`);
    return await readRegularFile(file, MAX_BYTES, tooLarge);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = fileReason(error);
    if (reason === null) throw error;
    const code = reason.code === 'missing' ? 'table-missing' : 'table-unreadable';
    throw new UserError(code, `${file}: ${reason.reason}`, { cause: error });
  }
}
