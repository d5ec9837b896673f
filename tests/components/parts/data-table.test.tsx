import { useState } from 'react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type Locator, userEvent } from 'vitest/browser';
import { SAMPLE_COLUMNS, type SampleClip, sampleClips } from '#renderer/gallery/sample-clips.ts';
import { DataTable, type DataTableProps } from '#renderer/parts/table/data-table.tsx';
import type { TableGrouping } from '#renderer/parts/table/table-lines.ts';
import { graveFindings } from '../grave-findings.ts';
import { renderPart } from '../render-part.tsx';

const CLIPS = sampleClips(2000);
const pathOf = ({ path }: SampleClip) => path;

/** A table of 2000 clips; `selectable` adds checkboxes and reports changes of the selection. */
function Clips({
  selectable = false,
  onSelected,
  ...others
}: Partial<DataTableProps<SampleClip>> & { selectable?: boolean; onSelected?: (paths: string[]) => void }) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const onChange = (next: ReadonlySet<string>) => {
    setSelected(next);
    onSelected?.([...next]);
  };
  return (
    <DataTable
      rows={CLIPS}
      columns={SAMPLE_COLUMNS}
      getRowId={pathOf}
      ariaLabel="Clips"
      nouns={['clip', 'clips']}
      height={400}
      selection={selectable ? { selected, onChange } : undefined}
      {...others}
    />
  );
}

beforeEach(() => localStorage.clear());

/** The texts of a column's cells in the drawn rows, from the top. */
const cells = (grid: Locator, column: number) =>
  [...grid.element().querySelectorAll('[role=row][aria-rowindex]:not([aria-rowindex="1"])')]
    .toSorted((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
    .map((row) => row.querySelectorAll('[role=gridcell]')[column].textContent);

/** The position of the grid's active row among the shown rows, from 1; null for none. */
function activeRow(grid: Locator): number | null {
  const id = grid.element().getAttribute('aria-activedescendant');
  const row = id === null ? null : document.getElementById(id);
  return row === null ? null : Number(row.getAttribute('aria-rowindex')) - 1;
}

describe('layout', () => {
  test('no cell is cut while another column has space', async () => {
    const columns = [
      ...SAMPLE_COLUMNS.filter(({ id }) => id === 'path'),
      {
        id: 'duration',
        title: 'Duration',
        value: ({ seconds }: SampleClip) => `1 h ${Math.round(seconds)} min ${Math.round(seconds)} s`,
        widthPx: 70,
      },
    ];
    const screen = await renderPart(<Clips columns={columns} />);
    const grid = screen.getByRole('grid', { name: 'Clips' }).element();
    await expect.poll(() => grid.querySelectorAll('[role=gridcell]').length).toBeGreaterThan(10);
    const cut = [...grid.querySelectorAll('[role=gridcell]:not(:first-child)')].filter(
      (cell) => cell.scrollWidth > cell.clientWidth,
    );
    expect(cut.map(({ textContent }) => textContent)).toEqual([]);
    expect(grid.scrollWidth).toBe(grid.clientWidth);
  });

  test('the hint of a column appears below its title, where it covers no control', async () => {
    const columns = SAMPLE_COLUMNS.map((column) => ({ ...column, hidden: false }));
    const screen = await renderPart(<Clips columns={columns} />);
    const title = screen.getByRole('button', { name: 'Level', exact: true });
    await title.hover();
    const hint = screen.getByRole('tooltip');
    await expect.element(hint).toHaveTextContent('Average level of the whole clip');
    expect(hint.element().getBoundingClientRect().top).toBeGreaterThan(
      title.element().getBoundingClientRect().bottom - 4,
    );
  });
});

describe('keyboard', () => {
  test('moves the active row, scrolls it into view, and opens it', async () => {
    const onOpen = vi.fn<(clip: SampleClip) => void>();
    const onActive = vi.fn<(clip: SampleClip | null) => void>();
    const screen = await renderPart(<Clips onOpen={onOpen} onActive={onActive} />);
    const grid = screen.getByRole('grid', { name: 'Clips' });
    (grid.element() as HTMLElement).focus();
    for (const [key, row] of [
      ['{ArrowDown}', 1],
      ['{ArrowDown}', 2],
      ['{ArrowUp}', 1],
      ['{End}', 2000],
      ['{PageUp}', 1991],
      ['{PageDown}', 2000],
      ['{Home}', 1],
    ] as const) {
      await userEvent.keyboard(key);
      await expect.poll(() => activeRow(grid), { message: key }).toBe(row);
    }
    expect(onActive).toHaveBeenLastCalledWith(CLIPS[0]);
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(onOpen).toHaveBeenLastCalledWith(CLIPS[1]);
  });

  test('selects with Space, a range with Shift+Space, and all with Ctrl+A', async () => {
    const onSelected = vi.fn<(paths: string[]) => void>();
    const screen = await renderPart(<Clips selectable onSelected={onSelected} />);
    const grid = screen.getByRole('grid', { name: 'Clips' });
    (grid.element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowDown} ');
    expect(onSelected).toHaveBeenLastCalledWith([CLIPS[0].path]);
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{Shift>} {/Shift}');
    expect(onSelected).toHaveBeenLastCalledWith(CLIPS.slice(0, 3).map(pathOf));
    await userEvent.keyboard('{Control>}a{/Control}');
    expect(onSelected.mock.lastCall?.[0]).toHaveLength(2000);
    await expect.element(screen.getByRole('status')).toHaveTextContent('2,000 clips, 2,000 selected');
  });
});

test('draws only the visible rows', async () => {
  const screen = await renderPart(<Clips />);
  const grid = screen.getByRole('grid', { name: 'Clips' });
  await expect.element(grid).toHaveAttribute('aria-rowcount', '2001');
  await expect.poll(() => cells(grid, 0).length).toBeGreaterThan(8);
  grid.element().scrollTop = 1000 * 32;
  await expect.poll(() => cells(grid, 0)).toContain(CLIPS[1005].path);
  expect(cells(grid, 0).length).toBeLessThan(60);
});

test('a header sorts ascending, descending, then in the given order; unknown values are last', async () => {
  const screen = await renderPart(<Clips />);
  const grid = screen.getByRole('grid', { name: 'Clips' });
  const header = screen.getByRole('columnheader', { name: /^Length/ });
  const lengths = CLIPS.map(({ seconds }) => seconds).toSorted((a, b) => a - b);
  await header.getByRole('button', { name: 'Length' }).click();
  await expect.element(header).toHaveAttribute('aria-sort', 'ascending');
  expect(cells(grid, 3)[0]).toBe(`${lengths[0].toFixed(2)} s`);
  await header.getByRole('button', { name: 'Length' }).click();
  await expect.element(header).toHaveAttribute('aria-sort', 'descending');
  expect(cells(grid, 3)[0]).toBe(`${lengths.at(-1)?.toFixed(2)} s`);
  await header.getByRole('button', { name: 'Length' }).click();
  await expect.element(header).toHaveAttribute('aria-sort', 'none');
  expect(cells(grid, 0)[0]).toBe(CLIPS[0].path);

  const sex = screen.getByRole('columnheader', { name: /^Sex/ });
  await sex.getByRole('button', { name: 'Sex' }).click();
  await sex.getByRole('button', { name: 'Sex' }).click();
  await expect.poll(() => cells(grid, 2)[0]).toBe('male');
  (grid.element() as HTMLElement).focus();
  await userEvent.keyboard('{End}');
  await expect.poll(() => cells(grid, 2).at(-1)).toBe('–');
});

describe('filters', () => {
  test('combine a choice and a number condition, and one button clears them', async () => {
    const screen = await renderPart(<Clips />);
    const grid = screen.getByRole('grid', { name: 'Clips' });
    await screen.getByRole('button', { name: 'Filter Emotion' }).click();
    await screen.getByRole('checkbox', { name: /^fear/ }).click();
    const fear = CLIPS.filter(({ emotion }) => emotion === 'fear');
    await expect.element(screen.getByRole('status')).toHaveTextContent(`${fear.length} of 2,000 clips`);
    await userEvent.keyboard('{Escape}');
    await screen.getByRole('button', { name: 'Filter Length' }).click();
    const condition = screen.getByRole('textbox', { name: 'Length is' });
    await condition.fill('>');
    await expect.element(screen.getByText('Enter a number, >3, <2 or 1..3')).toBeVisible();
    await expect.element(screen.getByRole('status')).toHaveTextContent(`${fear.length} of 2,000 clips`);
    await condition.fill('>3');
    const long = fear.filter(({ seconds }) => seconds > 3);
    await expect.element(screen.getByRole('status')).toHaveTextContent(`${long.length} of 2,000 clips`);
    await expect.element(screen.getByRole('button', { name: 'Filter Length, on' })).toBeInTheDocument();
    expect(cells(grid, 0)[0]).toBe(long[0].path);
    await userEvent.keyboard('{Escape}');
    await screen.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => cells(grid, 0)[0]).toBe(CLIPS[0].path);
    await expect.element(screen.getByRole('status')).toHaveTextContent('2,000 clips');
  });

  test('the search matches every word in any column, and reports no matches', async () => {
    const screen = await renderPart(<Clips />);
    const search = screen.getByRole('textbox', { name: 'Search clips' });
    await search.fill('FEAR actor_03');
    const found = CLIPS.filter(({ path, emotion }) => emotion === 'fear' && path.includes('Actor_03'));
    await expect.element(screen.getByRole('status')).toHaveTextContent(`${found.length} of 2,000 clips`);
    await search.fill('nothing like it');
    await expect.element(screen.getByRole('status')).toHaveTextContent('0 of 2,000 clips');
    await screen.getByRole('button', { name: 'Clear the search' }).click();
    await expect.element(screen.getByRole('status')).toHaveTextContent('2,000 clips');
  });
});

test('deselects and deactivates a row that a filter hides', async () => {
  const onSelected = vi.fn<(paths: string[]) => void>();
  const onActive = vi.fn<(clip: SampleClip | null) => void>();
  const screen = await renderPart(<Clips selectable onSelected={onSelected} onActive={onActive} />);
  await screen.getByRole('checkbox', { name: 'Select all shown' }).click();
  expect(onSelected.mock.lastCall?.[0]).toHaveLength(2000);
  await screen.getByRole('gridcell', { name: CLIPS[0].path }).click();
  expect(onActive).toHaveBeenLastCalledWith(CLIPS[0]);
  await screen.getByRole('textbox', { name: 'Search clips' }).fill('surprise');
  const surprised = CLIPS.filter(({ emotion }) => emotion === 'surprise').map(pathOf);
  await expect.poll(() => onSelected.mock.lastCall?.[0]).toEqual(surprised);
  expect(onActive).toHaveBeenLastCalledWith(null);
  await screen.getByRole('checkbox', { name: 'Select none' }).click();
  expect(onSelected).toHaveBeenLastCalledWith([]);
});

test('saves hidden columns under the table’s name, and resets them', async () => {
  const screen = await renderPart(<Clips memory="test" />);
  await screen.getByRole('button', { name: 'Choose columns' }).click();
  await expect.element(screen.getByRole('checkbox', { name: 'File' })).toBeDisabled();
  await expect.element(screen.getByRole('checkbox', { name: 'Level' })).not.toBeChecked();
  await screen.getByRole('checkbox', { name: 'Sex' }).click();
  await screen.getByRole('checkbox', { name: 'Level' }).click();
  await expect.element(screen.getByRole('columnheader', { name: /^Level/ })).toBeVisible();
  await screen.unmount();

  const again = await renderPart(<Clips memory="test" />);
  await expect.element(again.getByRole('columnheader', { name: /^Level/ })).toBeVisible();
  await expect.element(again.getByRole('columnheader', { name: /^Sex/ })).not.toBeInTheDocument();
  await again.getByRole('button', { name: 'Choose columns' }).click();
  await again.getByRole('button', { name: 'Reset columns' }).click();
  await expect.element(again.getByRole('columnheader', { name: /^Sex/ })).toBeVisible();
  await expect.element(again.getByRole('columnheader', { name: /^Level/ })).not.toBeInTheDocument();
});

test('the first column stays at the left edge when the table scrolls sideways', async () => {
  const screen = await renderPart(
    <div style={{ width: 420 }}>
      <Clips selectable />
    </div>,
  );
  const grid = screen.getByRole('grid', { name: 'Clips' });
  const cell = screen.getByRole('gridcell', { name: CLIPS[0].path });
  await expect.element(cell).toBeVisible();
  const left = cell.element().getBoundingClientRect().left;
  grid.element().scrollLeft = 200;
  await expect.poll(() => cell.element().getBoundingClientRect().left).toBe(left);
});

test('opens a row on double click, or on a click with openOnClick', async () => {
  const onOpen = vi.fn<(clip: SampleClip) => void>();
  const screen = await renderPart(<Clips onOpen={onOpen} />);
  await screen.getByRole('gridcell', { name: CLIPS[1].path }).click();
  expect(onOpen).not.toHaveBeenCalled();
  await screen.getByRole('gridcell', { name: CLIPS[1].path }).dblClick();
  expect(onOpen.mock.calls).toEqual([[CLIPS[1]]]);
  await screen.unmount();
  const other = await renderPart(<Clips onOpen={onOpen} openOnClick />);
  await other.getByRole('gridcell', { name: CLIPS[2].path }).click();
  expect(onOpen).toHaveBeenLastCalledWith(CLIPS[2]);
});

test('is accessible with an open filter and with the choice of columns', async () => {
  const screen = await renderPart(<Clips selectable />);
  await screen.getByRole('button', { name: 'Filter Emotion' }).click();
  await expect.element(screen.getByRole('checkbox', { name: /^fear/ })).toBeVisible();
  expect(await graveFindings(screen)).toEqual([]);
  await userEvent.keyboard('{Escape}');
  await screen.getByRole('button', { name: 'Choose columns' }).click();
  await expect.element(screen.getByRole('checkbox', { name: 'File' })).toBeVisible();
  expect(await graveFindings(screen)).toEqual([]);
});

describe('groups', () => {
  const BY_EMOTION: TableGrouping<SampleClip> = {
    keyOf: ({ emotion }) => emotion,
    titleOf: (emotion) => `clips of ${emotion}`,
    minRows: 1,
  };
  const FIRST = CLIPS.filter(({ emotion }) => emotion === CLIPS[0].emotion);
  const emotions = new Set(CLIPS.map(({ emotion }) => emotion)).size;

  test('are rows of a tree grid that the keyboard expands, folds and selects as a whole', async () => {
    const onSelected = vi.fn<(paths: string[]) => void>();
    const onOpen = vi.fn<(clip: SampleClip) => void>();
    const screen = await renderPart(
      <Clips selectable grouping={BY_EMOTION} onSelected={onSelected} onOpen={onOpen} />,
    );
    const grid = screen.getByRole('treegrid', { name: 'Clips' });
    await expect.element(grid).toHaveAttribute('aria-rowcount', `${emotions + 1}`);
    await expect.element(screen.getByRole('status')).toHaveTextContent(`2,000 clips, ${emotions} groups`);
    (grid.element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowDown}{ArrowRight}');
    const groupRow = grid.element().querySelector('[aria-level="1"]')!;
    await expect.poll(() => groupRow.getAttribute('aria-expanded')).toBe('true');
    expect(groupRow.getAttribute('aria-setsize')).toBe(`${emotions}`);
    await expect.element(grid).toHaveAttribute('aria-rowcount', `${emotions + FIRST.length + 1}`);
    await userEvent.keyboard('{ArrowRight}');
    await expect.poll(() => activeRow(grid)).toBe(2);
    await userEvent.keyboard('{Enter}');
    expect(onOpen).toHaveBeenLastCalledWith(FIRST[0]);
    await userEvent.keyboard(' ');
    expect(onSelected).toHaveBeenLastCalledWith([FIRST[0].path]);
    await expect
      .element(screen.getByRole('checkbox', { name: 'Select row 1', exact: true }))
      .toBePartiallyChecked();
    await userEvent.keyboard('{ArrowLeft}');
    await expect.poll(() => activeRow(grid)).toBe(1);
    await userEvent.keyboard(' ');
    expect(onSelected).toHaveBeenLastCalledWith([`group:${FIRST[0].emotion}`]);
    await expect
      .element(screen.getByRole('status'))
      .toHaveTextContent(`2,000 clips, ${emotions} groups, ${FIRST.length} selected`);
    await userEvent.keyboard('{ArrowLeft}');
    await expect.element(grid).toHaveAttribute('aria-rowcount', `${emotions + 1}`);
    await userEvent.keyboard('{Enter}');
    await expect.element(grid).toHaveAttribute('aria-rowcount', `${emotions + FIRST.length + 1}`);
    expect(onOpen).toHaveBeenCalledOnce();
  });

  test('have the rows that match the filters, and a plain grid remains without groups', async () => {
    const screen = await renderPart(<Clips grouping={BY_EMOTION} />);
    await screen.getByRole('textbox', { name: 'Search clips' }).fill('fear actor_03');
    const found = CLIPS.filter(({ path, emotion }) => emotion === 'fear' && path.includes('Actor_03'));
    await expect
      .element(screen.getByRole('status'))
      .toHaveTextContent(`${found.length} of 2,000 clips, 1 group`);
    await screen.getByRole('textbox', { name: 'Search clips' }).fill('nothing like it');
    await expect.element(screen.getByRole('grid', { name: 'Clips' })).toHaveAttribute('aria-rowcount', '1');
  });
});
