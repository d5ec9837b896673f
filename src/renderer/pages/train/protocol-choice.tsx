import { Group, MultiSelect, NumberInput, Select, Stack, Text } from '@mantine/core';
import { PROTOCOL_MEANING, PROTOCOLS, type Protocol, type ProtocolName } from '../../../shared/protocols.ts';

/** Of one fold alone, with shares of the clips to choose. */
const WITH_TEST_SHARE: readonly ProtocolName[] = ['random', 'speaker-independent'];
const WITH_FOLDS: readonly ProtocolName[] = ['k-fold-random', 'k-fold-speakers'];

/** How the clips are divided, with one sentence on what that means and what it hides. */
export function ProtocolChoice({
  names,
  protocol,
  grid,
  onNames,
  onProtocol,
}: {
  names: readonly ProtocolName[];
  protocol: Protocol;
  grid: boolean;
  onNames(names: ProtocolName[]): void;
  onProtocol(protocol: Protocol): void;
}) {
  const share = (value: string | number) => Number(value) / 100;
  return (
    <Stack gap={6}>
      {grid ? (
        <MultiSelect
          label="Protocols"
          data={PROTOCOLS}
          value={[...names]}
          onChange={(chosen) => onNames(chosen as ProtocolName[])}
        />
      ) : (
        <Select
          label="Protocol"
          data={PROTOCOLS}
          value={names[0] ?? null}
          onChange={(name) => name && onNames([name as ProtocolName])}
        />
      )}
      {names.map((name) => (
        <Text key={name} size="sm" c="dimmed">
          {grid && <b>{name}: </b>}
          {PROTOCOL_MEANING[name]}
        </Text>
      ))}
      <Group gap="sm">
        {names.some((name) => WITH_FOLDS.includes(name)) && (
          <NumberInput
            label="Folds"
            w={90}
            min={2}
            max={100}
            allowDecimal={false}
            value={protocol.folds}
            onChange={(value) => typeof value === 'number' && onProtocol({ ...protocol, folds: value })}
          />
        )}
        {names.some((name) => name !== 'named') && (
          <NumberInput
            label="Validation"
            w={110}
            min={0}
            max={90}
            suffix=" %"
            value={Math.round(1000 * protocol.validationShare) / 10}
            onChange={(value) =>
              typeof value === 'number' && onProtocol({ ...protocol, validationShare: share(value) })
            }
          />
        )}
        {names.some((name) => WITH_TEST_SHARE.includes(name)) && (
          <NumberInput
            label="Test"
            w={110}
            min={1}
            max={90}
            suffix=" %"
            value={Math.round(1000 * protocol.testShare) / 10}
            onChange={(value) =>
              typeof value === 'number' && onProtocol({ ...protocol, testShare: share(value) })
            }
          />
        )}
      </Group>
    </Stack>
  );
}
