import { describe, expect, test } from 'vitest';
import {
  loadHiddenColumns,
  saveHiddenColumns,
  type TextStore,
} from '#renderer/parts/table/hidden-columns.ts';
import { rowForKey } from '#renderer/parts/table/row-keys.ts';
import type { TableColumn } from '#renderer/parts/table/table-column.ts';
import { tableCsv } from '#renderer/parts/table/table-csv.ts';

type Row = { text: string; number: number | null };
const COLUMNS: TableColumn<Row>[] = [
  { id: 'text', title: 'Text', value: ({ text }) => text, fixed: true, widthPx: 50 },
  { id: 'number', title: 'Level, dB', value: ({ number }) => number, text: () => 'rounded', widthPx: 50 },
  { id: 'rare', title: 'Rare', value: () => null, hidden: true, widthPx: 50 },
];

function memory(text: string | null = null): TextStore & { text: string | null } {
  return {
    text,
    getItem() {
      return this.text;
    },
    setItem(_, value) {
      this.text = value;
    },
  };
}

describe('the choice of columns', () => {
  test('is saved', () => {
    const store = memory();
    saveHiddenColumns(store, 'clips', new Set(['number']));
    expect([...loadHiddenColumns(store, 'clips', COLUMNS)]).toEqual(['number']);
  });

  test('is the default without a store, a name or valid text', () => {
    for (const store of [null, memory(), memory('{'), memory('{}'), memory('[1]'), memory('null')]) {
      expect([...loadHiddenColumns(store, 'clips', COLUMNS)]).toEqual(['rare']);
    }
    expect([...loadHiddenColumns(memory('["number"]'), undefined, COLUMNS)]).toEqual(['rare']);
  });

  test('ignores fixed columns and unknown ids', () => {
    expect([...loadHiddenColumns(memory('["text", "number", "gone"]'), 'clips', COLUMNS)]).toEqual([
      'number',
    ]);
  });

  test('is not saved if the store is full or blocked', () => {
    const full: TextStore = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    expect(() => saveHiddenColumns(full, 'clips', new Set(['number']))).not.toThrow();
  });
});

test('CSV has unrounded values and any text', () => {
  const rows: Row[] = [
    { text: 'a "quoted", comma', number: 1 / 3 },
    { text: 'two\nlines', number: null },
    { text: ' space', number: -20 },
  ];
  expect(tableCsv(rows, COLUMNS)).toBe(
    'Text,"Level, dB",Rare\r\n"a ""quoted"", comma",0.3333333333333333,\r\n"two\nlines",,\r\n" space",-20,\r\n',
  );
  expect(tableCsv([], COLUMNS.slice(0, 1))).toBe('Text\r\n');
});

describe('keys', () => {
  test.each([
    ['ArrowDown', -1, 0],
    ['ArrowDown', 98, 99],
    ['ArrowDown', 99, 99],
    ['ArrowUp', -1, 99],
    ['ArrowUp', 0, 0],
    ['PageDown', -1, 20],
    ['PageDown', 95, 99],
    ['PageUp', 5, 0],
    ['PageUp', 50, 30],
    ['Home', 50, 0],
    ['End', -1, 99],
    ['x', 5, null],
  ])('%s from %i leads to %s', (key, from, to) => {
    expect(rowForKey(key, from, 100, 20)).toBe(to);
  });
  test('do nothing in an empty table', () => expect(rowForKey('End', -1, 0, 20)).toBeNull());
});
