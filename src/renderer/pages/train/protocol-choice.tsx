import { Group, MultiSelect, Select, Stack, Text } from '@mantine/core';
import { PROTOCOL_MEANING, PROTOCOLS, type Protocol, type ProtocolName } from '../../../shared/protocols.ts';
import { Share, Whole } from './number-fields.tsx';

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
          <Whole
            label="Folds"
            width={90}
            least={2}
            most={100}
            value={protocol.folds}
            onChange={(folds) => onProtocol({ ...protocol, folds })}
          />
        )}
        {names.some((name) => name !== 'named') && (
          <Share
            label="Validation"
            value={protocol.validationShare}
            onChange={(validationShare) => onProtocol({ ...protocol, validationShare })}
          />
        )}
        {names.some((name) => WITH_TEST_SHARE.includes(name)) && (
          <Share
            label="Test"
            least={0.01}
            value={protocol.testShare}
            onChange={(testShare) => onProtocol({ ...protocol, testShare })}
          />
        )}
      </Group>
    </Stack>
  );
}
