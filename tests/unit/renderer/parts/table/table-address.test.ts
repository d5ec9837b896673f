import { describe, expect, test } from 'vitest';
import { viewFromParams, viewToParams } from '#renderer/parts/table/table-address.ts';
import type { TableColumn } from '#renderer/parts/table/table-column.ts';
import { type TableView, WHOLE_TABLE } from '#renderer/parts/table/table-view.ts';

const COLUMNS: TableColumn<object>[] = [
  { id: 'name', title: 'Name', widthPx: 90, value: () => null },
  { id: 'uar', title: 'UAR', kind: 'number', widthPx: 90, value: () => null },
  { id: 'tags', title: 'Tags', kind: 'choice', widthPx: 90, value: () => null },
];
const written = (view: Partial<TableView>) =>
  `${new URLSearchParams(viewToParams({ ...WHOLE_TABLE, ...view }))}`;
const read = (search: string) => viewFromParams(new URLSearchParams(search), COLUMNS);

describe('the view in the address', () => {
  test.each<Partial<TableView>>([
    {},
    { sort: { column: 'uar', descending: true } },
    { sort: { column: 'name', descending: false }, search: 'a+b & c=d #é' },
    { filters: { uar: { kind: 'text', text: '>=50 <60' }, name: { kind: 'text', text: ' ' } } },
    { filters: { tags: { kind: 'choice', chosen: ['pilot, night', null, 'a&b'] } } },
  ])('is read as it was written: %o', (view) => {
    expect(read(written(view))).toEqual({ ...WHOLE_TABLE, ...view });
  });

  test('is readable, and empty for a whole table', () => {
    expect(written({})).toBe('');
    expect(
      written({
        sort: { column: 'uar', descending: true },
        search: 'compact',
        filters: { tags: { kind: 'choice', chosen: ['pilot', 'grid'] } },
      }),
    ).toBe('sort=-uar&search=compact&filter.tags=pilot&filter.tags=grid');
  });

  test.each([
    'sort=gone',
    'sort=',
    'sort=--uar',
    'sort=constructor',
    'filter.gone=x&filter.__proto__=x&filter.=x',
    'filter.name=',
    'other=1&search=',
    '%E0%A4%A',
  ])('ignores what is invalid: %s', (search) => {
    expect(read(search)).toEqual(WHOLE_TABLE);
  });

  test('is limited in length', () => {
    const long = 'x'.repeat(100_000);
    expect(read(`search=${long}`).search.length).toBeLessThanOrEqual(1000);
    const choices = Array.from({ length: 5000 }, (_, index) => `filter.tags=${index}`).join('&');
    expect(read(choices).filters.tags).toMatchObject({ chosen: { length: 200 } });
  });
});
