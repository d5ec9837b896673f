import { Checkbox, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { ColumnFilterButton } from './column-filter.tsx';
import classes from './data-table.module.css';
import type { TableColumn } from './table-column.ts';
import type { ColumnFilter, TableSort } from './table-view.ts';

interface HeaderCellProps<Row> {
  /** Its left position in pixels while the table scrolls sideways; null: it is not pinned. */
  pinned: number | null;
  column: TableColumn<Row>;
  /** All rows of the table, for the list of a column's values. */
  rows: readonly Row[];
  /** Null if the table is not sorted by this column. */
  sort: TableSort | null;
  onSort: () => void;
  filter: ColumnFilter | undefined;
  /** Null if the table has no filters. */
  onFilter: ((filter: ColumnFilter | null) => void) | null;
}

/** A column's title, which sorts on click, and its filter button. */
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
    // biome-ignore lint/a11y/useSemanticElements: the rows below are not table elements either
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

/** Selects all shown rows, or none. */
export function SelectAll({ ticked, all, onAll, onNone }: SelectAllProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: the rows below are not table elements either
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
