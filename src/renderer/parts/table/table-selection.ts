/**
 * The selection of a table with groups. It has the ids of rows and of groups: a selected group stands for all of its rows,
 * which are then not in the selection themselves.
 */
import type { TableGroup } from './table-column.ts';
import type { TableLine } from './table-lines.ts';

/** A selected row or group. */
export interface SelectedItem<Row> {
  id: string;
  /** The row, or the rows of the group that match the filters. */
  rows: readonly Row[];
  group: TableGroup<Row> | null;
}

export type Ticked = boolean | 'some';

type Unit<Row> = Pick<TableLine<Row>, 'row' | 'group'>;

/** Whether a line is selected; `some`: only rows of the group are. */
export function tickOf<Row>(
  { id, group, parent }: Pick<TableLine<Row>, 'id' | 'group' | 'parent'>,
  selected: ReadonlySet<string>,
  getRowId: (row: Row) => string,
): Ticked {
  if (selected.has(id) || (parent !== null && selected.has(parent))) return true;
  if (group === null || selected.size === 0) return false;
  return group.rows.some((row) => selected.has(getRowId(row))) ? 'some' : false;
}

/**
 * The selection after these lines are selected or deselected. Selecting a group replaces its rows; deselecting a row of a
 * selected group leaves its other rows selected.
 * @param groupOf The group with this id.
 */
export function withTicks<Row>(
  selected: ReadonlySet<string>,
  lines: readonly TableLine<Row>[],
  ticked: boolean,
  getRowId: (row: Row) => string,
  groupOf: (id: string) => TableGroup<Row> | null,
): ReadonlySet<string> {
  const next = new Set(selected);
  for (const { id, group, parent } of lines) {
    if (group !== null) {
      for (const row of group.rows) next.delete(getRowId(row));
    } else if (parent !== null && next.has(parent)) {
      if (ticked) continue;
      next.delete(parent);
      for (const row of groupOf(parent)?.rows ?? []) next.add(getRowId(row));
    }
    if (ticked) next.add(id);
    else next.delete(id);
  }
  return next;
}

/** The selected rows and groups, in the order of the table. Ids that are not in the table are ignored. */
export function selectedItems<Row>(
  units: readonly Unit<Row>[],
  selected: ReadonlySet<string>,
  getRowId: (row: Row) => string,
): SelectedItem<Row>[] {
  if (selected.size === 0) return [];
  const ofRow = (row: Row): SelectedItem<Row>[] =>
    selected.has(getRowId(row)) ? [{ id: getRowId(row), rows: [row], group: null }] : [];
  return units.flatMap(({ row, group }) => {
    if (group === null) return ofRow(row);
    return selected.has(group.id) ? [{ id: group.id, rows: group.rows, group }] : group.rows.flatMap(ofRow);
  });
}
