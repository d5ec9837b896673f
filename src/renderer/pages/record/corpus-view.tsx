import { Accordion, Anchor, Breadcrumbs, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload, IconFolder, IconFolderPlus } from '@tabler/icons-react';
import { Link, useNavigate } from 'react-router';
import { useAction, useLastingAction } from '#renderer/client/use-action.ts';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { useRequest } from '#renderer/client/use-request.ts';
import { downloadContent } from '#renderer/parts/download.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import { PageHeader } from '#renderer/parts/page-header.tsx';
import { counted } from '#shared/format.ts';
import type { OwnCorpus } from '#shared/own-corpora.ts';
import { PAGES } from '#shared/pages.ts';
import { recordAddress } from './record-address.ts';
import { ChangeCorpusForm } from './sheet-form.tsx';
import { SpeakerList } from './speaker-list.tsx';

/** The sheet of a corpus: its speakers with their consent and progress, its prompts, and what is done with the clips. */
export function CorpusView({ corpus }: { corpus: OwnCorpus }) {
  const { name, prompts, speakers, folder } = corpus;
  const clips = speakers.reduce((sum, speaker) => sum + speaker.clips, 0);
  const change = useAction('ownCorpora.change');
  return (
    <>
      <Breadcrumbs mb={4}>
        <Anchor component={Link} to={recordAddress()} size="sm">
          {PAGES.record.title}
        </Anchor>
        <Text size="sm">{name}</Text>
      </Breadcrumbs>
      <PageHeader
        title={name}
        about={`${counted(speakers.length, 'speaker')}, ${counted(clips, 'clip')}. ${folder}`}
      />
      <Stack gap="md">
        <UseCorpus corpus={corpus} clips={clips} />
        <Card padding="md">
          <Title order={2} mb="xs">
            Speakers
          </Title>
          <SpeakerList corpus={corpus} />
        </Card>
        <Accordion variant="contained" order={2}>
          <Accordion.Item value="sheet">
            <Accordion.Control>Prompts and consent statement</Accordion.Control>
            <Accordion.Panel>
              <Text size="sm" c="dimmed" mb="sm">
                Once clips are recorded, sentences and emotions can only be added at the end. A changed
                statement counts for the next consent.
              </Text>
              <ChangeCorpusForm
                key={JSON.stringify([prompts, corpus.statement])}
                sheet={corpus}
                saving={change.running}
                failure={change.failure}
                onSave={async (sheet) => {
                  if ((await change.run(sheet)) !== undefined) notifications.show({ message: 'Saved.' });
                }}
              />
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
      </Stack>
    </>
  );
}

/** Adds the corpus to the laboratory's corpora, shows its folder, or downloads it. */
function UseCorpus({ corpus: { name, folder }, clips }: { corpus: OwnCorpus; clips: number }) {
  const { desktop } = useLaboratory();
  const navigate = useNavigate();
  const { data: library = [] } = useRequest('library.list', {});
  const add = useLastingAction('library.add');
  const archive = useAction('ownCorpora.archive');
  const isAdded = library.some((entry) => entry.folder === folder);
  const scan = async () => {
    if ((await add.run({ folders: [folder] })) !== undefined) await navigate(PAGES.corpora.path);
  };
  const download = async () => {
    const made = await archive.run({ name });
    if (made !== undefined) downloadContent(`${name}.zip`, new Uint8Array(made.content), 'application/zip');
  };
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Button
          leftSection={<IconFolderPlus size={16} />}
          disabled={clips === 0 || add.running}
          onClick={() => void scan()}
        >
          {isAdded ? 'Scan again' : 'Add to the corpora'}
        </Button>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          disabled={clips === 0}
          loading={archive.running}
          onClick={() => void download()}
        >
          Download as ZIP
        </Button>
        {desktop !== null && (
          <Button
            variant="default"
            leftSection={<IconFolder size={16} />}
            onClick={() => void desktop.reveal(folder)}
          >
            Show folder
          </Button>
        )}
        <Text size="xs" c="dimmed">
          The ZIP file has clips and tables. Consents stay here, because they contain names.
        </Text>
      </Group>
      {add.running && <ProgressLine progress={add.progress} label="Scanning" onCancel={add.cancel} />}
      <FailureNote failure={add.failure} onClose={add.clear} />
      <FailureNote failure={archive.failure} onClose={archive.clear} />
    </Stack>
  );
}
