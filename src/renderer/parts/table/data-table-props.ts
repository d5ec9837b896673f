import type { ReactNode } from 'react';
import type { TableColumn } from './table-column.ts';
import type { TableGrouping, TableLine } from './table-lines.ts';
import type { SelectedItem } from './table-selection.ts';
import type { TableSort, TableView } from './table-view.ts';
import type { ColumnChoice } from './use-hidden-columns.ts';

/** The ids of the selected rows and groups; the table's parent holds this state. */
interface TableSelection {
  selected: ReadonlySet<string>;
  onChange: (selected: ReadonlySet<string>) => void;
}

export interface DataTableProps<Row> {
  rows: readonly Row[];
  /** Must be a stable reference (a constant or memoized): a new list makes a new table. */
  columns: readonly TableColumn<Row>[];
  /** Must be a stable reference, like the columns. */
  getRowId: (row: Row) => string;
  ariaLabel: string;
  /** Singular and plural of what a row is: `['clip', 'clips']`. */
  nouns?: readonly [string, string];
  /** Of the whole table, as a CSS length: `480`, `'100%'`. */
  height: number | string;
  /** Called on Enter and double click; also on a single click if `openOnClick` is set. */
  onOpen?: (row: Row) => void;
  openOnClick?: boolean;
  /** Called when the user activates a row by key or click; null when the active row is no longer shown. */
  onActive?: (row: Row | null) => void;
  /** Called with the active row on Space, in a table without checkboxes; without an active row, Space activates the first. */
  onSpace?: (row: Row) => void;
  /** Adds checkboxes. A row that is no longer shown is deselected, so that nobody deletes rows that they do not see. */
  selection?: TableSelection;
  initialSort?: TableSort;
  /** The id of the row that is active and in view as soon as it is loaded; null: none. */
  start?: string | null;
  /** Sort, filters and search, if the table's parent holds this state. */
  view?: TableView;
  /** `typed`: the user types a text, so changes follow each other quickly. */
  onView?: (view: TableView, change: 'typed' | 'chosen') => void;
  /** The hidden columns, if the table's parent holds this state, see {@link useHiddenColumns}. */
  columnChoice?: ColumnChoice;
  /** Folds rows into groups that can be expanded. */
  grouping?: TableGrouping<Row> | null;
  /** Whether there are a search field and filters; true by default, false suits short tables. */
  filters?: boolean;
  /** The name under which the choice of columns is saved. */
  memory?: string;
  /** More controls above the table, made from the shown rows in their order and the visible columns. */
  actions?: (
    shown: readonly Row[],
    columns: readonly TableColumn<Row>[],
    lines: readonly TableLine<Row>[],
  ) => ReactNode;
  /** Below the table, made from the selected rows and groups in their order. */
  footer?: (items: readonly SelectedItem<Row>[], columns: readonly TableColumn<Row>[]) => ReactNode;
  /**
   * Called for a key that the table does not use itself, with the selected rows, or else the active row. `Ctrl+z` is `z` with
   * Ctrl or Cmd. Returns whether the key was used.
   */
  onShortcut?: (key: string, rows: readonly Row[]) => boolean;
  /** Shown if the table has no rows at all. */
  empty?: ReactNode;
}
