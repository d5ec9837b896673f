import { describe, expect, test } from 'vitest';
import type { TableColumn } from '#renderer/parts/table/table-column.ts';
import {
  type ColumnFilter,
  choicesOf,
  isFiltering,
  nextSort,
  shownRows,
  type TableView,
} from '#renderer/parts/table/table-view.ts';

interface Clip {
  name: string;
  sex: string | null;
  seconds: number | null;
}

const COLUMNS: TableColumn<Clip>[] = [
  { id: 'name', title: 'Name', value: ({ name }) => name, widthPx: 100 },
  { id: 'sex', title: 'Sex', value: ({ sex }) => sex, kind: 'choice', widthPx: 100 },
  {
    id: 'seconds',
    title: 'Seconds',
    value: ({ seconds }) => seconds,
    text: ({ seconds }) => `${seconds?.toFixed(1)} s`,
    kind: 'number',
    widthPx: 100,
  },
];
const CLIPS: Clip[] = [
  { name: 'Actor 10', sex: 'female', seconds: 2.04 },
  { name: 'actor 2', sex: null, seconds: 3.5 },
  { name: 'Zoë', sex: 'male', seconds: null },
  { name: 'Actor 1', sex: 'female', seconds: 2.04 },
];
const names = (view: Partial<TableView>) =>
  shownRows(CLIPS, COLUMNS, { sort: null, filters: {}, search: '', ...view }).map(({ name }) => name);

describe('the rows shown', () => {
  test('are the given list without a sort, filter or search', () => {
    expect(shownRows(CLIPS, COLUMNS, { sort: null, filters: {}, search: ' ' })).toBe(CLIPS);
  });

  test('are sorted without case, numbers in text by value', () => {
    expect(names({ sort: { column: 'name', descending: false } })).toEqual([
      'Actor 1',
      'actor 2',
      'Actor 10',
      'Zoë',
    ]);
    expect(names({ sort: { column: 'name', descending: true } })).toEqual([
      'Zoë',
      'Actor 10',
      'actor 2',
      'Actor 1',
    ]);
  });

  test('keep their order if equal; unknown values are last in both directions', () => {
    expect(names({ sort: { column: 'seconds', descending: false } })).toEqual([
      'Actor 10',
      'Actor 1',
      'actor 2',
      'Zoë',
    ]);
    expect(names({ sort: { column: 'seconds', descending: true } })).toEqual([
      'actor 2',
      'Actor 10',
      'Actor 1',
      'Zoë',
    ]);
  });

  test('are not sorted by an unknown column', () => {
    expect(names({ sort: { column: 'gone', descending: true } })).toEqual(CLIPS.map(({ name }) => name));
  });

  test('match every word of a search, in any column, as shown', () => {
    expect(names({ search: 'ACTOR female' })).toEqual(['Actor 10', 'Actor 1']);
    expect(names({ search: '3.5 s' })).toEqual(['actor 2']);
    expect(names({ search: '10female' })).toEqual([]);
    expect(names({ search: 'undefined' })).toEqual([]);
  });

  test.each<[string, Record<string, ColumnFilter>, string[]]>([
    ['text', { name: { kind: 'text', text: 'AC 1' } }, ['Actor 10', 'Actor 1']],
    ['choices', { sex: { kind: 'choice', chosen: ['male', null] } }, ['actor 2', 'Zoë']],
    ['numbers', { seconds: { kind: 'text', text: '>3' } }, ['actor 2']],
    [
      'several',
      { seconds: { kind: 'text', text: '2..3' }, name: { kind: 'text', text: '10' } },
      ['Actor 10'],
    ],
  ])('pass filters of %s', (_, filters, expected) => {
    expect(names({ filters })).toEqual(expected);
  });

  test('are not limited by empty or invalid filters', () => {
    const filters: Record<string, ColumnFilter> = {
      name: { kind: 'text', text: ' ' },
      sex: { kind: 'choice', chosen: [] },
      seconds: { kind: 'text', text: '>' },
    };
    expect(names({ filters })).toHaveLength(4);
    expect(COLUMNS.map((column) => isFiltering(column, filters[column.id]))).toEqual([false, false, false]);
  });

  test('of 12,000 are each found once', () => {
    const many = Array.from(
      { length: 12_000 },
      (_, index): Clip => ({
        name: `/corpora/ravdess/Actor_${index % 24}/03-01-05-01-01-${(index * 7919) % 12_000}.wav`,
        sex: index % 2 === 0 ? 'female' : 'male',
        seconds: ((index * 104_729) % 997) / 100,
      }),
    );
    const view: TableView = {
      sort: { column: 'name', descending: false },
      filters: { seconds: { kind: 'text', text: '>1' } },
      search: 'actor female',
    };
    const found = shownRows(many, COLUMNS, view);
    expect(found.length).toBeGreaterThan(4000);
    expect(new Set(found).size).toBe(found.length);
  });
});

test('lists the values of a column as shown, unknown last', () => {
  expect(choicesOf(CLIPS, COLUMNS[1])).toEqual([
    { value: 'female', rows: 2 },
    { value: 'male', rows: 1 },
    { value: null, rows: 1 },
  ]);
  expect(choicesOf(CLIPS, COLUMNS[2]).map(({ value }) => value)).toEqual(['2.0 s', '3.5 s', null]);
});

test('matches a row with several values by each of them', () => {
  const tagged: TableColumn<{ tags: string[] }> = {
    id: 'tags',
    title: 'Tags',
    kind: 'choice',
    value: ({ tags }) => tags.join(', ') || null,
    values: ({ tags }) => tags,
    widthPx: 100,
  };
  const rows = [{ tags: ['grid', 'pilot'] }, { tags: ['grid'] }, { tags: [] }];
  expect(choicesOf(rows, tagged)).toEqual([
    { value: 'grid', rows: 2 },
    { value: 'pilot', rows: 1 },
    { value: null, rows: 1 },
  ]);
  const chosen = (...values: (string | null)[]) =>
    shownRows(rows, [tagged], {
      sort: null,
      filters: { tags: { kind: 'choice', chosen: values } },
      search: '',
    });
  expect(chosen('pilot', null)).toEqual([rows[0], rows[2]]);
  expect(chosen('grid, pilot')).toEqual([]);
});

test('a header sorts ascending, then descending, then not at all', () => {
  const column = { id: 'name' };
  const up = nextSort({ column: 'other', descending: true }, column);
  const down = nextSort(up, column);
  expect([up, down, nextSort(down, column)]).toEqual([
    { column: 'name', descending: false },
    { column: 'name', descending: true },
    null,
  ]);
});

test('a header of values that are better when greater sorts descending first', () => {
  const column = { id: 'uar', greaterIsBetter: true };
  const down = nextSort({ column: 'name', descending: false }, column);
  const up = nextSort(down, column);
  expect([down, up, nextSort(up, column)]).toEqual([
    { column: 'uar', descending: true },
    { column: 'uar', descending: false },
    null,
  ]);
});
