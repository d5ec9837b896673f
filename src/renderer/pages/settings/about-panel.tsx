import { Alert, ScrollArea, Stack, Table, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useRequest } from '../../laboratory/use-request.ts';
import { FailureNote } from '../../parts/failure-note.tsx';
import { count } from '../../parts/figures.ts';
import { Section } from './section.tsx';

/** The version, and everything that the program is made of. */
export function AboutPanel() {
  const { data: about, failure } = useRequest('about', {});
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const packages = (about?.packages ?? []).filter(({ name, licence }) =>
    `${name} ${licence}`.toLowerCase().includes(wanted),
  );
  return (
    <Stack>
      <FailureNote failure={failure} />
      {about?.remarks.map((remark) => (
        <Alert key={remark} color="yellow" variant="outline" title="When the laboratory was opened">
          {remark}
        </Alert>
      ))}
      <Section title={`neural-SER ${about?.version ?? ''}`}>
        <Text size="sm">
          A laboratory for speech emotion recognition: corpora in, trained recognisers and honest figures out.
          MIT licence. Node {about?.node ?? '…'}.
        </Text>
        <Text size="sm" c="dimmed">
          Recognisers learn from acted speech. What they say of a voice is a likeness to such acting, not
          knowledge of what somebody feels.
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
            <Table.Tbody className="figures">
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
