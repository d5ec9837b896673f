/** Which rows of a table are shown, and in which order. 12,000 rows take a few milliseconds. */
import { parseNumberCondition } from './number-condition.ts';
import { shownText, type TableColumn, type TableValue } from './table-column.ts';

export interface TableSort {
  column: string;
  descending: boolean;
}

/** What the user filters a column by. */
export type ColumnFilter =
  /** Words that all must occur, in any case; in a column of numbers a condition such as `>3`. */
  | { kind: 'text'; text: string }
  /** Any of these; null stands for rows in which it is unknown. */
  | { kind: 'choice'; chosen: readonly (string | null)[] };

export interface TableView {
  sort: TableSort | null;
  /** By the columns' ids. */
  filters: Readonly<Record<string, ColumnFilter>>;
  /** Words that all must occur somewhere in a row. */
  search: string;
}

/** The rows to show: those that every filter and the search let through, sorted; in their given order otherwise. */
export function shownRows<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  view: TableView,
): readonly Row[] {
  const tests = columns.flatMap((column) => {
    const filter = view.filters[column.id];
    const test = filter === undefined ? null : filterTest(column, filter);
    return test === null ? [] : [test];
  });
  const words = wordsOf(view.search);
  if (words.length > 0) tests.push(searchTest(columns, words));
  const kept = tests.length === 0 ? rows : rows.filter((row) => tests.every((test) => test(row)));
  const sorted = columns.find(({ id }) => id === view.sort?.column);
  return sorted === undefined || view.sort === null ? kept : sortRows(kept, sorted, view.sort.descending);
}

/** Whether a filter keeps out anything at all: an empty one does not, nor one that cannot be understood. */
export function isFiltering<Row>(column: TableColumn<Row>, filter: ColumnFilter | undefined): boolean {
  return filter !== undefined && filterTest(column, filter) !== null;
}

function filterTest<Row>(column: TableColumn<Row>, filter: ColumnFilter): ((row: Row) => boolean) | null {
  if (filter.kind === 'choice') {
    if (filter.chosen.length === 0) return null;
    const chosen = new Set(filter.chosen);
    return (row) => valuesOf(column, row).some((value) => chosen.has(value));
  }
  if (column.kind === 'number') {
    const condition = parseNumberCondition(filter.text);
    if (condition === null) return null;
    return (row) => {
      const value = column.value(row);
      return typeof value === 'number' && condition(value);
    };
  }
  const words = wordsOf(filter.text);
  if (words.length === 0) return null;
  return (row) => {
    if (column.value(row) === null) return false;
    const text = shownText(column, row).toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function searchTest<Row>(columns: readonly TableColumn<Row>[], words: string[]): (row: Row) => boolean {
  return (row) => {
    // A line feed between cells: no word of the search can reach from one into the next.
    let text = '';
    for (const column of columns) if (column.value(row) !== null) text += `\n${shownText(column, row)}`;
    text = text.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** Rows sorted by one column; equal ones stay as they were, unknown values are last whichever way it goes. */
function sortRows<Row>(rows: readonly Row[], column: TableColumn<Row>, descending: boolean): Row[] {
  const keyed = rows.map((row) => ({ row, key: sortKey(column.value(row)) }));
  const sign = descending ? -1 : 1;
  keyed.sort(({ key: a }, { key: b }) => {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return a < b ? -sign : a > b ? sign : 0;
  });
  return keyed.map(({ row }) => row);
}

/** Numbers by their size, text whatever its case, with the numbers in it by their size: `Actor 2` before `Actor 10`. */
function sortKey(value: TableValue): string | number | null {
  if (typeof value === 'number') return Number.isNaN(value) ? null : value;
  return value === null ? null : value.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, '0'));
}

export interface Choice {
  /** Null: unknown. */
  value: string | null;
  rows: number;
}

/** The distinct values of a column with the number of rows that have each, in order; unknown last. */
export function choicesOf<Row>(rows: readonly Row[], column: TableColumn<Row>): Choice[] {
  const counts = new Map<string | null, number>();
  for (const row of rows) {
    for (const value of valuesOf(column, row)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const order = (value: string | null) => sortKey(value);
  return [...counts]
    .map(([value, count]) => ({ value, rows: count }))
    .toSorted(({ value: a }, { value: b }) => {
      if (a === null || b === null) return Number(a === null) - Number(b === null);
      return order(a)! < order(b)! ? -1 : 1;
    });
}

/** What of a row is chosen by: null alone where nothing is known. */
function valuesOf<Row>(column: TableColumn<Row>, row: Row): readonly (string | null)[] {
  if (column.value(row) === null) return [null];
  return column.values?.(row) ?? [shownText(column, row)];
}

/** What a click on a header does: first up, then down, then back to the given order. */
export function nextSort(sort: TableSort | null, column: string): TableSort | null {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}
