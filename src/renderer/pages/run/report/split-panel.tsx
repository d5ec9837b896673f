import { Stack, Table, Text, Title } from '@mantine/core';
import { PROTOCOL_MEANING } from '../../../../shared/protocols.ts';
import type { Run } from '../../../../shared/runs.ts';
import { count, percent, withInterval } from '../../../parts/figures.ts';
import { leakageSentence } from './report-words.ts';

/** Which clips stood on which side, and what the audit found on both. */
export function SplitPanel({ run }: { run: Run }) {
  return (
    <Stack gap="sm">
      {/* Under the figures of a tested run it stands already. */}
      {run.test === null && (
        <Text size="sm">
          <b>{run.settings.protocol.name}.</b> {PROTOCOL_MEANING[run.settings.protocol.name]}{' '}
          {leakageSentence(run.leakage)}
        </Text>
      )}
      <Table aria-label="Folds and their audit">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Fold</Table.Th>
            <Table.Th ta="right">Train</Table.Th>
            <Table.Th ta="right">Validation</Table.Th>
            <Table.Th ta="right">Test</Table.Th>
            <Table.Th ta="right">Same clips</Table.Th>
            <Table.Th ta="right">Near-identical</Table.Th>
            <Table.Th ta="right">Speakers</Table.Th>
            <Table.Th ta="right">Sentences</Table.Th>
            <Table.Th ta="right">Best epoch</Table.Th>
            <Table.Th ta="right">UAR</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody className="figures">
          {run.folds.map(({ fold, name, train, validation, test, leakage, bestEpoch, uar }) => (
            <Table.Tr key={fold}>
              <Table.Td>{name}</Table.Td>
              <Table.Td ta="right">{count(train)}</Table.Td>
              <Table.Td ta="right">{count(validation)}</Table.Td>
              <Table.Td ta="right">{count(test)}</Table.Td>
              <Found n={leakage.clips} />
              <Found n={leakage.nearDuplicates} />
              <Found n={leakage.speakers} />
              <Found n={leakage.sentences} />
              <Table.Td ta="right">{bestEpoch ?? '–'}</Table.Td>
              <Table.Td ta="right">{uar === null ? '–' : percent(uar)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        {run.test !== null && (
          <Table.Tfoot className="figures">
            <Table.Tr>
              <Table.Th colSpan={3}>All test clips together</Table.Th>
              <Table.Th ta="right">{count(run.test.clips)}</Table.Th>
              <Table.Th colSpan={6} ta="right">
                UAR {withInterval(run.test.uar, run.test.uarInterval)}
              </Table.Th>
            </Table.Tr>
          </Table.Tfoot>
        )}
      </Table>
      <Text size="sm" c="dimmed">
        Same clips, near-identical recordings, speakers and sentences: how many of the test side’s also stand
        in training or validation.
        {run.folds.length > 1 && ' The UAR of one fold is of few speakers; the interval is of all.'}
      </Text>
      <Title order={2} mt="sm">
        Corpora
      </Title>
      <Table aria-label="Corpora of the run">
        <Table.Tbody className="figures">
          {run.corpora.map(({ name, folder, clips }) => (
            <Table.Tr key={`${name} ${folder}`}>
              <Table.Td>{name}</Table.Td>
              <Table.Td ta="right">{count(clips)} clips</Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{folder}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        Fingerprint of all clips and their emotions: {run.corpusFingerprint}
      </Text>
    </Stack>
  );
}

/** A zero is what one hopes for; anything else is to be seen. */
function Found({ n }: { n: number }) {
  return (
    <Table.Td ta="right" c={n === 0 ? 'dimmed' : undefined} fw={n === 0 ? undefined : 600}>
      {count(n)}
    </Table.Td>
  );
}
