import { Button, Group, Skeleton, Table, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleOff, IconRefresh } from '@tabler/icons-react';
import type { Doctor } from '#shared/answers.ts';
import { Section } from './section.tsx';

/** The available engines and devices, and which one runs use and why. */
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
          'Checking …'
        ) : doctor.choice.engine === null ? (
          doctor.choice.reason
        ) : (
          <>
            Default engine: <b>{doctor.choice.engine}</b>. {doctor.choice.reason}
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
              <Table.Th>Details</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {doctor.engines.map(({ name, works, device, version, reason }) => (
              <Finding
                key={name}
                name={`${name} engine`}
                works={works}
                details={[
                  [device && `on ${device}`, version && `version ${version}`].filter(Boolean).join(', '),
                  reason,
                ]}
              />
            ))}
            {doctor.devices.map(({ kind, name, works, reason }) => (
              <Finding
                key={`${kind} ${name}`}
                name={kind === 'gpu' ? 'GPU' : 'CPU'}
                works={works}
                details={[name, reason]}
              />
            ))}
            {doctor.encoders !== null && (
              <Finding
                name="Encoders"
                works={doctor.encoders.works}
                details={[
                  [
                    'ONNX Runtime',
                    doctor.encoders.version,
                    doctor.encoders.device && `on ${doctor.encoders.device}`,
                  ]
                    .filter(Boolean)
                    .join(' '),
                  doctor.encoders.reason,
                ]}
              />
            )}
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
          Check again
        </Button>
      </Group>
    </Section>
  );
}

function Finding({
  name,
  works,
  details,
}: {
  name: string;
  works: boolean;
  details: readonly (string | null | undefined)[];
}) {
  return (
    <Table.Tr>
      <Table.Td fw={500}>{name}</Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          {works ? (
            <IconCircleCheck size={16} color="var(--good)" aria-hidden />
          ) : (
            <IconCircleOff size={16} color="var(--mantine-color-dimmed)" aria-hidden />
          )}
          {works ? 'works' : 'not used'}
        </Group>
      </Table.Td>
      <Table.Td>
        {details
          .filter((detail) => detail)
          .map((detail) => (
            <Text key={detail} size="sm">
              {detail}
            </Text>
          ))}
      </Table.Td>
    </Table.Tr>
  );
}
