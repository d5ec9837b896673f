import { Text } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  startTransition,
  useCallback,
  useDeferredValue,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { columnWidths, gridTemplate, measureText } from './column-widths.ts';
import classes from './data-table.module.css';
import type { DataTableProps } from './data-table-props.ts';
import { HeaderCell, SelectAll } from './header-cell.tsx';
import { LeftEdge } from './left-edge.tsx';
import type { TableColumn, TableGroup } from './table-column.ts';
import { handleTableKey } from './table-keys.ts';
import { TableRow } from './table-row.tsx';
import { selectedItems, tickOf, withTicks } from './table-selection.ts';
import { TableToolbar } from './table-toolbar.tsx';
import { type ColumnFilter, isFiltering, nextSort, type TableView, WHOLE_TABLE } from './table-view.ts';
import { useHiddenColumns } from './use-hidden-columns.ts';
import { useTableLines } from './use-table-lines.ts';

export type { DataTableProps } from './data-table-props.ts';
export type { TableColumn } from './table-column.ts';

const ROWS = ['row', 'rows'] as const;
const ROW_PX = 32;
const HEADER_PX = 36;
const TICK_PX = 36;
const NOTHING: ReadonlySet<string> = new Set();

/** The largest number of rows drawn at once. Row keys are taken modulo it, so that scrolling reuses row elements. */
function useSlots(drawn: number): number {
  const max = useRef(1);
  max.current = Math.max(max.current, drawn);
  return max.current;
}

/** A table of any length. It sorts, filters, searches and hides columns, works by keyboard, and draws only visible rows. */
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
  const [ownView, setOwnView] = useState<TableView>({ ...WHOLE_TABLE, sort: props.initialSort ?? null });
  const view = props.view ?? ownView;
  const { sort, filters, search } = view;
  const setView = (change: Partial<TableView>, kind: 'typed' | 'chosen') => {
    const next = { ...view, ...change };
    if (props.view === undefined) setOwnView(next);
    props.onView?.(next, kind);
  };
  const ownColumns = useHiddenColumns(props.memory, columns);
  const { hidden, setHidden } = props.columnChoice ?? ownColumns;
  const [activeId, setActiveId] = useState<string | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef<string | null>(null);
  const base = useId();

  const visible = useMemo(() => columns.filter(({ id }) => !hidden.has(id)), [columns, hidden]);
  // A field shows what is typed at once, while the lines follow in parts.
  const drawnView = useDeferredValue(view);
  const grouping = useDeferredValue(props.grouping ?? null);
  const { units, lines, shown, groups, toggle } = useTableLines({
    ...{ rows, columns, view: drawnView, getRowId },
    grouping,
    memory: props.memory,
  });
  const lead = selection ? TICK_PX : 0;
  const titled = props.grouping?.titled ?? [];
  const untitled = visible.findIndex(({ id }, position) => position > 0 && !titled.includes(id));
  const widths = useMemo(() => columnWidths(visible, rows, measureText), [visible, rows]);
  const template = `${selection ? `${lead}px ` : ''}${gridTemplate(visible, widths)}`;
  const minWidth = lead + widths.reduce((sum, { min }) => sum + min, 0);

  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
    paddingStart: HEADER_PX,
    scrollPaddingStart: HEADER_PX,
    useFlushSync: false,
  });
  // A new table is drawn without rows first. Otherwise the virtualizer would draw them all in one task with the header.
  const [isStarted, setStarted] = useState(false);
  useEffect(() => startTransition(() => setStarted(true)), []);
  const items = isStarted ? virtualizer.getVirtualItems() : [];
  const slots = useSlots(items.length);
  const activeIndex = activeId === null ? -1 : lines.findIndex(({ id }) => id === activeId);
  const rowElement = (index: number) => `${base}row${index}`;
  const isActiveDrawn = items.some(({ index }) => index === activeIndex);
  const chosen = selection?.selected ?? NOTHING;
  const picked = useMemo(() => selectedItems(units, chosen, getRowId), [units, chosen, getRowId]);
  const pickedRows = picked.reduce((sum, item) => sum + item.rows.length, 0);

  const activate = (index: number) => {
    const line = lines[index];
    setActiveId(line.id);
    virtualizer.scrollToIndex(index);
    onActive?.(line.group === null ? line.row : null);
  };
  const tick = (index: number, through: boolean) => {
    if (selection === undefined) return;
    const line = lines[index];
    const from = through ? lines.findIndex(({ id }) => id === anchor.current) : -1;
    const [low, high] = from < 0 ? [index, index] : [Math.min(from, index), Math.max(from, index)];
    const adding = tickOf(line, selection.selected, getRowId) !== true;
    anchor.current = line.id;
    selection.onChange(
      withTicks(
        selection.selected,
        lines.slice(low, high + 1),
        adding,
        getRowId,
        (id) => groups.get(id) ?? null,
      ),
    );
  };
  const tickAll = () =>
    selection?.onChange(new Set(units.map(({ row, group }) => (group === null ? getRowId(row) : group.id))));
  const open = (index: number) => {
    const { row, group } = lines[index];
    if (group === null) onOpen?.(row);
    else toggle(group.id);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // Keys pressed on the header's buttons are left to them.
    if (event.target !== event.currentTarget) return;
    const used = handleTableKey(event, {
      ...{ lines, activeIndex, open, activate, toggle, picked },
      selection: selection ? { tick, tickAll } : null,
      pageRows: Math.max(1, Math.floor((event.currentTarget.clientHeight - HEADER_PX) / ROW_PX) - 1),
      ...{ onSpace: props.onSpace, onShortcut: props.onShortcut },
    });
    if (used) event.preventDefault();
  };

  // Rows are memoized, so their callbacks must be stable references.
  const latest = useRef({ activate, tick, open, openOnClick: props.openOnClick });
  const held = useRef({ selection, activeId, onActive });
  // Not while rendering: what a click meets is what is drawn, not what is being prepared.
  useLayoutEffect(() => {
    latest.current = { activate, tick, open, openOnClick: props.openOnClick };
    held.current = { selection, activeId, onActive };
  });
  const onRowClick = useCallback((index: number) => {
    const { activate, open, openOnClick } = latest.current;
    activate(index);
    // A drag that selects text is not a click on the row.
    if (openOnClick && window.getSelection()?.type !== 'Range') open(index);
  }, []);
  const onRowDoubleClick = useCallback((index: number) => {
    const { open, openOnClick } = latest.current;
    if (!openOnClick) open(index);
  }, []);
  const onTick = useCallback((index: number, through: boolean) => latest.current.tick(index, through), []);

  useEffect(() => {
    const { selection, activeId, onActive } = held.current;
    if (activeId !== null && !lines.some(({ id }) => id === activeId)) {
      setActiveId(null);
      onActive?.(null);
    }
    if (selection === undefined || selection.selected.size === 0) return;
    // Rows of a folded group stay selected: the group shows that some of its rows are.
    const ids = new Set(shown.map(getRowId));
    const stillShown = [...selection.selected].filter((id) => ids.has(id) || groups.has(id));
    if (stillShown.length < selection.selected.size) selection.onChange(new Set(stillShown));
  }, [lines, shown, groups, getRowId]);

  const started = useRef(false);
  useEffect(() => {
    if (started.current || props.start === null || props.start === undefined) return;
    const index = lines.findIndex(({ id }) => id === props.start);
    if (index < 0) return;
    started.current = true;
    latest.current.activate(index);
  }, [lines, props.start]);

  const setFilter = (id: string, filter: ColumnFilter | null) => {
    const { [id]: before, ...others } = filters;
    const kind = filter?.kind === 'text' && before !== undefined ? 'typed' : 'chosen';
    setView({ filters: filter === null ? others : { ...others, [id]: filter } }, kind);
  };
  const onSearch = (text: string) => setView({ search: text }, search === '' ? 'chosen' : 'typed');
  const filtered = columns.filter((column) => isFiltering(column, filters[column.id]));

  return (
    <div className={classes.frame} style={{ height }}>
      <TableToolbar
        columns={columns}
        hidden={hidden}
        onHidden={setHidden}
        filters={props.filters === false ? null : { search, onSearch, filtered }}
        onClear={() => setView({ filters: {}, search: '' }, 'chosen')}
        counts={{
          ...{ shown: shown.length, all: rows.length, groups: groups.size },
          // A footer says it. A longer line here could move the rows while the user selects.
          ticked: props.footer === undefined ? pickedRows : 0,
        }}
        nouns={nouns}
        actions={actions?.(shown, visible, lines)}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: its role is grid or treegrid */}
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: see above */}
      <div
        ref={scroller}
        className={classes.grid}
        // Without groups there is nothing to expand, and the table is a plain grid.
        role={groups.size > 0 ? 'treegrid' : 'grid'}
        aria-label={ariaLabel}
        aria-rowcount={lines.length + 1}
        aria-colcount={visible.length + (selection ? 1 : 0)}
        aria-multiselectable={selection ? true : undefined}
        aria-activedescendant={isActiveDrawn ? rowElement(activeIndex) : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div className={classes.width} style={{ minWidth }}>
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
                  ticked={pickedRows}
                  all={shown.length}
                  onAll={tickAll}
                  onNone={() => selection.onChange(new Set())}
                />
              )}
              {visible.map((column, position) => (
                <HeaderCell
                  key={column.id}
                  pinned={position === 0 ? lead : null}
                  column={column}
                  rows={rows}
                  // What the lines show, which may follow the click in a moment.
                  sort={drawnView.sort?.column === column.id ? drawnView.sort : null}
                  onSort={() => setView({ sort: nextSort(sort, column) }, 'chosen')}
                  filter={filters[column.id]}
                  onFilter={props.filters === false ? null : (filter) => setFilter(column.id, filter)}
                />
              ))}
            </div>
          </div>
          {/* biome-ignore lint/a11y/useSemanticElements: see above */}
          <div role="rowgroup" className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
            {items.map(({ index, start }) => {
              const line = lines[index];
              return (
                <TableRow
                  // A row that scrolls out of view gives its elements to a row that scrolls in.
                  key={index % slots}
                  element={rowElement(index)}
                  row={line.row}
                  group={line.group as TableGroup<unknown> | null}
                  // Without groups, a level would make the grid a tree.
                  level={groups.size > 0 ? line.level : null}
                  expanded={line.expanded}
                  position={line.position}
                  siblings={line.siblings}
                  index={index}
                  top={start}
                  columns={visible as readonly TableColumn<unknown>[]}
                  template={template}
                  lead={lead}
                  titleColumns={untitled < 0 ? visible.length : untitled}
                  active={line.id === activeId}
                  ticked={selection ? tickOf(line, selection.selected, getRowId) : null}
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
              ? (props.empty ?? `No ${nouns[1]} yet.`)
              : `No ${nouns[1]} match. Change the search or the filters.`}
          </Text>
        )}
      </div>
      {props.footer?.(picked, visible)}
    </div>
  );
}
