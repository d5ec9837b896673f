import { useEffect, useMemo, useState } from 'react';
import type { TableColumn } from './table-column.ts';
import { groupSizes, type TableGrouping, type TableLine, tableLines, tableUnits } from './table-lines.ts';
import { prepareSearch, type TableView } from './table-view.ts';

const NO_SIZES: ReadonlyMap<string, number> = new Map();
const NONE: ReadonlySet<string> = new Set();

/** The expanded groups of each table with a name, so that they stay expanded when its page is opened again. */
const expandedGroups = new Map<string, ReadonlySet<string>>();

interface LinesOf<Row> {
  rows: readonly Row[];
  columns: readonly TableColumn<Row>[];
  view: TableView;
  grouping: TableGrouping<Row> | null;
  getRowId: (row: Row) => string;
  memory: string | undefined;
}

/** The lines of a table, and the rows that match its filters, with the state of its groups. */
export function useTableLines<Row>({ rows, columns, view, grouping, getRowId, memory }: LinesOf<Row>) {
  const [expanded, setExpanded] = useState(() => expandedGroups.get(memory ?? '') ?? NONE);
  const sizes = useMemo(() => (grouping === null ? NO_SIZES : groupSizes(rows, grouping)), [rows, grouping]);
  const units = useMemo(
    () => tableUnits(rows, columns, view, grouping, sizes),
    [rows, columns, view, grouping, sizes],
  );
  const lines: readonly TableLine<Row>[] = useMemo(
    () => tableLines(units, expanded, getRowId),
    [units, expanded, getRowId],
  );
  const shown = useMemo(
    () => units.flatMap(({ row, group }) => (group === null ? row : group.rows)),
    [units],
  );
  const groups = useMemo(
    () => new Map(units.flatMap(({ group }) => (group === null ? [] : [[group.id, group]]))),
    [units],
  );
  useEffect(() => prepareSearch(columns, rows), [columns, rows]);
  const toggle = (group: string) => {
    const next = new Set(expanded);
    if (!next.delete(group)) next.add(group);
    setExpanded(next);
    if (memory !== undefined) expandedGroups.set(memory, next);
  };
  return { units, lines, shown, groups, toggle };
}
