import { ScrollArea, Table, Text, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { fileDrag } from '#renderer/parts/drag-out.ts';
import { durationText } from '#renderer/parts/sound/sound-axes.ts';
import classes from './sound-table.module.css';

/** A sound in a list. */
export interface SoundRow {
  key: string | number;
  name: string;
  /** Null if unknown. */
  durationSeconds: number | null;
  /** Whether it is the sound that is shown large. */
  shown?: boolean;
  /** Attributes of a sound that can be dragged to other programs, see `parts/drag-out.ts`. */
  drag?: ReturnType<typeof fileDrag>;
  /** The cells of the additional columns. */
  cells: readonly ReactNode[];
}

export interface SoundTableProps<Row extends SoundRow> {
  /** The accessible name of the table. */
  label: string;
  /** The additional columns, after name and length. */
  columns: readonly { key: string; title: ReactNode; width: number }[];
  rows: readonly Row[];
  /** Shown in place of an empty table. */
  empty: string;
  onOpen(row: Row): void;
}

/** A table of sounds; a click or Enter on a name opens the sound. */
export function SoundTable<Row extends SoundRow>({
  label,
  columns,
  rows,
  empty,
  onOpen,
}: SoundTableProps<Row>) {
  if (rows.length === 0) {
    return (
      <Text c="dimmed" size="sm" py="sm">
        {empty}
      </Text>
    );
  }
  return (
    <ScrollArea.Autosize mah={320} type="auto">
      <Table aria-label={label} stickyHeader className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Sound</Table.Th>
            <Table.Th ta="right" w={90}>
              Length
            </Table.Th>
            {columns.map(({ key, title, width }) => (
              <Table.Th key={key} w={width}>
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr
              key={row.key}
              className={classes.row}
              data-shown={row.shown || undefined}
              onClick={() => onOpen(row)}
              {...row.drag}
            >
              <Table.Td>
                <UnstyledButton
                  className={classes.open}
                  aria-current={row.shown ? 'true' : undefined}
                  title={row.name}
                  onClick={(event) => {
                    event.stopPropagation();
                    onOpen(row);
                  }}
                >
                  {row.name}
                </UnstyledButton>
              </Table.Td>
              <Table.Td ta="right" className="tabular">
                {row.durationSeconds === null ? '–' : durationText(row.durationSeconds)}
              </Table.Td>
              {row.cells.map((cell, index) => (
                <Table.Td key={columns[index].key} className="tabular">
                  {cell}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}
