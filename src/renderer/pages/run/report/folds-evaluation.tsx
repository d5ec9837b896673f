import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useLastingAction } from '#renderer/client/use-action.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import type { RequestOutput } from '#shared/contract.ts';
import { trainedOnNote } from '#shared/evaluation-notes.ts';
import { count, withInterval } from '#shared/format.ts';
import type { Run } from '#shared/runs.ts';
import type { OtherCorpus } from './other-corpora-rows.ts';

interface Tested {
  key: string;
  name: string;
  results: RequestOutput<'runs.evaluate'>;
}

/** Evaluates the networks of a run's folds, averaged, on the selected corpora. The results are shown and not saved. */
export function FoldsEvaluation({ run, targets }: { run: Run; targets: readonly OtherCorpus[] }) {
  const evaluate = useLastingAction('runs.evaluate', run.id);
  const [tested, setTested] = useState<readonly Tested[]>([]);
  const start = async () => {
    for (const { key, name, column } of targets) {
      if (column === null) continue;
      const { folder, corpus } = column;
      const input = { run: run.id, folders: [folder], corpus, keep: false, model: 'folds' as const };
      const results = await evaluate.run(input);
      // It failed or was cancelled.
      if (results === undefined) return;
      setTested((before) => [...before.filter((other) => other.key !== key), { key, name, results }]);
    }
  };
  return (
    <Stack gap="sm">
      <FailureNote failure={evaluate.failure} onClose={evaluate.clear} />
      {tested.length > 0 && (
        <div>
          <Table aria-label="Networks of the folds on other corpora">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Corpus</Table.Th>
                <Table.Th ta="right">Clips</Table.Th>
                <Table.Th ta="right">UAR [95 %]</Table.Th>
                <Table.Th ta="right">UAR, shared emotions</Table.Th>
                <Table.Th ta="right">Accuracy [95 %]</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody className="tabular">
              {tested.map(({ key, name, results }) => (
                <Table.Tr key={key}>
                  <Table.Td>
                    {name}
                    <Text size="xs" c="red">
                      {trainedOnNote(results.leakage)}
                    </Text>
                  </Table.Td>
                  <Table.Td ta="right">{count(results.clips)}</Table.Td>
                  <Table.Td ta="right">
                    {withInterval(results.uar, results.uarInterval, results.resampling)}
                  </Table.Td>
                  <Table.Td ta="right">
                    {results.restricted === null
                      ? '–'
                      : withInterval(
                          results.restricted.uar,
                          results.restricted.uarInterval,
                          results.restricted.resampling,
                        )}
                  </Table.Td>
                  <Table.Td ta="right">
                    {withInterval(results.accuracy, results.accuracyInterval, results.resampling)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {evaluate.running ? (
        <ProgressLine progress={evaluate.progress} label="Evaluation" onCancel={evaluate.cancel} />
      ) : (
        <Group>
          <Button disabled={targets.length === 0} onClick={() => void start()}>
            {targets.length > 1 ? `Evaluate on ${targets.length} corpora` : 'Evaluate'}
          </Button>
          <Text size="sm" c="dimmed">
            The probabilities of all folds are averaged. The results are not saved.
          </Text>
        </Group>
      )}
    </Stack>
  );
}
