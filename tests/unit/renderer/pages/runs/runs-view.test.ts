import { describe, expect, test } from 'vitest';
import { numberRanges } from '#renderer/pages/runs/run-columns.tsx';
import { DEFAULT_GROUPING } from '#renderer/pages/runs/run-grouping.ts';
import { type RunsView, runsViewFromSearch, runsViewToSearch } from '#renderer/pages/runs/use-runs-view.ts';
import { WHOLE_TABLE } from '#renderer/parts/table/table-view.ts';

const DEFAULT_VIEW: RunsView = { table: WHOLE_TABLE, grouping: DEFAULT_GROUPING, trash: false };

describe('the address of the runs', () => {
  test('is empty for the default view', () => {
    expect(runsViewToSearch(DEFAULT_VIEW)).toBe('');
    expect(runsViewFromSearch('')).toEqual(DEFAULT_VIEW);
    expect(runsViewFromSearch('?show=bin&group=x&sort=gone')).toEqual(DEFAULT_VIEW);
  });

  test('has everything that the reader chose', () => {
    const view: RunsView = {
      table: {
        sort: { column: 'uar', descending: true },
        search: 'compact & co',
        filters: {
          status: { kind: 'choice', chosen: ['finished', 'failed'] },
          uar: { kind: 'text', text: '>50' },
        },
      },
      grouping: { by: 'settings', except: ['seed', 'epochs'] },
      trash: true,
    };
    const search = runsViewToSearch(view);
    expect(search).toBe(
      '?sort=-uar&search=compact+%26+co&filter.status=finished&filter.status=failed&filter.uar=%3E50&group=except%3Aseed%2Cepochs&show=trash',
    );
    expect(runsViewFromSearch(search)).toEqual(view);
  });
});

test('numbers are shown as ranges', () => {
  expect(numberRanges([3, 1, 2, 5, 4, 3])).toBe('1–5');
  expect(numberRanges([8, 7])).toBe('7, 8');
  expect(numberRanges([11, 7, 8, 9])).toBe('7–9, 11');
  expect(numberRanges([7])).toBe('7');
  expect(numberRanges([])).toBe('');
});
