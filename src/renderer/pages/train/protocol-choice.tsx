import { Group, MultiSelect, Select, Stack, Text } from '@mantine/core';
import { PROTOCOL_MEANING, PROTOCOLS, type Protocol, type ProtocolName } from '../../../shared/protocols.ts';
import { Explained } from './explained.tsx';
import { Share, Whole } from './number-fields.tsx';
import { optionsAbout } from './options-about.tsx';
import { HELP } from './setting-words.ts';

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
        <Explained label="Protocols" help={HELP.protocol}>
          {(explained) => (
            <MultiSelect
              {...explained}
              {...optionsAbout(PROTOCOL_MEANING)}
              data={PROTOCOLS}
              value={[...names]}
              onChange={(chosen) => onNames(chosen as ProtocolName[])}
            />
          )}
        </Explained>
      ) : (
        <Explained label="Protocol" help={HELP.protocol}>
          {(explained) => (
            <Select
              {...explained}
              {...optionsAbout(PROTOCOL_MEANING)}
              data={PROTOCOLS}
              value={names[0] ?? null}
              onChange={(name) => name && onNames([name as ProtocolName])}
            />
          )}
        </Explained>
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
            help={HELP.folds}
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
            help={HELP.validation}
            value={protocol.validationShare}
            onChange={(validationShare) => onProtocol({ ...protocol, validationShare })}
          />
        )}
        {names.some((name) => WITH_TEST_SHARE.includes(name)) && (
          <Share
            label="Test"
            help={HELP.test}
            least={0.01}
            value={protocol.testShare}
            onChange={(testShare) => onProtocol({ ...protocol, testShare })}
          />
        )}
      </Group>
    </Stack>
  );
}
