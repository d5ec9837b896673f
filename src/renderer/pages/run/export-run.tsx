import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useAction } from '#renderer/client/use-action.ts';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { downloadContent } from '#renderer/parts/download.ts';
import { FolderBrowser } from '#renderer/parts/fields/folder-browser.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { archiveName } from '#shared/archives.ts';
import { bytes } from '#shared/format.ts';
import type { Run } from '#shared/runs.ts';

/** Exports a run as an archive: with a dialog of the desktop, otherwise as a download or into a folder. */
export function ExportRun({ run, opened, onClose }: { run: Run; opened: boolean; onClose(): void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Export the run" size="lg">
      {opened && <ExportChoice run={run} onClose={onClose} />}
    </Modal>
  );
}

function ExportChoice({ run, onClose }: { run: Run; onClose(): void }) {
  const { desktop } = useLaboratory();
  const exporting = useAction('runs.export');
  const fetching = useAction('runs.archive');
  const [folder, setFolder] = useState<string | null>(null);
  const writeTo = async (target: string, overwrite: boolean) => {
    const written = await exporting.run({ run: run.id, target, overwrite });
    if (written === undefined) return;
    notifications.show({ message: `${written.path} saved (${bytes(written.bytes)}).` });
    onClose();
  };
  const choose = async () => {
    const name = archiveName(run);
    const target = await desktop?.chooseTarget({ title: 'Run archive', name, folder: false });
    // The system's dialog asks before it replaces a file.
    if (target) await writeTo(target, true);
  };
  const download = async () => {
    const archive = await fetching.run({ run: run.id });
    if (archive === undefined) return;
    downloadContent(archive.name, new Uint8Array(archive.content), 'application/zip');
    onClose();
  };
  const running = exporting.running || fetching.running;
  return (
    <Stack gap="sm">
      <Text size="sm">
        Saves settings, split, results, predictions and models as one file for another laboratory. Audio is
        not included.
      </Text>
      <FailureNote failure={exporting.failure ?? fetching.failure} />
      {desktop === null ? (
        <>
          <Group>
            <Button
              leftSection={<IconDownload size={16} aria-hidden />}
              loading={fetching.running}
              disabled={exporting.running}
              onClick={() => void download()}
            >
              Download
            </Button>
          </Group>
          <Text size="sm" c="dimmed">
            Or choose a folder on the laboratory’s computer.
          </Text>
          <FolderBrowser folder={folder} onFolder={setFolder} />
          <Group justify="flex-end">
            <Button
              variant="default"
              loading={exporting.running}
              disabled={folder === null || running}
              onClick={() => folder !== null && void writeTo(folder, false)}
            >
              Save here
            </Button>
          </Group>
        </>
      ) : (
        <Group justify="flex-end">
          <Button data-autofocus loading={running} onClick={() => void choose()}>
            Choose a file …
          </Button>
        </Group>
      )}
    </Stack>
  );
}
