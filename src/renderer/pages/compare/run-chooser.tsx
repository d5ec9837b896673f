import { Button, Loader, Text } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { useRunRows } from '#renderer/pages/runs/use-run-rows.ts';
import { EmptyState } from '#renderer/parts/notes/empty-state.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { RunStatusMark } from '#renderer/parts/notes/run-status.tsx';
import { DataTable, type TableColumn } from '#renderer/parts/table/data-table.tsx';
import type { RunSummary } from '#shared/answers.ts';
import { dateTime, percent } from '#shared/format.ts';
import { MAX_COMPARED_ITEMS } from '#shared/limits.ts';
import { PAGES } from '#shared/pages.ts';
import { usePreparedComparison } from './use-prepared-comparison.ts';

const NOUNS = ['run', 'runs'] as const;
const idOf = ({ id }: RunSummary) => id;

const COLUMNS: readonly TableColumn<RunSummary>[] = [
  { id: 'name', title: 'Name', widthPx: 200, grow: 3, fixed: true, value: ({ name }) => name },
  {
    id: 'status',
    title: 'Status',
    kind: 'choice',
    widthPx: 120,
    value: ({ status }) => (status === 'waiting' ? 'queued' : status),
    cell: ({ status }) => <RunStatusMark status={status} />,
  },
  { id: 'network', title: 'Network', kind: 'choice', widthPx: 110, value: ({ network }) => network },
  { id: 'protocol', title: 'Protocol', kind: 'choice', widthPx: 160, value: ({ protocol }) => protocol },
  { id: 'seed', title: 'Seed', kind: 'number', widthPx: 80, value: ({ seed }) => seed },
  {
    id: 'uar',
    title: 'UAR',
    kind: 'number',
    widthPx: 90,
    value: ({ uar }) => (uar === null ? null : 100 * uar),
    text: ({ uar }) => percent(uar ?? 0),
  },
  {
    id: 'created',
    title: 'Started',
    widthPx: 140,
    value: ({ createdAt }) => createdAt,
    text: ({ createdAt }) => dateTime(createdAt),
  },
];

/** The runs to choose from, when the address names none. */
export function RunChooser({ onCompare }: { onCompare(items: string[][]): void }) {
  const { rows, failure } = useRunRows(false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const chosen = useMemo(
    () => (rows ?? []).flatMap(({ id }) => (selected.has(id) ? [[id]] : [])),
    [rows, selected],
  );
  usePreparedComparison(chosen);
  if (rows === undefined)
    return failure === null ? <Loader role="img" aria-label="Loading" /> : <FailureNote failure={failure} />;
  if (rows.length < 2) {
    return (
      <EmptyState
        icon={<IconScale size={40} stroke={1.3} aria-hidden />}
        title={rows.length === 0 ? 'No runs yet' : 'Only one run yet'}
        actions={
          <Button component={Link} to={PAGES.train.path}>
            Train a model
          </Button>
        }
      >
        Two runs are needed for a comparison.
      </EmptyState>
    );
  }
  const problem =
    selected.size < 2
      ? 'Select at least two runs.'
      : selected.size > MAX_COMPARED_ITEMS
        ? `Select at most ${MAX_COMPARED_ITEMS} runs. To compare more, group them on the Runs page.`
        : null;
  return (
    <DataTable
      rows={rows}
      columns={COLUMNS}
      getRowId={idOf}
      ariaLabel="Runs to compare"
      nouns={NOUNS}
      height="calc(100vh - 150px)"
      memory="runs-to-compare"
      selection={{ selected, onChange: setSelected }}
      actions={() => (
        <>
          <Text size="sm" c="dimmed" role="status">
            {problem}
          </Text>
          <Button
            size="xs"
            h={30}
            leftSection={<IconScale size={15} aria-hidden />}
            disabled={problem !== null}
            onClick={() => onCompare(chosen)}
          >
            {problem === null ? `Compare ${selected.size} runs` : 'Compare'}
          </Button>
        </>
      )}
    />
  );
}
