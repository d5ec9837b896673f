import { Button, CopyButton, Group, Stack, Text } from '@mantine/core';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { useRequest } from '#renderer/client/use-request.ts';
import type { Doctor } from '#shared/answers.ts';
import { Section } from './section.tsx';

/** The folders of the laboratory and of native TensorFlow. */
export function FoldersPanel({ doctor }: { doctor: Doctor | undefined }) {
  const { data: about } = useRequest('about', {});
  return (
    <Section
      title="Folders"
      about="Start with --data to use another laboratory folder. Corpora stay where they are and are never changed."
    >
      <Folder
        name="Laboratory"
        path={about?.folder}
        text="Experiment log, models, recordings, sample voices, and the feature cache, which can be deleted."
      />
      {doctor?.folder.works === false && <Text c="red.8">{doctor.folder.reason}</Text>}
      <Folder
        name="Native TensorFlow"
        path={doctor?.native.folder}
        text="Shared by all laboratories of this user. Remove it under Computing."
      />
    </Section>
  );
}

function Folder({ name, path, text }: { name: string; path: string | undefined; text: string }) {
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
          {text}
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
