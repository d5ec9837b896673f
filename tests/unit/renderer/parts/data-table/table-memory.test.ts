import { describe, expect, test } from 'vitest';
import {
  recallHidden,
  rememberHidden,
  type TextStore,
} from '../../../../../src/renderer/parts/data-table/hidden-columns.ts';
import { rowForKey } from '../../../../../src/renderer/parts/data-table/row-keys.ts';
import type { TableColumn } from '../../../../../src/renderer/parts/data-table/table-column.ts';
import { tableCsv } from '../../../../../src/renderer/parts/data-table/table-csv.ts';

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
  test('is remembered', () => {
    const store = memory();
    rememberHidden(store, 'clips', new Set(['number']));
    expect([...recallHidden(store, 'clips', COLUMNS)]).toEqual(['number']);
  });

  test('is the first one without a memory, a name or sound text', () => {
    for (const store of [null, memory(), memory('{'), memory('{}'), memory('[1]'), memory('null')]) {
      expect([...recallHidden(store, 'clips', COLUMNS)]).toEqual(['rare']);
    }
    expect([...recallHidden(memory('["number"]'), undefined, COLUMNS)]).toEqual(['rare']);
  });

  test('hides none that must be there and knows none that are gone', () => {
    expect([...recallHidden(memory('["text", "number", "gone"]'), 'clips', COLUMNS)]).toEqual(['number']);
  });

  test('is forgotten where nothing can be kept', () => {
    const full: TextStore = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    expect(() => rememberHidden(full, 'clips', new Set(['number']))).not.toThrow();
  });
});

test('CSV holds values as they are, and any text', () => {
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
  test('lead nowhere in an empty table', () => expect(rowForKey('End', -1, 0, 20)).toBeNull());
});
