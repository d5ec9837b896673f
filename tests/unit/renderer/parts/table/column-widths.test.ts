import { expect, test } from 'vitest';
import { columnWidths, gridTemplate } from '#renderer/parts/table/column-widths.ts';
import type { TableColumn } from '#renderer/parts/table/table-column.ts';

interface Row {
  name: string;
  duration: string;
}
const COLUMNS: readonly TableColumn<Row>[] = [
  { id: 'name', title: 'Name', value: ({ name }) => name, widthPx: 178, grow: 3 },
  { id: 'duration', title: 'Duration', value: ({ duration }) => duration, widthPx: 90 },
];
/** Ten pixels per character. */
const measure = (text: string) => 10 * text.length;

test('a column is as wide as its longest text and its title, if there is room', () => {
  const rows = [
    { name: 'a', duration: '45 s' },
    { name: 'b', duration: '1 min 20 s' },
  ];
  const widths = columnWidths(COLUMNS, rows, measure);
  expect(widths[1]).toEqual({ min: 90, natural: 124 });
  expect(gridTemplate(COLUMNS, widths)).toBe('minmax(84px, 3fr) minmax(90px, 124px)');
  // The title with its filter button.
  expect(columnWidths(COLUMNS, [], measure)[1].natural).toBe(124);
});

test('a column takes no more than it needs, unless its cells have other content than text', () => {
  const wide = { id: 'name', title: 'Name', value: ({ name }: Row) => name, widthPx: 300 };
  const rows = [{ name: 'abc', duration: '' }];
  expect(columnWidths([wide], rows, measure)).toEqual([{ min: 84, natural: 84 }]);
  const drawn = { ...wide, cell: () => 'something wide' };
  expect(columnWidths([drawn], rows, measure)).toEqual([{ min: 300, natural: 300 }]);
});

test('no column is wider than 2.5 times its width', () => {
  const rows = [{ name: 'a', duration: 'x'.repeat(100) }];
  expect(columnWidths(COLUMNS, rows, measure)[1]).toEqual({ min: 90, natural: 225 });
});

test('a long table is sampled, and only the longest text is measured', () => {
  const rows = Array.from({ length: 12_000 }, (_, index) => ({ name: 'n', duration: `${index % 10} s` }));
  let read = 0;
  let measured = 0;
  const [, duration] = COLUMNS;
  const countedValue = (row: Row) => {
    read++;
    return row.duration;
  };
  const counting = { ...duration, value: countedValue };
  columnWidths([counting], rows, (text) => {
    measured++;
    return 10 * text.length;
  });
  expect(read).toBeLessThanOrEqual(301);
  expect(measured).toBe(2);
});
