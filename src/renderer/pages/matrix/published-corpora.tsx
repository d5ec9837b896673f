import { Table, Text, Title } from '@mantine/core';
import { count, percent } from '#shared/format.ts';
import { PUBLISHED_RESULTS, PUBLISHED_TRAINING_CORPORA } from '#shared/published-results.ts';

/** The thesis's experiment with training on one corpus, as a reference. */
export function PublishedCorpora() {
  const { source, label, caveat, testClips, corpora, networks } = PUBLISHED_RESULTS;
  return (
    <div>
      <Title order={2} mt="md">
        Published reference: trained on one corpus
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {source}, {label}. Accuracy on {count(testClips)} test clips of {corpora.join(', ')}.
      </Text>
      <Table aria-label="Published accuracy by training corpus" maw={640}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Network</Table.Th>
            {PUBLISHED_TRAINING_CORPORA.map((corpus) => (
              <Table.Th key={corpus} ta="right">
                {corpus} only
              </Table.Th>
            ))}
            <Table.Th ta="right">All four</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody className="tabular">
          {networks.map(({ network, label: name, accuracy, accuracyTrainedOn }) => (
            <Table.Tr key={network}>
              <Table.Td>{name}</Table.Td>
              {PUBLISHED_TRAINING_CORPORA.map((corpus) => (
                <Table.Td key={corpus} ta="right">
                  {percent(accuracyTrainedOn[corpus])}
                </Table.Td>
              ))}
              <Table.Td ta="right">{percent(accuracy)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <details>
        <summary>Why these values cannot be compared with measured results</summary>
        <Text size="sm" maw={760}>
          {caveat}
        </Text>
      </details>
    </div>
  );
}
