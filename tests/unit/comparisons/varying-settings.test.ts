import { expect, it } from 'vitest';
import { varyingSettings } from '#core/comparisons/varying-settings.ts';
import { DEFAULT_SETTINGS, type RunSettings } from '#shared/settings/catalogue.ts';

const measured = (id: string, changes: Partial<RunSettings>) => ({
  id,
  name: id,
  uar: 0.4,
  accuracy: 0.5,
  f1Macro: 0.3,
  settings: { ...DEFAULT_SETTINGS, ...changes },
});

it('lists the settings that differ, in the order of the catalogue, with the values of each run', () => {
  const table = varyingSettings([
    measured('a', { network: 'compact', epochs: 10 }),
    measured('b', { network: 'vgg19', epochs: 10, seed: 9 }),
  ]);
  expect(table.settings.map(({ path }) => path)).toEqual(['network', 'seed']);
  expect(table.runs.map(({ values }) => values)).toEqual([
    ['compact', DEFAULT_SETTINGS.seed],
    ['vgg19', 9],
  ]);
  expect(table.runs[0]).not.toHaveProperty('settings');
});

it('shows feature settings by their name, and null where a setting has no effect', () => {
  const folds = { ...DEFAULT_SETTINGS.protocol, name: 'k-fold-speakers' as const };
  const table = varyingSettings([
    measured('a', { features: { ...DEFAULT_SETTINGS.features, name: 'other' } }),
    measured('b', { protocol: folds }),
  ]);
  const column = (path: string) => table.settings.findIndex((setting) => setting.path === path);
  expect(table.runs[0].values[column('features')]).toBe('other');
  const values = table.runs.map((run) => run.values[column('protocol.folds')]);
  expect(values).toEqual([null, folds.folds]);
});

it('is empty for no runs and for equal ones', () => {
  expect(varyingSettings([])).toEqual({ settings: [], runs: [] });
  expect(varyingSettings([measured('a', {}), measured('b', {})]).settings).toEqual([]);
});
