import type { ReactNode } from 'react';

/** What a column holds of a row; null where it is unknown. */
export type TableValue = string | number | null;

/** A column of a {@link DataTable}: what it holds, and how that is shown. */
export interface TableColumn<Row> {
  /** Unique in its table; remembered when the user hides it. */
  id: string;
  title: string;
  /** What is sorted, filtered, searched and exported. */
  value: (row: Row) => TableValue;
  /** Where a row has several (tags): each is a choice of its own. `value` is then all of them, as they are shown. */
  values?: (row: Row) => readonly string[];
  /** `value` in the words and digits that are shown; as it is, when absent. */
  text?: (row: Row) => string;
  /** The cell, where text alone will not do. Must be quick: thirty rows are drawn at once while scrolling. */
  cell?: (row: Row) => ReactNode;
  /** `choice` offers its few values as a list. Numbers stand at the right. `text` when absent. */
  kind?: 'text' | 'number' | 'choice';
  /** Least width. */
  widthPx: number;
  /** Its share of the width that is left over; 0 when absent. */
  grow?: number;
  /** Not shown until the user asks for it. */
  hidden?: boolean;
  /** Always there: without it a row could not be told from another. */
  fixed?: boolean;
  /** What the column means, where its title does not say. */
  hint?: string;
}

/** What a cell shows; an en dash where nothing is known. */
export function shownText<Row>(column: TableColumn<Row>, row: Row): string {
  const value = column.value(row);
  if (value === null) return '–';
  return column.text ? column.text(row) : String(value);
}
