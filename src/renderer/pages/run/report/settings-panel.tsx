import { Button, Group, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { Run } from '../../../../shared/runs.ts';
import { downloadContent } from '../../../parts/download.ts';
import { count, dateTime } from '../../../parts/figures.ts';
import { flatSettings } from './flat-settings.ts';

/** Everything that is needed to make the run again. */
export function SettingsPanel({ run }: { run: Run }) {
  const { environment } = run;
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
          The command line trains it again: neural-ser train FOLDERS --config {run.id}.json
        </Text>
      </Group>
      <SimpleGrid cols={2} spacing="xl">
        <div>
          <Title order={2} mb="xs">
            Settings
          </Title>
          <Pairs label="Settings" pairs={flatSettings(run.settings)} />
        </div>
        <div>
          <Title order={2} mb="xs">
            Environment
          </Title>
          <Pairs
            label="Environment"
            pairs={[
              ['run', run.id],
              ['begun', dateTime(run.createdAt)],
              ...(run.finishedAt === null
                ? []
                : ([['ended', dateTime(run.finishedAt)]] as [string, string][])),
              ['parameters', count(run.parameters)],
              ['engine', environment.engine],
              ['device', environment.device],
              ['platform', environment.platform],
              ['neural-SER', environment.version],
              ['Node', environment.node],
              ...Object.entries(environment.packages),
            ]}
          />
        </div>
      </SimpleGrid>
    </Stack>
  );
}

function Pairs({ label, pairs }: { label: string; pairs: readonly (readonly [string, string])[] }) {
  return (
    <Table aria-label={label} verticalSpacing={3}>
      <Table.Tbody className="figures">
        {pairs.map(([name, value]) => (
          <Table.Tr key={name}>
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
