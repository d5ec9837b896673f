import { Button, Group, Menu, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload, IconFileExport } from '@tabler/icons-react';
import { useState } from 'react';
import { useAction } from '#renderer/client/use-action.ts';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { downloadContent } from '#renderer/parts/download.ts';
import { FolderBrowser } from '#renderer/parts/fields/folder-browser.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import type { ClipRow } from '#shared/library.ts';
import { clipsCsv } from './clips-csv.ts';
import { many } from './corpus-labels.ts';

/** Exports tables of clips (`Emotions,Path`), one per corpus and one for all: into a folder, or as a download. */
export function ExportMenu({ folders, clips }: { folders: readonly string[]; clips: readonly ClipRow[] }) {
  const { desktop } = useLaboratory();
  const [choosing, setChoosing] = useState(false);
  const exportTables = useAction('corpora.export');

  const writeTo = async (target: string) => {
    const paths = await exportTables.run({ folders: [...folders], target });
    if (paths === undefined) return;
    setChoosing(false);
    notifications.show({ message: `${many(paths.length, 'table')} saved to ${target}.` });
  };
  const choose = async () => {
    if (desktop === null) {
      setChoosing(true);
      return;
    }
    const target = await desktop.chooseTarget({ title: 'Folder for the tables', name: '', folder: true });
    if (target === null) return;
    setChoosing(true);
    await writeTo(target);
  };
  const names = [...new Set(clips.map(({ corpus }) => corpus))];
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconFileExport size={16} />} disabled={clips.length === 0}>
            Export
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Emotions and paths of clips (CSV)</Menu.Label>
          <Menu.Item leftSection={<IconFileExport size={16} />} onClick={() => void choose()}>
            Save all CSVs to a folder …
          </Menu.Item>
          {desktop === null && (
            <>
              <Menu.Item
                leftSection={<IconDownload size={16} />}
                onClick={() => downloadContent('combined.csv', clipsCsv(clips), 'text/csv')}
              >
                All corpora (one CSV)
              </Menu.Item>
              {names.length > 1 &&
                names.slice(0, 12).map((name) => (
                  <Menu.Item
                    key={name}
                    leftSection={<IconDownload size={16} />}
                    onClick={() =>
                      downloadContent(
                        `${name}.csv`,
                        clipsCsv(clips.filter(({ corpus }) => corpus === name)),
                        'text/csv',
                      )
                    }
                  >
                    {name}
                  </Menu.Item>
                ))}
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={choosing}
        onClose={() => {
          exportTables.cancel();
          exportTables.clear();
          setChoosing(false);
        }}
        title="Export the tables"
        size="lg"
      >
        <Stack gap="sm">
          <FailureNote failure={exportTables.failure} />
          {exportTables.running ? (
            <ProgressLine
              progress={exportTables.progress}
              label="Saving the tables"
              onCancel={exportTables.cancel}
            />
          ) : (
            desktop === null && <TargetFolder onChosen={(target) => void writeTo(target)} />
          )}
        </Stack>
      </Modal>
    </>
  );
}

function TargetFolder({ onChosen }: { onChosen: (target: string) => void }) {
  const [folder, setFolder] = useState<string | null>(null);
  return (
    <>
      <Text size="sm" c="dimmed">
        Choose a folder on the laboratory’s computer.
      </Text>
      <FolderBrowser folder={folder} onFolder={setFolder} />
      <Group justify="flex-end">
        <Button disabled={folder === null} onClick={() => folder !== null && onChosen(folder)}>
          Save here
        </Button>
      </Group>
    </>
  );
}
