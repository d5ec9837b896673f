import { Button, CopyButton, Group, Stack, Text } from '@mantine/core';
import type { Doctor } from '../../../shared/answers.ts';
import { useLaboratory } from '../../laboratory/use-laboratory.tsx';
import { useRequest } from '../../laboratory/use-request.ts';
import { Section } from './section.tsx';

/** Where the laboratory keeps things. */
export function FoldersPanel({ doctor }: { doctor: Doctor | undefined }) {
  const { data: about } = useRequest('about', {});
  return (
    <Section
      title="Folders"
      about="Start with --data to have the laboratory elsewhere. Your corpora stay where they are; nothing is ever written there."
    >
      <Folder
        name="The laboratory"
        path={about?.folder}
        words="Experiment log, recognisers, recordings, sample voices, and the cache of features, which may be deleted."
      />
      {doctor?.folder.works === false && <Text c="red.8">{doctor.folder.reason}</Text>}
      <Folder
        name="Native TensorFlow"
        path={doctor?.native.folder}
        words="Shared by all laboratories of this user; removed under Computing."
      />
    </Section>
  );
}

function Folder({ name, path, words }: { name: string; path: string | undefined; words: string }) {
  const { desktop } = useLaboratory();
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <Stack gap={0} style={{ minWidth: 0 }}>
        <Text size="sm" fw={500}>
          {name}
        </Text>
        <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {path ?? ' '}
        </Text>
        <Text size="sm" c="dimmed">
          {words}
        </Text>
      </Stack>
      {path !== undefined &&
        (desktop === null ? (
          <CopyButton value={path}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                size="xs"
                miw={96}
                onClick={copy}
                aria-label={`${copied ? 'Copied' : 'Copy path'}: ${name}`}
              >
                {copied ? 'Copied' : 'Copy path'}
              </Button>
            )}
          </CopyButton>
        ) : (
          <Button
            variant="default"
            size="xs"
            miw={96}
            onClick={() => void desktop.reveal(path)}
            aria-label={`Show in the file manager: ${name}`}
          >
            Show
          </Button>
        ))}
    </Group>
  );
}
