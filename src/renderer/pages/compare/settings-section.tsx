import { Switch, Text } from '@mantine/core';
import type { Comparison } from '#shared/comparison.ts';
import { count } from '#shared/format.ts';
import { settingsTable } from '#shared/tables/settings-table.ts';
import { ResultTableView } from './result-table-view.tsx';

/** The settings that differ between the items, or all. */
export function SettingsSection({ comparison, all }: { comparison: Comparison; all: boolean }) {
  const differing = comparison.settings.filter(({ differs }) => differs).length;
  if (differing === 0 && !all) {
    return (
      <Text size="sm" c="dimmed">
        {comparison.items.length === 1
          ? 'With one item there is nothing to compare.'
          : `All ${count(comparison.settings.length)} settings are the same.`}
      </Text>
    );
  }
  return <ResultTableView table={settingsTable(comparison, all ? 'all' : 'differing')} />;
}

/** Shows all settings instead of those that differ. */
export function AllSettingsSwitch({ all, onChange }: { all: boolean; onChange(all: boolean): void }) {
  return (
    <Switch
      size="sm"
      label="All settings"
      checked={all}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
