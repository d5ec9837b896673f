import { Button, Group, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { downloadContent } from '#renderer/parts/download.ts';
import { correctionCountsText } from '#shared/corrections.ts';
import { ownWordsText } from '#shared/emotion-words.ts';
import { engineHistorySentence } from '#shared/engine-history.ts';
import { count, dateTime } from '#shared/format.ts';
import type { Run } from '#shared/runs.ts';
import { flatSettings } from '#shared/settings/flat-settings.ts';
import { correctionsTable } from '#shared/tables/corrections-table.ts';

/** The settings and the environment of the run: all that is needed to repeat it. */
export function SettingsPanel({ run }: { run: Run }) {
  const { environment } = run;
  const engines = engineHistorySentence(environment, run.folds.length);
  return (
    <Stack gap="md">
      <Group>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() =>
            downloadContent(`${run.id}.json`, `${JSON.stringify(run, null, 2)}\n`, 'application/json')
          }
        >
          Save the record as JSON
        </Button>
        <Text size="sm" c="dimmed">
          To train it again on the command line: neural-ser train FOLDERS --config {run.id}.json
        </Text>
      </Group>
      <SimpleGrid cols={2} spacing="xl">
        <div>
          <Title order={2} mb="xs">
            Settings
          </Title>
          <Pairs
            label="Settings"
            pairs={flatSettings(run.settings).map(({ path, label, value }) => [label, value, path])}
          />
        </div>
        <div>
          <Title order={2} mb="xs">
            Environment
          </Title>
          <Pairs
            label="Environment"
            pairs={[
              ['run ID', run.id],
              ['started', dateTime(run.createdAt)],
              ...(run.finishedAt === null
                ? []
                : ([['ended', dateTime(run.finishedAt)]] as [string, string][])),
              ['parameters', count(run.parameters)],
              ['engine', environment.engine],
              ['device', environment.device],
              ...(engines === null ? [] : ([['engines', engines]] as [string, string][])),
              ...(environment.ownWords === undefined
                ? []
                : ([['own words for emotions', ownWordsText(environment.ownWords)]] as [string, string][])),
              ['platform', environment.platform],
              ['neural-SER', environment.version],
              ['Node', environment.node],
              ...Object.entries(environment.packages),
            ]}
          />
        </div>
      </SimpleGrid>
      <Corrections run={run} />
    </Stack>
  );
}

/** The clips that were trained and tested with another label, or left out. */
function Corrections({ run }: { run: Run }) {
  const table = correctionsTable(run);
  if (table === null) return null;
  return (
    <div>
      <Title order={2} mb="xs">
        Corrections of clips
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {correctionCountsText(run.corrections)}. {table.notes.join(' ')}
      </Text>
      <Table aria-label="Corrections of clips" verticalSpacing={3}>
        <Table.Thead>
          <Table.Tr>
            {table.columns.map(({ title }) => (
              <Table.Th key={title}>{title}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {table.rows.map((cells) => (
            <Table.Tr key={cells.map(({ text }) => text).join(' ')}>
              {cells.map(({ text }, index) => (
                <Table.Td key={table.columns[index].title} style={{ overflowWrap: 'anywhere' }}>
                  {text}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Pairs({
  label,
  pairs,
}: {
  label: string;
  pairs: readonly (readonly [name: string, value: string, title?: string])[];
}) {
  return (
    <Table aria-label={label} verticalSpacing={3}>
      <Table.Tbody className="tabular">
        {pairs.map(([name, value, title]) => (
          <Table.Tr key={title ?? name} title={title}>
            <Table.Th scope="row" fw={400} c="dimmed" w={220}>
              {name}
            </Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
