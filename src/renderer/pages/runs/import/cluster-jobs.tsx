import { Badge, Group, ScrollArea, Stack, Table, Text, Title, Tooltip } from '@mantine/core';
import type { ClusterStatus, JobState } from '#shared/cluster.ts';
import { dateTime, percent } from '#shared/format.ts';

const COLOURS: Record<JobState, string> = {
  pending: 'gray',
  running: 'blue',
  failed: 'red',
  finished: 'green',
};

/** The jobs of a grid on a cluster: how many are pending, running, failed and finished, and each with its progress. */
export function ClusterJobs({ status: { name, counts, jobs } }: { status: ClusterStatus }) {
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Title order={3}>{name}</Title>
        {(Object.keys(COLOURS) as JobState[]).map((state) => (
          <Badge key={state} variant="dot" color={COLOURS[state]} tt="none">
            {counts[state]} {state}
          </Badge>
        ))}
        <Text size="sm" c="dimmed">
          {counts.imported} imported
        </Text>
      </Group>
      <ScrollArea.Autosize mah={260} type="auto" offsetScrollbars="present">
        <Table stickyHeader aria-label={`Jobs of ${name}`} fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th ta="right">Job</Table.Th>
              <Table.Th>Name</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th ta="right">Epochs</Table.Th>
              <Table.Th ta="right">UAR</Table.Th>
              <Table.Th>Computer</Table.Th>
              <Table.Th>Updated</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {jobs.map((job) => (
              <Table.Tr key={job.id}>
                <Table.Td ta="right" className="tabular">
                  {job.number}
                </Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{job.name}</Table.Td>
                <Table.Td>
                  <Tooltip label={job.failure?.message} disabled={job.failure === null} multiline maw={360}>
                    <Badge
                      variant="dot"
                      color={COLOURS[job.state]}
                      tt="none"
                      tabIndex={job.failure ? 0 : undefined}
                    >
                      {job.state}
                    </Badge>
                  </Tooltip>
                  {job.imported && ' imported'}
                  {job.failure !== null && (
                    <Text size="xs" c="dimmed" lineClamp={2}>
                      {job.failure.message}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td ta="right" className="tabular">
                  {job.epochs === null ? '–' : `${job.epochs.done} of ${job.epochs.total}`}
                </Table.Td>
                <Table.Td ta="right" className="tabular">
                  {job.uar === null ? '–' : percent(job.uar)}
                </Table.Td>
                <Table.Td>{job.host ?? '–'}</Table.Td>
                <Table.Td className="tabular" style={{ whiteSpace: 'nowrap' }}>
                  {job.updatedAt === null ? '–' : dateTime(job.updatedAt)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
    </Stack>
  );
}
