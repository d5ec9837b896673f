import { Stack, Table, Text, Title } from '@mantine/core';
import { count, percent, withInterval } from '#shared/format.ts';
import { resultsAbout } from '#shared/ready-made.ts';
import { leakageSentence } from '#shared/result-sentences.ts';
import type { Run } from '#shared/runs.ts';

/** The number of clips in each part of the split, and the results of the leakage check. */
export function SplitPanel({ run }: { run: Run }) {
  const grouped = run.leakage.groups !== undefined;
  return (
    <Stack gap="sm">
      {/* For a tested run this text is shown below the results. */}
      {run.test === null && (
        <Text size="sm">
          <b>{run.settings.protocol.name}.</b> {resultsAbout(run.settings)} {leakageSentence(run.leakage)}
        </Text>
      )}
      <Table aria-label="Folds and leakage">
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
            {grouped && <Table.Th ta="right">Groups</Table.Th>}
            <Table.Th ta="right">Best epoch</Table.Th>
            <Table.Th ta="right">UAR</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody className="tabular">
          {run.folds.map(({ fold, name, train, validation, test, leakage, bestEpoch, uar }) => (
            <Table.Tr key={fold}>
              <Table.Td>{name}</Table.Td>
              <Table.Td ta="right">{count(train)}</Table.Td>
              <Table.Td ta="right">{count(validation)}</Table.Td>
              <Table.Td ta="right">{count(test)}</Table.Td>
              <LeakageCell n={leakage.clips} />
              <LeakageCell n={leakage.nearDuplicates} />
              <LeakageCell n={leakage.speakers} />
              <LeakageCell n={leakage.sentences} />
              {grouped && <LeakageCell n={leakage.groups ?? 0} />}
              <Table.Td ta="right">{bestEpoch ?? '–'}</Table.Td>
              <Table.Td ta="right">{uar === null ? '–' : percent(uar)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        {run.test !== null && (
          <Table.Tfoot className="tabular">
            <Table.Tr>
              <Table.Th colSpan={3}>All test clips</Table.Th>
              <Table.Th ta="right">{count(run.test.clips)}</Table.Th>
              <Table.Th colSpan={grouped ? 7 : 6} ta="right">
                UAR {withInterval(run.test.uar, run.test.uarInterval, run.test.resampling)}
              </Table.Th>
            </Table.Tr>
          </Table.Tfoot>
        )}
      </Table>
      <Text size="sm" c="dimmed">
        Same clips, near-identical recordings, speakers{grouped ? ', sentences and groups' : ' and sentences'}
        : how many of the test set also occur in training or validation.
        {run.folds.length > 1 && ' The UAR of one fold covers few speakers; the interval covers all folds.'}
        {run.settings.refit &&
          ' The model of this run, which predicts, was trained on all clips; its result is that of the folds.'}
      </Text>
      <Title order={2} mt="sm">
        Corpora
      </Title>
      <Table aria-label="Corpora of the run">
        <Table.Tbody className="tabular">
          {run.corpora.map(({ name, folder, clips }) => (
            <Table.Tr key={`${name} ${folder}`}>
              <Table.Td>{name}</Table.Td>
              <Table.Td ta="right">
                {count(clips)} {clips === 1 ? 'clip' : 'clips'}
              </Table.Td>
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

/** A leakage count; emphasized if it is not zero. */
function LeakageCell({ n }: { n: number }) {
  return (
    <Table.Td ta="right" c={n === 0 ? 'dimmed' : undefined} fw={n === 0 ? undefined : 600}>
      {count(n)}
    </Table.Td>
  );
}
