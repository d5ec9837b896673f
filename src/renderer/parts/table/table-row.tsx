import { Checkbox } from '@mantine/core';
import { type CSSProperties, memo } from 'react';
import classes from './data-table.module.css';
import { groupText, shownText, type TableColumn, type TableGroup } from './table-column.ts';
import type { Ticked } from './table-selection.ts';

interface TableRowProps {
  /** The id of the row's element. */
  element: string;
  row: unknown;
  /** Null for a row. */
  group: TableGroup<unknown> | null;
  /** Null in a table without groups. */
  level: 1 | 2 | null;
  /** Null if it cannot be expanded. */
  expanded: boolean | null;
  /** Its place among the lines of its level, from 1, and their number. */
  position: number;
  siblings: number;
  index: number;
  top: number;
  columns: readonly TableColumn<unknown>[];
  template: string;
  /** The width before the first column, in pixels. */
  lead: number;
  /** The number of columns that the title of a group covers, with the first. */
  titleColumns: number;
  active: boolean;
  /** Null: without a checkbox. */
  ticked: Ticked | null;
  onClick: (index: number) => void;
  onDoubleClick: (index: number) => void;
  onTick: (index: number, through: boolean) => void;
}

/** A visible row. Rendered again only when its properties change. */
export const TableRow = memo(function TableRow(props: TableRowProps) {
  const { row, group, level, index, columns, active, ticked } = props;
  const first = ticked === null ? 1 : 2;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element cannot omit the rows that are not drawn
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and names its active row
    <div
      id={props.element}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={ticked === null ? active : ticked === true}
      aria-level={level ?? undefined}
      aria-expanded={props.expanded ?? undefined}
      aria-posinset={level === null ? undefined : props.position}
      aria-setsize={level === null ? undefined : props.siblings}
      className={classes.row}
      data-active={active || undefined}
      data-odd={index % 2 === 1 || undefined}
      data-level={level ?? undefined}
      style={{ gridTemplateColumns: props.template, transform: `translateY(${props.top}px)` }}
      onClick={() => props.onClick(index)}
      onDoubleClick={() => props.onDoubleClick(index)}
    >
      {ticked !== null && (
        // biome-ignore lint/a11y/useSemanticElements: see above
        // biome-ignore lint/a11y/useFocusableInteractive: see above
        <div role="gridcell" aria-colindex={1} className={`${classes.tick} ${classes.pinned}`}>
          <Checkbox
            size="xs"
            checked={ticked === true}
            indeterminate={ticked === 'some'}
            tabIndex={-1}
            aria-label={`Select row ${index + 1}`}
            readOnly
            onClick={(event) => {
              event.stopPropagation();
              props.onTick(index, event.shiftKey);
            }}
          />
        </div>
      )}
      {columns.map((column, position) => {
        const covered = group === null ? 1 : props.titleColumns;
        if (position > 0 && position < covered) return null;
        const span = position === 0 && covered > 1 ? covered : undefined;
        const text = group === null ? shownText(column, row) : groupText(column, group);
        const drawn = group === null ? column.cell?.(row) : column.groupCell?.(group);
        return (
          // biome-ignore lint/a11y/useSemanticElements: see above
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          <div
            key={column.id}
            role="gridcell"
            aria-colindex={first + position}
            aria-colspan={span}
            className={position === 0 ? `${classes.cell} ${classes.pinned}` : classes.cell}
            style={position === 0 ? firstCell(props.lead, column.widthPx, span) : undefined}
            data-kind={column.kind}
            title={drawn === undefined ? text : undefined}
          >
            {drawn === undefined ? text : drawn}
          </div>
        );
      })}
    </div>
  );
});

/** A title that covers several columns covers one while the table is scrolled sideways, see the style sheet. */
const firstCell = (left: number, widthPx: number, span: number | undefined): CSSProperties =>
  span === undefined
    ? { left }
    : ({ left, gridColumn: `span ${span}`, '--first-width': `${widthPx}px` } as CSSProperties);
