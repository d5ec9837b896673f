import { Alert, Group, List, Loader, Stack, Text, Title } from '@mantine/core';
import { IconArrowDownRight, IconArrowUpRight, IconHelp, IconMinus } from '@tabler/icons-react';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { SaveTable } from '#renderer/parts/reports/save-table.tsx';
import type { ComparedDifference, Comparison } from '#shared/comparison.ts';
import type { Failure } from '#shared/failure.ts';
import { differencesTable, MCNEMAR_CAVEAT, ranksTable } from '#shared/tables/difference-tables.ts';
import { lookedItems } from '../item-look.ts';
import { ResultTableView } from '../result-table-view.tsx';
import { CriticalDifference } from './critical-difference.tsx';

const VERDICTS = {
  better: { Icon: IconArrowUpRight, colour: 'light-dark(#0b6b3a, #6ed39c)' },
  worse: { Icon: IconArrowDownRight, colour: 'light-dark(#b3261e, #ff9c92)' },
  'not-certain': { Icon: IconMinus, colour: 'var(--mantine-color-dimmed)' },
  unknown: { Icon: IconHelp, colour: 'var(--mantine-color-dimmed)' },
} as const satisfies Record<ComparedDifference['verdict'], unknown>;

/** Whether the differences from the baseline are certain: a sentence each, then the numbers. */
export function DifferenceSection({
  tested,
  failure,
}: {
  tested: Comparison | undefined;
  failure: Failure | null;
}) {
  if (failure !== null) return <FailureNote failure={failure} />;
  if (tested === undefined) return <Loader role="img" size="sm" aria-label="Testing the differences" />;
  const { differences, correction, friedman, comparable } = tested;
  if (differences.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Add another run to test a difference.
      </Text>
    );
  }
  if (comparable.basis === 'none') {
    return (
      <Alert color="gray" variant="light" icon={<IconHelp size={20} aria-hidden />}>
        {comparable.summary}
      </Alert>
    );
  }
  const table = differencesTable(tested);
  const sentences = new Set(differences.map(({ sentence }) => sentence));
  const ranks = ranksTable(tested);
  return (
    <Stack gap="md">
      <List spacing={4} listStyleType="none" withPadding={false}>
        {differences.map(({ sentence, verdict, second }) => {
          const { Icon, colour } = VERDICTS[verdict];
          return (
            <List.Item key={second} icon={<Icon size={18} aria-hidden style={{ color: colour }} />}>
              {sentence}
            </List.Item>
          );
        })}
      </List>
      {correction !== null && <Text size="sm">{correction}</Text>}
      <div>
        <Group justify="space-between" mb={4}>
          <Title order={3}>Numbers</Title>
          <SaveTable table={table} />
        </Group>
        <ResultTableView
          table={{
            ...table,
            notes: table.notes.filter(
              (note) => !sentences.has(note) && note !== correction && note !== MCNEMAR_CAVEAT,
            ),
          }}
        />
        {table.notes.includes(MCNEMAR_CAVEAT) && (
          <Text size="sm" maw={1000}>
            <b>Note:</b> {MCNEMAR_CAVEAT}
          </Text>
        )}
      </div>
      {friedman !== null && ranks !== null && (
        <div>
          <Group justify="space-between" mb={4}>
            <Title order={3}>All together: Friedman’s test over {friedman.unit}</Title>
            <SaveTable table={ranks} />
          </Group>
          <Text mb="xs">{friedman.sentence}</Text>
          <CriticalDifference friedman={friedman} items={lookedItems(tested.items)} />
          <ResultTableView
            table={{ ...ranks, notes: ranks.notes.filter((note) => note !== friedman.sentence) }}
          />
        </div>
      )}
    </Stack>
  );
}
