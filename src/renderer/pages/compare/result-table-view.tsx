import { Table, Text } from '@mantine/core';
import { columnTitle, type ResultTable } from '#shared/tables/result-table.ts';
import classes from './result-table.module.css';
import { Scrollable } from './scrollable.tsx';

/** A table of results with its notes. The first cell of a row names the row. The best cells are bold. */
export function ResultTableView({
  table,
  marked,
}: {
  table: ResultTable;
  marked?: (row: number) => boolean;
}) {
  const { title, columns, rows, notes } = table;
  return (
    <div>
      <Scrollable label={table.title}>
        <Table aria-label={title} className={classes.table} verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column.title} ta={column.align}>
                  {columnTitle(column)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="tabular">
            {rows.map((cells, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity
              <Table.Tr key={row} data-marked={marked?.(row) || undefined}>
                {cells.map((cell, column) =>
                  column === 0 ? (
                    // biome-ignore lint/suspicious/noArrayIndexKey: as many as columns
                    <Table.Th key={column} scope="row" fw={400}>
                      {cell.text}
                    </Table.Th>
                  ) : (
                    <Table.Td
                      // biome-ignore lint/suspicious/noArrayIndexKey: as many as columns
                      key={column}
                      ta={columns[column].align}
                      className={columns[column].align === 'right' ? classes.number : undefined}
                      fw={cell.best ? 700 : undefined}
                      title={cell.best ? 'Best of the compared' : undefined}
                    >
                      {cell.text}
                    </Table.Td>
                  ),
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scrollable>
      {notes.map((note) => (
        <Text key={note} size="sm" c="dimmed" maw={1000}>
          {note}
        </Text>
      ))}
    </div>
  );
}
