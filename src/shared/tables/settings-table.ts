import type { Comparison } from '#shared/comparison.ts';
import { EMPTY_CELL, type ResultTable, textCell, textColumn } from './result-table.ts';

/** The settings of the items: those that differ, or all. `–`: the setting has no effect there. */
export function settingsTable({ items, settings }: Comparison, shown: 'differing' | 'all'): ResultTable {
  const rows = shown === 'all' ? settings : settings.filter(({ differs }) => differs);
  return {
    name: shown === 'all' ? 'settings' : 'settings-that-differ',
    title: shown === 'all' ? 'Settings' : 'Settings that differ',
    columns: [textColumn('Setting'), ...items.map(({ title }) => textColumn(title))],
    rows: rows.map(({ label, values }) => [
      textCell(label),
      ...values.map((value) => (value === null ? EMPTY_CELL : textCell(value))),
    ]),
    notes: rows.some(({ values }) => values.includes(null)) ? ['–: the setting has no effect there.'] : [],
  };
}
