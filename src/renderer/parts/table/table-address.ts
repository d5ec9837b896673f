/** The view of a table as parameters of an address, so that it can be bookmarked and the back button restores it. */
import type { TableColumn } from './table-column.ts';
import { type ColumnFilter, type TableView, WHOLE_TABLE } from './table-view.ts';

const SORT = 'sort';
const SEARCH = 'search';
const FILTER = 'filter.';
/** More characters of an address are ignored: no page writes them. */
const MAX_CHARACTERS = 1000;
const MAX_CHOICES = 200;

/**
 * Sort, search and filters: `sort=-uar` (descending), `search=compact`, `filter.uar=>50`,
 * `filter.status=finished&filter.status=failed`. An empty choice is an unknown value.
 */
export function viewToParams({ sort, search, filters }: TableView): [name: string, value: string][] {
  const params: [string, string][] = [];
  if (sort !== null) params.push([SORT, `${sort.descending ? '-' : ''}${sort.column}`]);
  if (search !== '') params.push([SEARCH, search]);
  for (const [column, filter] of Object.entries(filters)) {
    const values = filter.kind === 'text' ? [filter.text] : filter.chosen.map((value) => value ?? '');
    for (const value of values) params.push([`${FILTER}${column}`, value]);
  }
  return params;
}

/** The view of an address. Ignores columns that do not exist, and whatever else is invalid. */
export function viewFromParams<Row>(
  params: URLSearchParams,
  columns: readonly TableColumn<Row>[],
): TableView {
  const sorted = /^(-?)(.*)$/s.exec(params.get(SORT) ?? '');
  const column = columns.find(({ id }) => id === sorted?.[2]);
  const filters = columns.flatMap((one): [string, ColumnFilter][] => {
    const values = params.getAll(`${FILTER}${one.id}`).slice(0, MAX_CHOICES).map(short);
    if (values.length === 0) return [];
    if (one.kind === 'choice') {
      return [[one.id, { kind: 'choice', chosen: [...new Set(values)].map((value) => value || null) }]];
    }
    return values[0] === '' ? [] : [[one.id, { kind: 'text', text: values[0] }]];
  });
  return {
    ...WHOLE_TABLE,
    sort: column === undefined ? null : { column: column.id, descending: sorted?.[1] === '-' },
    search: short(params.get(SEARCH) ?? ''),
    filters: Object.fromEntries(filters),
  };
}

const short = (text: string): string => text.slice(0, MAX_CHARACTERS);
