import { Text } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import classes from './data-table/data-table.module.css';
import { HeaderCell, SelectAll } from './data-table/header-cell.tsx';
import { browserStore, recallHidden, rememberHidden } from './data-table/hidden-columns.ts';
import { LeftEdge } from './data-table/left-edge.tsx';
import { rowForKey } from './data-table/row-keys.ts';
import type { TableColumn } from './data-table/table-column.ts';
import { TableRow } from './data-table/table-row.tsx';
import { TableToolbar } from './data-table/table-toolbar.tsx';
import {
  type ColumnFilter,
  isFiltering,
  nextSort,
  shownRows,
  type TableSort,
} from './data-table/table-view.ts';

export type { TableColumn } from './data-table/table-column.ts';

/** Which rows are ticked, kept by whoever uses the table. */
export interface TableSelection {
  selected: ReadonlySet<string>;
  onChange: (selected: ReadonlySet<string>) => void;
}

export interface DataTableProps<Row> {
  rows: readonly Row[];
  /** Hold still (a constant or a memo): a new list is a new table. */
  columns: readonly TableColumn<Row>[];
  /** Holds still, like the columns. */
  getRowId: (row: Row) => string;
  ariaLabel: string;
  /** What a row is, in one and in many: `['clip', 'clips']`. */
  nouns?: readonly [string, string];
  /** Of the whole, as CSS writes it: `480`, `'100%'`. */
  height: number | string;
  /** Enter and double click; a single click too with `openOnClick`. */
  onOpen?: (row: Row) => void;
  openOnClick?: boolean;
  /** The user went to a row, by key or click; null: it is shown no more. */
  onActive?: (row: Row | null) => void;
  /** With boxes to tick. A row that is shown no more is not ticked any more: nobody bins what they do not see. */
  selection?: TableSelection;
  initialSort?: TableSort;
  /** Search and filters, hidden for tables of a few rows; there when absent. */
  filters?: boolean;
  /** Under this name the user's choice of columns is remembered. */
  memory?: string;
  /** Further controls above the table; they are given the rows shown, in their order, and their columns. */
  actions?: (shown: readonly Row[], columns: readonly TableColumn<Row>[]) => ReactNode;
  /** What to say where there are no rows at all. */
  empty?: ReactNode;
}

const ROWS = ['row', 'rows'] as const;
const ROW_PX = 32;
const HEADER_PX = 36;
const TICK_PX = 36;

/** As many as were ever drawn at once: neighbours never share one, and none changes while the table scrolls. */
function useSlots(drawn: number): number {
  const most = useRef(1);
  most.current = Math.max(most.current, drawn);
  return most.current;
}

/** A table of any length: sorts, filters, searches, hides columns; works by keyboard; draws only the rows in sight. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const {
    rows,
    columns,
    getRowId,
    ariaLabel,
    nouns = ROWS,
    height,
    onOpen,
    onActive,
    selection,
    actions,
  } = props;
  const [sort, setSort] = useState<TableSort | null>(props.initialSort ?? null);
  const [filters, setFilters] = useState<Readonly<Record<string, ColumnFilter>>>({});
  const [search, setSearch] = useState('');
  const [hidden, setHidden] = useState(() => recallHidden(browserStore(), props.memory, columns));
  const [activeId, setActiveId] = useState<string | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef<string | null>(null);
  const base = useId();

  const visible = useMemo(() => columns.filter(({ id }) => !hidden.has(id)), [columns, hidden]);
  const shown = useMemo(
    () => shownRows(rows, columns, { sort, filters, search }),
    [rows, columns, sort, filters, search],
  );
  const lead = selection ? TICK_PX : 0;
  const template = `${selection ? `${lead}px ` : ''}${visible.map(({ widthPx, grow = 0 }) => (grow > 0 ? `minmax(${widthPx}px, ${grow}fr)` : `${widthPx}px`)).join(' ')}`;
  const leastWidth = lead + visible.reduce((sum, { widthPx }) => sum + widthPx, 0);

  const virtualizer = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
    paddingStart: HEADER_PX,
    scrollPaddingStart: HEADER_PX,
    useFlushSync: false,
  });
  const items = virtualizer.getVirtualItems();
  const slots = useSlots(items.length);
  const activeIndex = activeId === null ? -1 : shown.findIndex((row) => getRowId(row) === activeId);
  const rowElement = (index: number) => `${base}row${index}`;
  const inSight = items.some(({ index }) => index === activeIndex);

  const activate = (index: number) => {
    setActiveId(getRowId(shown[index]));
    virtualizer.scrollToIndex(index);
    onActive?.(shown[index]);
  };
  const tick = (index: number, through: boolean) => {
    if (selection === undefined) return;
    const id = getRowId(shown[index]);
    const selected = new Set(selection.selected);
    const from = through ? shown.findIndex((row) => getRowId(row) === anchor.current) : -1;
    const adding = !selected.has(id);
    const [low, high] = from < 0 ? [index, index] : [Math.min(from, index), Math.max(from, index)];
    for (const row of shown.slice(low, high + 1)) {
      if (adding) selected.add(getRowId(row));
      else selected.delete(getRowId(row));
    }
    anchor.current = id;
    selection.onChange(selected);
  };
  const tickAll = () => selection?.onChange(new Set(shown.map(getRowId)));

  const onKeyDown = (event: KeyboardEvent) => {
    // The header's own buttons keep their keys.
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter' && activeIndex >= 0) onOpen?.(shown[activeIndex]);
    else if (event.key === ' ' && activeIndex >= 0 && selection) tick(activeIndex, event.shiftKey);
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && selection) tickAll();
    else {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const page = Math.max(1, Math.floor((event.currentTarget.clientHeight - HEADER_PX) / ROW_PX) - 1);
      const target = rowForKey(event.key, activeIndex, shown.length, page);
      if (target === null) return;
      activate(target);
    }
    event.preventDefault();
  };

  // Rows are drawn again only when something about them changes, so what they are given must hold still.
  const latest = useRef({ activate, tick, onOpen: props.onOpen, openOnClick: props.openOnClick, shown });
  latest.current = { activate, tick, onOpen: props.onOpen, openOnClick: props.openOnClick, shown };
  const held = useRef({ selection, activeId, onActive });
  held.current = { selection, activeId, onActive };
  const onRowClick = useCallback((index: number) => {
    const { activate, onOpen, openOnClick, shown } = latest.current;
    activate(index);
    if (openOnClick) onOpen?.(shown[index]);
  }, []);
  const onRowDoubleClick = useCallback((index: number) => {
    const { onOpen, openOnClick, shown } = latest.current;
    if (!openOnClick) onOpen?.(shown[index]);
  }, []);
  const onTick = useCallback((index: number, through: boolean) => latest.current.tick(index, through), []);

  useEffect(() => {
    const { selection, activeId, onActive } = held.current;
    if (activeId === null && (selection?.selected.size ?? 0) === 0) return;
    const ids = new Set(shown.map(getRowId));
    if (activeId !== null && !ids.has(activeId)) {
      setActiveId(null);
      onActive?.(null);
    }
    if (selection === undefined) return;
    const seen = [...selection.selected].filter((id) => ids.has(id));
    if (seen.length < selection.selected.size) selection.onChange(new Set(seen));
  }, [shown, getRowId]);

  const setFilter = (id: string, filter: ColumnFilter | null) =>
    setFilters(({ [id]: _, ...others }) => (filter === null ? others : { ...others, [id]: filter }));
  const showColumns = (next: ReadonlySet<string>) => {
    setHidden(next);
    rememberHidden(browserStore(), props.memory, next);
  };
  const narrowed = columns.filter((column) => isFiltering(column, filters[column.id]));

  return (
    <div className={classes.frame} style={{ height }}>
      <TableToolbar
        columns={columns}
        hidden={hidden}
        onHidden={showColumns}
        filters={props.filters === false ? null : { search, onSearch: setSearch, narrowed }}
        onClear={() => {
          setFilters({});
          setSearch('');
        }}
        counts={{ shown: shown.length, all: rows.length, ticked: selection?.selected.size ?? 0 }}
        nouns={nouns}
        actions={actions?.(shown, visible)}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: rows that are not drawn have no place in a table element */}
      <div
        ref={scroller}
        className={classes.grid}
        role="grid"
        aria-label={ariaLabel}
        aria-rowcount={shown.length + 1}
        aria-colcount={visible.length + (selection ? 1 : 0)}
        aria-multiselectable={selection ? true : undefined}
        aria-activedescendant={inSight ? rowElement(activeIndex) : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div className={classes.width} style={{ minWidth: leastWidth }}>
          {/* biome-ignore lint/a11y/useSemanticElements: see above */}
          <div
            className={classes.header}
            role="rowgroup"
            style={{ height: HEADER_PX, marginBottom: -HEADER_PX }}
          >
            <LeftEdge className={classes.leftEdge} />
            {/* biome-ignore lint/a11y/useSemanticElements: see above */}
            {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and names its active row */}
            <div
              role="row"
              aria-rowindex={1}
              className={classes.headerRow}
              style={{ gridTemplateColumns: template }}
            >
              {selection && (
                <SelectAll
                  ticked={selection.selected.size}
                  all={shown.length}
                  onAll={tickAll}
                  onNone={() => selection.onChange(new Set())}
                />
              )}
              {visible.map((column, place) => (
                <HeaderCell
                  key={column.id}
                  pinned={place === 0 ? lead : null}
                  column={column}
                  rows={rows}
                  sort={sort?.column === column.id ? sort : null}
                  onSort={() => setSort(nextSort(sort, column.id))}
                  filter={filters[column.id]}
                  onFilter={props.filters === false ? null : (filter) => setFilter(column.id, filter)}
                />
              ))}
            </div>
          </div>
          {/* biome-ignore lint/a11y/useSemanticElements: see above */}
          <div role="rowgroup" className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
            {items.map(({ index, start }) => {
              const id = getRowId(shown[index]);
              return (
                <TableRow
                  // A row that scrolls out of sight leaves its elements to one that comes in.
                  key={index % slots}
                  element={rowElement(index)}
                  row={shown[index]}
                  index={index}
                  top={start}
                  columns={visible as readonly TableColumn<unknown>[]}
                  template={template}
                  lead={lead}
                  active={id === activeId}
                  ticked={selection ? selection.selected.has(id) : null}
                  onClick={onRowClick}
                  onDoubleClick={onRowDoubleClick}
                  onTick={onTick}
                />
              );
            })}
          </div>
        </div>
        {shown.length === 0 && (
          <Text className={classes.none} c="dimmed" size="sm" component="div">
            {rows.length === 0
              ? (props.empty ?? `There are no ${nouns[1]} yet.`)
              : `None of the ${nouns[1]} matches. Change the search or the filters.`}
          </Text>
        )}
      </div>
    </div>
  );
}
