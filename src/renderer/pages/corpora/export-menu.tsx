import { Button, Group, Menu, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload, IconFileExport } from '@tabler/icons-react';
import { useState } from 'react';
import type { ClipRow } from '../../../shared/library.ts';
import { useAction } from '../../laboratory/use-action.ts';
import { useLaboratory } from '../../laboratory/use-laboratory.tsx';
import { downloadContent } from '../../parts/download.ts';
import { FailureNote } from '../../parts/failure-note.tsx';
import { FolderBrowser } from '../../parts/folder-browser.tsx';
import { ProgressLine } from '../../parts/progress-line.tsx';
import { many } from './corpus-words.ts';
import { thesisTable } from './thesis-table.ts';

/** The thesis's tables (`Emotions,Path`), one per corpus and one for all: into a folder, or as a download. */
export function ExportMenu({ folders, clips }: { folders: readonly string[]; clips: readonly ClipRow[] }) {
  const { desktop } = useLaboratory();
  const [choosing, setChoosing] = useState(false);
  const write = useAction('corpora.export');

  const writeTo = async (target: string) => {
    const paths = await write.run({ folders: [...folders], target });
    if (paths === undefined) return;
    setChoosing(false);
    notifications.show({ message: `${many(paths.length, 'table')} written to ${target}.` });
  };
  const choose = async () => {
    if (desktop === null) {
      setChoosing(true);
      return;
    }
    const target = await desktop.chooseTarget({ title: 'Where to write the tables', name: '', folder: true });
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
          <Menu.Label>Tables of emotions and paths (CSV)</Menu.Label>
          <Menu.Item leftSection={<IconFileExport size={16} />} onClick={() => void choose()}>
            One per corpus and one of all, into a folder …
          </Menu.Item>
          {desktop === null && (
            <>
              <Menu.Item
                leftSection={<IconDownload size={16} />}
                onClick={() => downloadContent('combined.csv', thesisTable(clips), 'text/csv')}
              >
                Download that of all
              </Menu.Item>
              {names.length > 1 &&
                names.slice(0, 12).map((name) => (
                  <Menu.Item
                    key={name}
                    leftSection={<IconDownload size={16} />}
                    onClick={() =>
                      downloadContent(
                        `${name}.csv`,
                        thesisTable(clips.filter(({ corpus }) => corpus === name)),
                        'text/csv',
                      )
                    }
                  >
                    Download {name}
                  </Menu.Item>
                ))}
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={choosing}
        onClose={() => {
          write.cancel();
          write.clear();
          setChoosing(false);
        }}
        title="Export the tables"
        size="lg"
      >
        <Stack gap="sm">
          <FailureNote failure={write.failure} />
          {write.running ? (
            <ProgressLine progress={write.progress} label="Writing the tables" onCancel={write.cancel} />
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
        A folder on the machine that the laboratory runs on.
      </Text>
      <FolderBrowser folder={folder} onFolder={setFolder} />
      <Group justify="flex-end">
        <Button disabled={folder === null} onClick={() => folder !== null && onChosen(folder)}>
          Write here
        </Button>
      </Group>
    </>
  );
}
