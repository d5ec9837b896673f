/** Which rows of a table are shown, and in which order. 12,000 rows take a few milliseconds. */
import { parseNumberCondition } from './number-condition.ts';
import { shownText, type TableColumn, type TableValue } from './table-column.ts';

export interface TableSort {
  column: string;
  descending: boolean;
}

/** A filter of one column. */
export type ColumnFilter =
  /** Words that must all occur, in upper or lower case; in a column of numbers a condition such as `>3`. */
  | { kind: 'text'; text: string }
  /** Any of these values; null selects rows with an unknown value. */
  | { kind: 'choice'; chosen: readonly (string | null)[] };

export interface TableView {
  sort: TableSort | null;
  /** Filters by column id. */
  filters: Readonly<Record<string, ColumnFilter>>;
  /** Words that must all occur somewhere in a row. */
  search: string;
}

/** The rows that match every filter and the search, sorted; in their given order without a sort. */
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
  const matching = tests.length === 0 ? rows : rows.filter((row) => tests.every((test) => test(row)));
  const sorted = columns.find(({ id }) => id === view.sort?.column);
  return sorted === undefined || view.sort === null
    ? matching
    : sortedBy(matching, sorted.value, view.sort.descending);
}

/** Whether a filter is active: an empty or invalid filter is not. */
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
    const text = typedText(shownText(column, row));
    return words.every((word) => text.includes(word));
  };
}

function searchTest<Row>(columns: readonly TableColumn<Row>[], words: string[]): (row: Row) => boolean {
  return (row) => {
    const text = searchedText(columns, row);
    return words.every((word) => text.includes(word));
  };
}

/** The searched text of each row by the table's columns, because every letter that is typed searches all rows again. */
const searchedTexts = new WeakMap<object, WeakMap<object, string>>();

function searchedText<Row>(columns: readonly TableColumn<Row>[], row: Row): string {
  let texts = searchedTexts.get(columns);
  if (texts === undefined) {
    texts = new WeakMap();
    searchedTexts.set(columns, texts);
  }
  const known = texts.get(row as object);
  if (known !== undefined) return known;
  // Cells are joined by line feeds, so that a search word cannot match across two cells.
  let text = '';
  for (const column of columns) if (column.value(row) !== null) text += `\n${shownText(column, row)}`;
  text = typedText(text);
  texts.set(row as object, text);
  return text;
}

/**
 * Prepares the searched texts of all rows in the idle time of the page, so that the first typed letter finds them. Returns a
 * function that ends it. In a browser without idle callbacks the first letter prepares them.
 */
export function prepareSearch<Row>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
): (() => void) | undefined {
  if (typeof requestIdleCallback !== 'function') return undefined;
  let next = 0;
  const prepare = (idle: IdleDeadline): void => {
    while (next < rows.length && idle.timeRemaining() > 1) searchedText(columns, rows[next++]);
    if (next < rows.length) handle = requestIdleCallback(prepare);
  };
  let handle = requestIdleCallback(prepare);
  return () => cancelIdleCallback(handle);
}

/** As people type it: in lower case, and with a hyphen for a minus sign. */
const typedText = (text: string): string => text.toLowerCase().replaceAll('−', '-');

function wordsOf(text: string): string[] {
  return typedText(text)
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** Items sorted by a value (stable); unknown values are last in both directions. */
export function sortedBy<Item>(
  items: readonly Item[],
  value: (item: Item) => TableValue,
  descending: boolean,
): Item[] {
  const keyed = items.map((item) => ({ item, key: sortKey(value(item)) }));
  const sign = descending ? -1 : 1;
  keyed.sort(({ key: a }, { key: b }) => {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return a < b ? -sign : a > b ? sign : 0;
  });
  return keyed.map(({ item }) => item);
}

/** Numbers sort by value; text sorts without case, with the numbers in it by value: `Actor 2` before `Actor 10`. */
function sortKey(value: TableValue): string | number | null {
  if (typeof value === 'number') return Number.isNaN(value) ? null : value;
  return value === null ? null : value.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, '0'));
}

export interface Choice {
  /** Null: unknown. */
  value: string | null;
  rows: number;
}

/** The distinct values of a column with their numbers of rows, in order; unknown last. */
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

/** The values of a row that a choice filter matches; only null if they are unknown. */
function valuesOf<Row>(column: TableColumn<Row>, row: Row): readonly (string | null)[] {
  if (column.value(row) === null) return [null];
  return column.values?.(row) ?? [shownText(column, row)];
}

/**
 * The sort after a click on a header: ascending, then descending, then the given order. A column whose greater values are
 * better is sorted descending first.
 */
export function nextSort(
  sort: TableSort | null,
  { id, greaterIsBetter = false }: Pick<TableColumn<never>, 'id' | 'greaterIsBetter'>,
): TableSort | null {
  if (sort?.column !== id) return { column: id, descending: greaterIsBetter };
  return sort.descending === greaterIsBetter ? { column: id, descending: !greaterIsBetter } : null;
}

/** A table without a sort, filters or a search. */
export const WHOLE_TABLE: TableView = { sort: null, filters: {}, search: '' };
