/** The lines of a table: its rows, or rows in groups that can be expanded. 10,000 rows take a few milliseconds. */
import { groupValue, type TableColumn, type TableGroup } from './table-column.ts';
import { shownRows, sortedBy, type TableView } from './table-view.ts';

/** How the rows of a table are grouped. Must be a stable reference. */
export interface TableGrouping<Row> {
  /** The key of the row's group; null: the row is in none. */
  keyOf: (row: Row) => string | null;
  titleOf: (key: string) => string;
  /** Groups of fewer rows are shown as rows. */
  minRows: number;
  /** The columns that a group's title repeats. It covers their cells where they follow the first column. */
  titled?: readonly string[];
}

/** A line that is drawn: a row, or a group. */
export interface TableLine<Row> {
  /** The id of the row or group. */
  id: string;
  /** The row; for a group its first. */
  row: Row;
  /** Null for a row. */
  group: TableGroup<Row> | null;
  /** Rows of an expanded group are at level 2. */
  level: 1 | 2;
  /** The id of the row's group, null at level 1. */
  parent: string | null;
  /** Null for a row. */
  expanded: boolean | null;
  /** Its place among the lines of its level and parent, from 1, and their number. */
  position: number;
  siblings: number;
}

/** A unit at level 1. */
type Unit<Row> = { row: Row; group: TableGroup<Row> | null };

/** The id of a group in its table. */
export const groupIdOf = (key: string): string => `group:${key}`;

/** The number of rows of each group, by key, whether or not they match the filters. */
export function groupSizes<Row>(
  rows: readonly Row[],
  { keyOf }: TableGrouping<Row>,
): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key !== null) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  return sizes;
}

/**
 * The rows and groups at level 1 in their order. Filters and search select rows; a group has those of its rows that match.
 * A sort orders the rows within each group, and the groups by their own values; without a sort, groups are in the order of
 * their first rows.
 */
export function tableUnits<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  view: TableView,
  grouping: TableGrouping<Row> | null,
  sizes: ReadonlyMap<string, number>,
): readonly Unit<Row>[] {
  const shown = shownRows(rows, columns, view);
  if (grouping === null) return shown.map((row) => ({ row, group: null }));
  const units: Unit<Row>[] = [];
  const members = new Map<string, Row[]>();
  for (const row of shown) {
    const key = grouping.keyOf(row);
    const all = key === null ? 0 : (sizes.get(key) ?? 0);
    if (key === null || all < grouping.minRows) {
      units.push({ row, group: null });
      continue;
    }
    const known = members.get(key);
    if (known !== undefined) {
      known.push(row);
      continue;
    }
    const rows = [row];
    members.set(key, rows);
    units.push({ row, group: { id: groupIdOf(key), title: grouping.titleOf(key), rows, all } });
  }
  const sorted = columns.find(({ id }) => id === view.sort?.column);
  if (sorted === undefined || view.sort === null) return units;
  return sortedBy(
    units,
    ({ row, group }) => (group === null ? sorted.value(row) : groupValue(sorted, group)),
    view.sort.descending,
  );
}

/** The lines of all units, with the rows of expanded groups. */
export function tableLines<Row>(
  units: readonly Unit<Row>[],
  expanded: ReadonlySet<string>,
  getRowId: (row: Row) => string,
): readonly TableLine<Row>[] {
  const lines: TableLine<Row>[] = [];
  const siblings = units.length;
  units.forEach(({ row, group }, index) => {
    const place = { position: index + 1, siblings, level: 1 as const, parent: null };
    if (group === null) {
      lines.push({ id: getRowId(row), row, group, expanded: null, ...place });
      return;
    }
    const isExpanded = expanded.has(group.id);
    lines.push({ id: group.id, row, group, expanded: isExpanded, ...place });
    if (!isExpanded) return;
    group.rows.forEach((member, at) => {
      lines.push({
        id: getRowId(member),
        row: member,
        group: null,
        level: 2,
        parent: group.id,
        expanded: null,
        position: at + 1,
        siblings: group.rows.length,
      });
    });
  });
  return lines;
}
