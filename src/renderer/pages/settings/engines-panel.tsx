import { Button, Group, Skeleton, Table, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleOff, IconRefresh } from '@tabler/icons-react';
import type { Doctor } from '../../../shared/answers.ts';
import { Section } from './section.tsx';

/** What computes here: the engines, the devices, which is taken and why. */
export function EnginesPanel({
  doctor,
  asking,
  again,
}: {
  doctor: Doctor | undefined;
  asking: boolean;
  again(): void;
}) {
  return (
    <Section
      title="Engines and devices"
      about={
        doctor === undefined ? (
          'Each is being tried out …'
        ) : doctor.choice.engine === null ? (
          doctor.choice.reason
        ) : (
          <>
            Runs take <b>{doctor.choice.engine}</b> unless told otherwise. {doctor.choice.reason}
          </>
        )
      }
    >
      {doctor === undefined ? (
        <Skeleton height={160} />
      ) : (
        <Table aria-label="Engines and devices">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={200}>Name</Table.Th>
              <Table.Th w={110}>State</Table.Th>
              <Table.Th>Findings</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {doctor.engines.map(({ name, works, device, version, reason }) => (
              <Finding
                key={name}
                name={`${name} engine`}
                works={works}
                words={[
                  [device && `on ${device}`, version && `version ${version}`].filter(Boolean).join(', '),
                  reason,
                ]}
              />
            ))}
            {doctor.devices.map(({ kind, name, works, reason }) => (
              <Finding
                key={`${kind} ${name}`}
                name={kind === 'gpu' ? 'GPU' : 'Processor'}
                works={works}
                words={[name, reason]}
              />
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Group>
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={asking}
          onClick={again}
        >
          Examine again
        </Button>
      </Group>
    </Section>
  );
}

function Finding({
  name,
  works,
  words,
}: {
  name: string;
  works: boolean;
  words: readonly (string | null | undefined)[];
}) {
  return (
    <Table.Tr>
      <Table.Td fw={500}>{name}</Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          {works ? (
            <IconCircleCheck size={16} color="var(--emotion-disgust)" aria-hidden />
          ) : (
            <IconCircleOff size={16} color="var(--mantine-color-dimmed)" aria-hidden />
          )}
          {works ? 'works' : 'not used'}
        </Group>
      </Table.Td>
      <Table.Td>
        {words
          .filter((word) => word)
          .map((word) => (
            <Text key={word} size="sm">
              {word}
            </Text>
          ))}
      </Table.Td>
    </Table.Tr>
  );
}
