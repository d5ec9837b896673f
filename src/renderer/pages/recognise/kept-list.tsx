import { ActionIcon, Button, Group, ScrollArea, Stack, Table, Text, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { Failure } from '../../../shared/failure.ts';
import type { Recording } from '../../../shared/sounds.ts';
import { FailureNote } from '../../parts/failure-note.tsx';
import { dateTime } from '../../parts/figures.ts';
import { durationText } from '../../parts/sound-axes.ts';

export interface KeptListProps {
  recordings: readonly Recording[];
  failure: Failure | null;
  onOpen(recording: Recording): void;
  onRemove(recording: Recording): void;
}

/** The recordings in the laboratory's folder. */
export function KeptList({ recordings, failure, onOpen, onRemove }: KeptListProps) {
  if (failure !== null) return <FailureNote failure={failure} />;
  if (recordings.length === 0) {
    return (
      <Text c="dimmed" size="sm" py="sm">
        No recording is kept yet. “Keep” beside a sound puts it into the laboratory’s folder.
      </Text>
    );
  }
  return (
    <Stack gap={6}>
      <ScrollArea.Autosize mah={320} type="auto">
        <Table aria-label="Kept recordings" stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Recording</Table.Th>
              <Table.Th ta="right" w={90}>
                Length
              </Table.Th>
              <Table.Th w={150}>Kept</Table.Th>
              <Table.Th w={150} aria-label="Actions" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {recordings.map((recording) => (
              <Table.Tr key={recording.id}>
                <Table.Td style={{ maxWidth: 0, width: '100%' }}>
                  <Text size="sm" truncate title={recording.path}>
                    {recording.name}
                  </Text>
                </Table.Td>
                <Table.Td ta="right" className="figures">
                  {durationText(recording.durationSeconds)}
                </Table.Td>
                <Table.Td className="figures" style={{ whiteSpace: 'nowrap' }}>
                  {dateTime(recording.createdAt)}
                </Table.Td>
                <Table.Td>
                  <Group gap={6} justify="flex-end" wrap="nowrap">
                    <Button
                      variant="default"
                      size="compact-xs"
                      aria-label={`Recognise ${recording.name}`}
                      onClick={() => onOpen(recording)}
                    >
                      Recognise
                    </Button>
                    <Tooltip label="Remove; it can be taken back">
                      <ActionIcon
                        variant="subtle"
                        size="sm"
                        aria-label={`Remove ${recording.name}`}
                        onClick={() => onRemove(recording)}
                      >
                        <IconTrash size={15} />
                      </ActionIcon>
                    </Tooltip>
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
    </Stack>
  );
}
