import { Checkbox } from '@mantine/core';
import { memo } from 'react';
import classes from './data-table.module.css';
import { shownText, type TableColumn } from './table-column.ts';

interface TableRowProps {
  /** The element's id. */
  element: string;
  row: unknown;
  index: number;
  top: number;
  columns: readonly TableColumn<unknown>[];
  template: string;
  /** The width before the first column, pixels. */
  lead: number;
  active: boolean;
  /** Null: without a box. */
  ticked: boolean | null;
  onClick: (index: number) => void;
  onDoubleClick: (index: number) => void;
  onTick: (index: number, through: boolean) => void;
}

/** One row in sight. Drawn again only when something about it changes. */
export const TableRow = memo(function TableRow(props: TableRowProps) {
  const { row, index, columns, active, ticked } = props;
  const first = ticked === null ? 1 : 2;
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are not drawn have no place in a table element
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and names its active row
    <div
      id={props.element}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={ticked ?? active}
      className={classes.row}
      data-active={active || undefined}
      data-odd={index % 2 === 1 || undefined}
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
            checked={ticked}
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
      {columns.map((column, place) => {
        const text = shownText(column, row);
        return (
          // biome-ignore lint/a11y/useSemanticElements: see above
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          <div
            key={column.id}
            role="gridcell"
            aria-colindex={first + place}
            className={place === 0 ? `${classes.cell} ${classes.pinned}` : classes.cell}
            style={place === 0 ? { left: props.lead } : undefined}
            data-kind={column.kind}
            title={column.cell ? undefined : text}
          >
            {column.cell ? column.cell(row) : text}
          </div>
        );
      })}
    </div>
  );
});
