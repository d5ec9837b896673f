import { describe, expect, test } from 'vitest';
import { groupForKey } from '#renderer/parts/table/row-keys.ts';
import { groupText, type TableColumn } from '#renderer/parts/table/table-column.ts';
import { linesCsv } from '#renderer/parts/table/table-csv.ts';
import {
  groupIdOf,
  groupSizes,
  type TableGrouping,
  tableLines,
  tableUnits,
} from '#renderer/parts/table/table-lines.ts';
import { selectedItems, tickOf, withTicks } from '#renderer/parts/table/table-selection.ts';
import { type TableView, WHOLE_TABLE } from '#renderer/parts/table/table-view.ts';

interface Run {
  name: string;
  network: string | null;
  score: number | null;
}

const RUNS: Run[] = [
  { name: 'a1', network: 'a', score: 5 },
  { name: 'b1', network: 'b', score: 9 },
  { name: 'a2', network: 'a', score: 3 },
  { name: 'x', network: null, score: 7 },
  { name: 'a3', network: 'a', score: null },
  { name: 'c1', network: 'c', score: 1 },
];
const mean = (rows: readonly Run[]) => {
  const known = rows.flatMap(({ score }) => score ?? []);
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length;
};
const COLUMNS: TableColumn<Run>[] = [
  { id: 'name', title: 'Name', widthPx: 90, value: ({ name }) => name, groupValue: ({ title }) => title },
  { id: 'network', title: 'Network', widthPx: 90, value: ({ network }) => network },
  {
    id: 'score',
    title: 'Score',
    kind: 'number',
    widthPx: 90,
    value: ({ score }) => score,
    groupValue: ({ rows }) => mean(rows),
  },
];
const nameOf = ({ name }: Run) => name;
const grouping = (minRows = 1): TableGrouping<Run> => ({
  keyOf: ({ network }) => network,
  titleOf: (key) => `network ${key}`,
  minRows,
});
function linesOf(view: Partial<TableView> = {}, expanded: string[] = [], grouped = grouping()) {
  const units = tableUnits(RUNS, COLUMNS, { ...WHOLE_TABLE, ...view }, grouped, groupSizes(RUNS, grouped));
  return { units, lines: tableLines(units, new Set(expanded), nameOf) };
}
const A = groupIdOf('a');
const shown = (...args: Parameters<typeof linesOf>) => linesOf(...args).lines.map(({ id }) => id);

describe('the lines of a table with groups', () => {
  test('are groups in the order of their first rows, and rows without a group', () => {
    expect(shown()).toEqual([A, groupIdOf('b'), 'x', groupIdOf('c')]);
    expect(linesOf().lines[0].group).toEqual({
      id: A,
      title: 'network a',
      rows: [RUNS[0], RUNS[2], RUNS[4]],
      all: 3,
    });
  });

  test('have the rows of expanded groups below them, with their places', () => {
    const { lines } = linesOf({}, [A, 'gone']);
    expect(
      lines.map(({ id, level, parent, expanded, position, siblings }) => [
        id,
        level,
        parent,
        expanded,
        `${position}/${siblings}`,
      ]),
    ).toEqual([
      [A, 1, null, true, '1/4'],
      ['a1', 2, A, null, '1/3'],
      ['a2', 2, A, null, '2/3'],
      ['a3', 2, A, null, '3/3'],
      [groupIdOf('b'), 1, null, false, '2/4'],
      ['x', 1, null, null, '3/4'],
      [groupIdOf('c'), 1, null, false, '4/4'],
    ]);
  });

  test('do not fold small groups, by all of their rows and not by those that match', () => {
    expect(shown({}, [], grouping(2))).toEqual([A, 'b1', 'x', 'c1']);
    const filters = { score: { kind: 'text', text: '3' } } as const;
    expect(shown({ filters }, [A], grouping(2))).toEqual([A, 'a2']);
    expect(linesOf({ filters }, [], grouping(2)).lines[0].group).toMatchObject({ rows: [RUNS[2]], all: 3 });
  });

  test('are sorted by the values of groups, and rows within groups', () => {
    const by = (column: string, descending: boolean) =>
      shown({ sort: { column, descending } }, [A], grouping(2));
    expect(by('score', true)).toEqual(['b1', 'x', A, 'a1', 'a2', 'a3', 'c1']);
    expect(by('score', false)).toEqual(['c1', A, 'a2', 'a1', 'a3', 'x', 'b1']);
    expect(by('network', false)).toEqual([A, 'a1', 'a2', 'a3', 'b1', 'c1', 'x']);
  });

  test('have the different texts of a group’s rows', () => {
    const group = linesOf().lines[0].group!;
    expect(COLUMNS.map((column) => groupText(column, group))).toEqual(['network a', 'a', '4']);
    const plain: TableColumn<Run> = { id: 'n', title: 'N', widthPx: 9, value: ({ name }) => name };
    expect(groupText(plain, group)).toBe('a1, a2, a3');
    const many = Array.from({ length: 20 }, (_, index) => ({ name: `${index}`, network: 'a', score: null }));
    expect(groupText(plain, { ...group, rows: many })).toBe('20 values');
  });
});

test('arrow keys expand and fold groups, and move between a group and its rows', () => {
  const folded = { expanded: false, parent: null };
  const open = { expanded: true, parent: null };
  const member = { expanded: null, parent: A };
  const plain = { expanded: null, parent: null };
  const results = ['ArrowRight', 'ArrowLeft', 'ArrowDown'].map((key) =>
    [folded, open, member, plain].map((line) => groupForKey(key, line)),
  );
  expect(results).toEqual([
    ['toggle', 'first', null, null],
    [null, 'toggle', 'parent', null],
    [null, null, null, null],
  ]);
});

describe('the selection', () => {
  const { units, lines } = linesOf({}, [A]);
  const groupOf = (id: string) => lines.find((line) => line.id === id)?.group ?? null;
  const line = (id: string) => lines.find((one) => one.id === id)!;
  const selectionAfter = (selected: string[], ids: string[], ticked: boolean) => [
    ...withTicks(new Set(selected), ids.map(line), ticked, nameOf, groupOf),
  ];
  const ticks = (...selected: string[]) =>
    [A, 'a1', 'a2', 'x'].map((id) => tickOf(line(id), new Set(selected), nameOf));

  test('of a group stands for its rows', () => {
    expect(selectionAfter(['a1', 'x'], [A], true).toSorted()).toEqual([A, 'x']);
    expect(ticks(A)).toEqual([true, true, true, false]);
    expect(selectionAfter([A], [A], false)).toEqual([]);
  });

  test('of all rows is not the selection of the group', () => {
    expect(selectionAfter([], ['a1', 'a2', 'a3'], true)).toEqual(['a1', 'a2', 'a3']);
    expect(ticks('a1', 'a2', 'a3')).toEqual(['some', true, true, false]);
    expect(ticks('a1')).toEqual(['some', true, false, false]);
    expect(selectedItems(units, new Set(['a1', 'a2']), nameOf)).toHaveLength(2);
  });

  test('without one row of a selected group keeps the others', () => {
    expect(selectionAfter([A], ['a2'], false)).toEqual(['a1', 'a3']);
  });

  test('of a range with a group and its rows has the group once', () => {
    expect(selectionAfter([], [A, 'a1', 'a2', 'a3', 'x'], true)).toEqual([A, 'x']);
    expect(selectionAfter([A, 'x'], [A, 'a1', 'x'], false)).toEqual([]);
  });

  test('lists rows and groups in the order of the table, and ignores what is not there', () => {
    const items = selectedItems(units, new Set(['x', A, 'gone', 'group:gone']), nameOf);
    expect(items.map(({ id, rows, group }) => [id, rows.map(nameOf), group?.title ?? null])).toEqual([
      [A, ['a1', 'a2', 'a3'], 'network a'],
      ['x', ['x'], null],
    ]);
  });
});

test('the CSV of lines has groups and the rows of expanded groups', () => {
  const { lines } = linesOf({}, [A], grouping(2));
  expect(linesCsv(lines, COLUMNS)).toBe(
    [
      'Group,Rows,Name,Network,Score',
      'network a,3,network a,a,4',
      'network a,,a1,a,5',
      'network a,,a2,a,3',
      'network a,,a3,a,',
      ',,b1,b,9',
      ',,x,,7',
      ',,c1,c,1',
      '',
    ].join('\r\n'),
  );
  const formula = { name: '=HYPERLINK("x")', network: '-1', score: -1 };
  expect(linesCsv([{ row: formula, group: null, parent: null }], COLUMNS)).toBe(
    'Name,Network,Score\r\n"\'=HYPERLINK(""x"")",\'-1,-1\r\n',
  );
});
