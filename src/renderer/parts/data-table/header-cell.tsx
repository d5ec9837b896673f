import { Checkbox, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { ColumnFilterButton } from './column-filter.tsx';
import classes from './data-table.module.css';
import type { TableColumn } from './table-column.ts';
import type { ColumnFilter, TableSort } from './table-view.ts';

interface HeaderCellProps<Row> {
  /** Where it is held when the table scrolls sideways, in pixels; null: it scrolls too. */
  pinned: number | null;
  column: TableColumn<Row>;
  /** All of the table's, for the list of a column's values. */
  rows: readonly Row[];
  /** Null where another column is sorted by, or none. */
  sort: TableSort | null;
  onSort: () => void;
  filter: ColumnFilter | undefined;
  /** Null where the table has no filters. */
  onFilter: ((filter: ColumnFilter | null) => void) | null;
}

/** A column's title, which sorts, and its filter. */
export function HeaderCell<Row>(props: HeaderCellProps<Row>) {
  const { pinned, column, rows, sort, onSort, filter, onFilter } = props;
  const order = sort === null ? 'none' : sort.descending ? 'descending' : 'ascending';
  const Arrow = sort?.descending ? IconChevronDown : IconChevronUp;
  const title = (
    <button type="button" className={classes.sort} onClick={onSort}>
      <span className={classes.title}>{column.title}</span>
      <Arrow
        size={12}
        stroke={2.5}
        aria-hidden
        className={classes.arrow}
        data-sorted={sort === null ? undefined : sort.descending ? 'down' : 'up'}
      />
    </button>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: the rows below are no table elements either
    // biome-ignore lint/a11y/useFocusableInteractive: its buttons are
    <div
      role="columnheader"
      aria-sort={order}
      className={pinned === null ? classes.headerCell : `${classes.headerCell} ${classes.pinned}`}
      style={pinned === null ? undefined : { left: pinned }}
      data-kind={column.kind}
    >
      {column.hint === undefined ? title : <Tooltip label={column.hint}>{title}</Tooltip>}
      {onFilter !== null && (
        <ColumnFilterButton column={column} rows={rows} filter={filter} onFilter={onFilter} />
      )}
    </div>
  );
}

interface SelectAllProps {
  ticked: number;
  all: number;
  onAll: () => void;
  onNone: () => void;
}

/** Ticks all rows shown, or none. */
export function SelectAll({ ticked, all, onAll, onNone }: SelectAllProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: the rows below are no table elements either
    // biome-ignore lint/a11y/useFocusableInteractive: its box is
    <div role="columnheader" aria-colindex={1} className={`${classes.tick} ${classes.pinned}`}>
      <Checkbox
        size="xs"
        aria-label={ticked > 0 ? 'Select none' : 'Select all shown'}
        checked={ticked > 0 && ticked >= all}
        indeterminate={ticked > 0 && ticked < all}
        disabled={all === 0 && ticked === 0}
        onChange={() => (ticked > 0 ? onNone() : onAll())}
      />
    </div>
  );
}
