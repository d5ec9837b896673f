import { isEmotionWord } from '#core/corpora/layouts/emotion-words.ts';
import { type ColumnNames, TABLE_ROLES, type TableRole } from '#shared/corpus-tables.ts';
import { UserError } from '#shared/failure.ts';
import { isSoundFileName } from '#shared/sound-endings.ts';
import { isMissing } from './cell-values.ts';
import { COLUMN_NAMES, plainName } from './column-names.ts';

/** The index of the column of each role, from 0; null: the table does not have it. */
export type TableColumns = { path: number } & Record<
  Exclude<TableRole, 'path' | 'emotion'>,
  number | null
> & {
    /** Several columns: one for each annotator, whose majority counts. */
    emotion: readonly number[];
  };

const SAMPLE_ROWS = 200;
/** A column is chosen by its content only if at least this share of the sampled rows fits. */
const MIN_SHARE = 0.5;
/** Lines above the header that are searched for it. */
const MAX_PREAMBLE = 20;

/** The position of the header among the rows; null if the table has none. Rows before it are titles and comments. */
export function findHeader(rows: readonly (readonly string[])[]): number | null {
  const known = (cell: string, role: TableRole) => COLUMN_NAMES[role].includes(plainName(cell));
  for (const [index, cells] of rows.slice(0, MAX_PREAMBLE).entries()) {
    if (cells.some((cell) => isSoundFileName(cell))) break;
    const roles = TABLE_ROLES.filter((role) => cells.some((cell) => known(cell, role)));
    if (roles.length >= 2 && (roles.includes('path') || roles.includes('emotion'))) return index;
  }
  if (rows.length === 0 || rows[0].some((cell) => isSoundFileName(cell))) return null;
  // Unknown names: a title above them has fewer cells than the rows below it.
  const width = rows.reduce((most, cells) => Math.max(most, cells.length), 0);
  const first = rows.slice(0, MAX_PREAMBLE).findIndex((cells) => cells.length === width);
  return first > 0 && rows[first].every((cell) => !isSoundFileName(cell)) ? first : 0;
}

/**
 * Finds a table's columns by the names in `wanted`, else by their usual names, else by their content (names of sound
 * files, words for emotions). If several columns could hold the emotion, the one with the most known emotions is used:
 * a table can have codes beside words. Columns of several annotators are used together if there is no other.
 * `header`: the names, or null. `body`: the rows below.
 *
 * Throws {@link UserError} `table-columns` if the path or the emotion is not found.
 */
export function findColumns(
  header: readonly string[] | null,
  body: readonly (readonly string[])[],
  wanted: ColumnNames = {},
): TableColumns {
  const names = (header ?? []).map(plainName);
  const sample = body.slice(0, SAMPLE_ROWS);
  const width = sample.reduce((most, cells) => Math.max(most, cells.length), names.length);
  const share = (column: number, fits: (cell: string) => boolean) => {
    const values = sample.map((cells) => cells[column] ?? '').filter((cell) => !isMissing(cell));
    return values.length === 0 ? 0 : values.filter(fits).length / values.length;
  };
  const isSound = (cell: string) => isSoundFileName(cell);
  const isEmotion = (cell: string) => isEmotionWord(cell);
  const best = (columns: readonly number[], fits: (cell: string) => boolean): number | undefined =>
    columns.toSorted((a, b) => share(b, fits) - share(a, fits))[0];
  const named = (role: TableRole): number[] => {
    const found = COLUMN_NAMES[role].map((name) => names.indexOf(name));
    return [...new Set(found.filter((column) => column >= 0))];
  };
  const byContent = (fits: (cell: string) => boolean, taken?: number): number | undefined => {
    const column = best(
      Array.from({ length: width }, (_, index) => index).filter((index) => index !== taken),
      fits,
    );
    return column !== undefined && share(column, fits) >= MIN_SHARE ? column : undefined;
  };
  // A column's name decides, unless nothing in the column fits and the content of another column does.
  const choose = (role: 'path' | 'emotion', fits: (cell: string) => boolean, taken?: number) => {
    const byName = best(
      named(role).filter((column) => column !== taken),
      fits,
    );
    if (byName !== undefined && share(byName, fits) > 0) return byName;
    return byContent(fits, taken) ?? byName;
  };

  const path = wanted.path === undefined ? choose('path', isSound) : wantedColumn(header, wanted.path);
  const emotion =
    wanted.emotion === undefined
      ? (annotatorColumns(header ?? [], (column) => share(column, isEmotion)) ??
        [choose('emotion', isEmotion, path)].filter((column) => column !== undefined))
      : wantedColumns(header, wanted.emotion);
  if (path === undefined || emotion.length === 0) {
    const missing = path === undefined ? 'file paths' : 'emotions';
    throw new UserError(
      'table-columns',
      `No column contains ${missing}. Name the columns “Path” and “Emotions” in the first line of the table.`,
    );
  }
  const taken = new Set([path, ...emotion]);
  const optional = (role: TableRole) => {
    const name = wanted[role];
    if (name !== undefined) return name === '' ? null : wantedColumn(header, name);
    return named(role).find((column) => !taken.has(column)) ?? null;
  };
  return {
    path,
    emotion,
    speaker: optional('speaker'),
    sex: optional('sex'),
    age: optional('age'),
    sentence: optional('sentence'),
    intensity: optional('intensity'),
    split: optional('split'),
    group: optional('group'),
    annotator: optional('annotator'),
    start: optional('start'),
    end: optional('end'),
  };
}

/** The columns `rater 1`, `rater 2` … or `emotion.1`, `emotion.2` …; null if the table has a column of the emotion. */
function annotatorColumns(header: readonly string[], emotions: (column: number) => number): number[] | null {
  const plain = header.map(plainName);
  const hasOwn = header.some(
    (name, column) =>
      COLUMN_NAMES.emotion.includes(plain[column]) && !/\d/.test(name) && emotions(column) > 0,
  );
  if (hasOwn) return null;
  const numbered = header.flatMap((name, column) =>
    /(?:\d|[ _.-][a-z])$/i.test(name) && emotions(column) >= MIN_SHARE ? [column] : [],
  );
  const stem = (column: number) => header[column].toLowerCase().replace(/(?:\d+|[ _.-][a-z])$/, '');
  const groups = [...Map.groupBy(numbered, stem)].filter(
    ([, columns]) =>
      columns.length > 1 &&
      columns.some((column) => {
        const base = plainName(stem(column));
        return COLUMN_NAMES.emotion.includes(base) || COLUMN_NAMES.annotator.includes(base);
      }),
  );
  return groups[0]?.[1] ?? null;
}

function wantedColumns(header: readonly string[] | null, names: string): number[] {
  const whole = indexOf(header, names);
  return whole === null ? names.split('+').map((name) => wantedColumn(header, name)) : [whole];
}

function wantedColumn(header: readonly string[] | null, name: string): number {
  const column = indexOf(header, name);
  if (column !== null) return column;
  const columns =
    header === null
      ? 'Its columns have no names: use column 1, column 2, and so on'
      : `Its columns are: ${header.join(', ')}`;
  throw new UserError('table-columns', `The table has no column “${name}”. ${columns}.`);
}

/** The column with a name, first compared exactly; `column 2` is the second one. */
function indexOf(header: readonly string[] | null, name: string): number | null {
  const names = header ?? [];
  const same = (plain: (text: string) => string) => names.findIndex((other) => plain(other) === plain(name));
  const tests = [(text: string) => text, (text: string) => text.trim().toLowerCase(), plainName];
  const found = tests.map(same).find((column) => column >= 0);
  if (found !== undefined) return found;
  const number = /^column (\d+)$/i.exec(name.trim());
  return number === null ? null : Number(number[1]) - 1;
}

/** The name of a column for the user. */
export const columnName = (header: readonly string[] | null, column: number): string =>
  header?.[column] || `column ${column + 1}`;
