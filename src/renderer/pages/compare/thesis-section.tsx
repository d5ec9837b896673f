import { Anchor, Group, Popover, Stack, Switch, Text, Title } from '@mantine/core';
import { SaveTable } from '#renderer/parts/reports/save-table.tsx';
import type { Comparison } from '#shared/comparison.ts';
import { PUBLISHED_RESULTS } from '#shared/published-results.ts';
import { emotionTable, networkTable } from '#shared/tables/metric-tables.ts';
import { ResultTableView } from './result-table-view.tsx';

/** The two tables of the thesis for these items, with its published values beside them if wanted. */
export function ThesisSection({ comparison, published }: { comparison: Comparison; published: boolean }) {
  const reference = published ? PUBLISHED_RESULTS : undefined;
  const networks = networkTable(comparison, reference);
  const emotions = emotionTable(comparison, 'recall', reference);
  return (
    <Stack gap="md">
      {[networks, emotions].map((table) => (
        <div key={table.name}>
          <Group justify="space-between" mb={4}>
            <Title order={3}>{table.title}</Title>
            <SaveTable table={table} />
          </Group>
          <ResultTableView
            table={published ? { ...table, notes: withoutCaveat(table.notes) } : table}
            marked={(row) => table === networks && row >= comparison.items.length}
          />
        </div>
      ))}
      {published && <PublishedNote />}
    </Stack>
  );
}

/** The caveat is shown once, a click away; saved tables have it. */
const withoutCaveat = (notes: readonly string[]): string[] =>
  notes.filter((note) => !note.includes(PUBLISHED_RESULTS.caveat));

function PublishedNote() {
  return (
    <Text size="sm">
      (published): {PUBLISHED_RESULTS.source}, {PUBLISHED_RESULTS.label}.{' '}
      <Popover width={420} position="top-start" withArrow trapFocus>
        <Popover.Target>
          <Anchor component="button" type="button" inherit>
            Why they cannot be compared
          </Anchor>
        </Popover.Target>
        <Popover.Dropdown>
          <Text size="sm" tabIndex={0}>
            {PUBLISHED_RESULTS.caveat}
          </Text>
        </Popover.Dropdown>
      </Popover>
    </Text>
  );
}

/** Shows or hides the published values. */
export function PublishedSwitch({
  published,
  onChange,
}: {
  published: boolean;
  onChange(published: boolean): void;
}) {
  return (
    <Switch
      size="sm"
      label="Published values of the thesis"
      checked={published}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
