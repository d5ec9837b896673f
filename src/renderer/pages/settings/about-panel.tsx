import { Alert, ScrollArea, Stack, Table, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { count } from '#shared/format.ts';
import { Section } from './section.tsx';

/** The version, and the packages of the program with their licences. */
export function AboutPanel() {
  const { data: about, failure } = useRequest('about', {});
  const [search, setSearch] = useState('');
  const query = search.trim().toLowerCase();
  const packages = (about?.packages ?? []).filter(({ name, licence }) =>
    `${name} ${licence}`.toLowerCase().includes(query),
  );
  return (
    <Stack>
      <FailureNote failure={failure} />
      {about?.remarks.map((remark) => (
        <Alert key={remark} color="yellow" variant="outline" title="Warning from the start of the laboratory">
          {remark}
        </Alert>
      ))}
      <Section title={`neural-SER ${about?.version ?? ''}`}>
        <Text size="sm">
          A laboratory for speech emotion recognition: from corpora to trained models and reliable results.
          MIT licence. Node {about?.node ?? '…'}.
        </Text>
        <Text size="sm" c="dimmed">
          Models learn from acted speech. A prediction says how similar a voice is to such acting, not what a
          person feels.
        </Text>
      </Section>
      <Section title="Packages and their licences" about={`${count(about?.packages.length ?? 0)} packages`}>
        <TextInput
          aria-label="Search packages"
          placeholder="Search …"
          w={260}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <ScrollArea
          h={320}
          type="auto"
          viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'Packages' }}
        >
          <Table stickyHeader verticalSpacing={3}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Package</Table.Th>
                <Table.Th w={140}>Version</Table.Th>
                <Table.Th w={220}>Licence</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody className="tabular">
              {packages.map(({ name, version, licence }) => (
                <Table.Tr key={`${name} ${version}`}>
                  <Table.Td>{name}</Table.Td>
                  <Table.Td>{version}</Table.Td>
                  <Table.Td>{licence}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      </Section>
    </Stack>
  );
}
