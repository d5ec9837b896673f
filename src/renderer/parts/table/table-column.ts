import type { ReactNode } from 'react';

/** The value of a cell; null if it is unknown. */
export type TableValue = string | number | null;

/** Rows of a table that one row stands for until the user expands it. */
export interface TableGroup<Row> {
  /** Unique among the groups and rows of the table. */
  id: string;
  title: string;
  /** The rows that match the filters, at least one, in their order. */
  rows: readonly Row[];
  /** The number of rows, including those that the filters hide. */
  all: number;
}

/** A column of a {@link DataTable}: its values, and how they are shown. */
export interface TableColumn<Row> {
  /** Unique in its table; saved when the user hides the column. */
  id: string;
  title: string;
  /** The value that is sorted, filtered, searched and exported. */
  value: (row: Row) => TableValue;
  /** For rows with several values (tags): each is a separate choice. `value` is then the text of all of them. */
  values?: (row: Row) => readonly string[];
  /** The shown text of `value`; `value` itself if absent. */
  text?: (row: Row) => string;
  /** The content of the cell, if text is not enough. Must be fast: scrolling draws thirty rows at once. */
  cell?: (row: Row) => ReactNode;
  /** The value of a group. If absent: the value of its rows, null if they differ. */
  groupValue?: (group: TableGroup<Row>) => TableValue;
  /** The shown text of a group. If absent: the different texts of its rows. */
  groupText?: (group: TableGroup<Row>) => string;
  groupCell?: (group: TableGroup<Row>) => ReactNode;
  /** `choice` offers its few values as a list. Numbers are right-aligned. Default `text`. */
  kind?: 'text' | 'number' | 'choice';
  /** Greater values are better, so the first click on the header sorts descending. */
  greaterIsBetter?: boolean;
  /** The columns of a CSV file, if they are not this column's title and `value`. */
  csv?: readonly CsvColumn<Row>[];
  /** The minimum width; less if the title and all texts need less. */
  widthPx: number;
  /** Its share of the remaining width; default 0. */
  grow?: number;
  /** Hidden by default. */
  hidden?: boolean;
  /** Cannot be hidden, because it identifies the row. */
  fixed?: boolean;
  /** An explanation, if the title is not enough. */
  hint?: string;
}

/** A column of a CSV file. */
export interface CsvColumn<Row> {
  /** With the unit in brackets. */
  title: string;
  value: (row: Row) => TableValue;
  groupValue: (group: TableGroup<Row>) => TableValue;
}

/** The text of a cell; an en dash for an unknown value. */
export function shownText<Row>(column: TableColumn<Row>, row: Row): string {
  const value = column.value(row);
  if (value === null) return '–';
  return column.text ? column.text(row) : String(value);
}

/** The value by which a group is sorted and exported; null if it has none. */
export function groupValue<Row>(column: TableColumn<Row>, group: TableGroup<Row>): TableValue {
  if (column.groupValue !== undefined) return column.groupValue(group);
  const value = column.value(group.rows[0]);
  return group.rows.every((row) => column.value(row) === value) ? value : null;
}

/** More different texts of a group than this are counted. */
const MAX_TEXTS = 8;

/** The text of a group's cell: its own, or the different texts of its rows (`7, 8, 9`). */
export function groupText<Row>(column: TableColumn<Row>, group: TableGroup<Row>): string {
  if (column.groupText !== undefined) return column.groupText(group);
  if (column.groupValue !== undefined) {
    const value = column.groupValue(group);
    return value === null ? '–' : String(value);
  }
  const texts = new Set<string>();
  for (const row of group.rows) texts.add(shownText(column, row));
  return texts.size > MAX_TEXTS
    ? `${texts.size} values`
    : [...texts].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).join(', ');
}
