import { Alert, Anchor, Card, Stack, Table, Text, Title } from '@mantine/core';
import { Link, useNavigate } from 'react-router';
import { useAction } from '#renderer/client/use-action.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { PageHeader } from '#renderer/parts/page-header.tsx';
import { count } from '#shared/format.ts';
import { DEFAULT_STATEMENT, type ListedOwnCorpus } from '#shared/own-corpora.ts';
import { PAGES } from '#shared/pages.ts';
import { recordAddress } from './record-address.ts';
import { NewCorpusForm } from './sheet-form.tsx';

/** The recorded corpora, and the form for a new one. */
export function StartView() {
  const { data: corpora = [], failure } = useRequest('ownCorpora.list', {});
  const create = useAction('ownCorpora.create');
  const navigate = useNavigate();
  return (
    <>
      <PageHeader
        title={PAGES.record.title}
        about="Speakers read sentences in different emotions. The clips stay in the laboratory’s folder on this computer."
      />
      <Stack gap="lg" maw={860}>
        <FailureNote failure={failure} />
        {corpora.length > 0 && <RecordedCorpora corpora={corpora} />}
        <Card padding="md">
          <Title order={2} mb="sm">
            New corpus
          </Title>
          <NewCorpusForm
            statement={DEFAULT_STATEMENT}
            saving={create.running}
            failure={create.failure}
            onSave={async (sheet) => {
              if ((await create.run(sheet)) !== undefined) await navigate(recordAddress(sheet.name));
            }}
          />
        </Card>
      </Stack>
    </>
  );
}

function RecordedCorpora({ corpora }: { corpora: readonly ListedOwnCorpus[] }) {
  return (
    <Card padding="md">
      <Title order={2} mb="xs">
        Recorded corpora
      </Title>
      <Table aria-label="Recorded corpora">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th ta="right">Speakers</Table.Th>
            <Table.Th ta="right">Clips</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {corpora.map(({ name, speakers, clips, problem }) => (
            <Table.Tr key={name}>
              <Table.Td>
                {problem === null ? (
                  <Anchor component={Link} to={recordAddress(name)}>
                    {name}
                  </Anchor>
                ) : (
                  <>
                    <Text>{name}</Text>
                    <Alert color="red" variant="light" p="xs" style={{ overflowWrap: 'anywhere' }}>
                      {problem}
                    </Alert>
                  </>
                )}
              </Table.Td>
              <Table.Td ta="right" className="tabular">
                {problem === null ? count(speakers) : '–'}
              </Table.Td>
              <Table.Td ta="right" className="tabular">
                {problem === null ? count(clips) : '–'}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}
