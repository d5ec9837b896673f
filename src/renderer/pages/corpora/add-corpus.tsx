import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconFolderOpen, IconInfoCircle } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { useLaboratory } from '../../laboratory/use-laboratory.tsx';
import { FolderBrowser } from '../../parts/folder-browser.tsx';
import { DetectionNote } from './detection-note.tsx';

/** How the window was asked for: with folders that are known, and with names of dropped ones whose place is not. */
export interface Adding {
  folders: readonly string[];
  /** A browser tells no places, and what comes out of an archive or another program has none. */
  dropped: readonly string[];
}

interface AddCorpusProps {
  adding: Adding | null;
  onClose: () => void;
  onScan: (folders: string[]) => void;
  /** A scan is under way: another has to wait. */
  busy: boolean;
}

/** Choose folders, see what they hold, then scan. */
export function AddCorpus({ adding, onClose, onScan, busy }: AddCorpusProps) {
  return (
    <Modal opened={adding !== null} onClose={onClose} title="Add a corpus" size="lg">
      {adding !== null && <Choosing adding={adding} onScan={onScan} busy={busy} />}
    </Modal>
  );
}

function Choosing({ adding, onScan, busy }: { adding: Adding } & Pick<AddCorpusProps, 'onScan' | 'busy'>) {
  const { desktop } = useLaboratory();
  const [folders, setFolders] = useState<readonly string[]>(adding.folders);
  const [typed, setTyped] = useState('');
  const [browsed, setBrowsed] = useState<string | null>(null);
  const [ready, setReady] = useState<ReadonlySet<string>>(new Set());
  const [looked, setLooked] = useState<string | null>(null);
  // The list of folders follows a folder that was typed, once it is known to be one.
  if (looked !== null && ready.has(looked)) {
    setLooked(null);
    if (!/\.csv$/i.test(looked)) setBrowsed(looked);
  }
  useEffect(() => setFolders(adding.folders), [adding.folders]);

  const onReady = useCallback(
    (folder: string, isReady: boolean) =>
      setReady((now) => {
        if (now.has(folder) === isReady) return now;
        const next = new Set(now);
        if (isReady) next.add(folder);
        else next.delete(folder);
        return next;
      }),
    [],
  );
  const choose = async () => {
    const chosen = await desktop?.choose({ kind: 'folders', title: 'Folders of a corpus' });
    if (chosen !== undefined && chosen.length > 0) setFolders(chosen);
  };
  const look = () => {
    const path = unquoted(typed);
    if (path === '') return;
    setFolders([path]);
    setLooked(path);
  };
  const browse = (folder: string) => {
    setBrowsed(folder);
    setTyped(folder);
    setFolders([folder]);
  };
  const scannable = folders.filter((folder) => ready.has(folder));
  return (
    <Stack gap="sm">
      {adding.dropped.length > 0 && (
        <Alert variant="light" icon={<IconInfoCircle size={18} />}>
          {desktop === null
            ? `A browser does not tell where dropped files lie. Find ${quotedList(adding.dropped)} here, on the machine that the laboratory runs on.`
            : `Where ${quotedList(adding.dropped)} lies was not told, as of what is dragged out of an archive or another program. Save it to a folder, then choose that.`}
        </Alert>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          look();
        }}
      >
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            style={{ flex: 1 }}
            data-autofocus={desktop === null || undefined}
            label="Folder, or table of clips (.csv)"
            placeholder="/data/RAVDESS"
            spellCheck={false}
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={unquoted(typed) === ''}>
            Look
          </Button>
          {desktop !== null && (
            <Button
              data-autofocus
              variant={folders.length === 0 ? 'filled' : 'default'}
              leftSection={<IconFolderOpen size={16} />}
              onClick={() => void choose()}
            >
              Choose …
            </Button>
          )}
        </Group>
      </form>
      {desktop === null && <FolderBrowser folder={browsed} onFolder={browse} height={210} />}
      {folders.length === 0 ? (
        <Text size="sm" c="dimmed" mih={76}>
          RAVDESS, TESS, CREMA-D and SAVEE are recognised by their files’ names, in whatever folders; any
          other corpus by a folder for each emotion, or by a table with the columns path and emotion.
        </Text>
      ) : (
        <Stack gap="xs" mah={280} style={{ overflow: 'auto' }}>
          {folders.map((folder) => (
            <DetectionNote
              key={folder}
              folder={folder}
              onReady={onReady}
              onDrop={
                folders.length > 1 ? () => setFolders(folders.filter((other) => other !== folder)) : undefined
              }
            />
          ))}
        </Stack>
      )}
      <Group justify="flex-end">
        {busy && (
          <Text size="sm" c="dimmed">
            Another scan is under way.
          </Text>
        )}
        <Button disabled={scannable.length === 0 || busy} onClick={() => onScan(scannable)}>
          {scannable.length > 1 ? `Scan ${scannable.length} folders` : 'Scan'}
        </Button>
      </Group>
    </Stack>
  );
}

/** File managers put a path into quotes when it is copied. */
const unquoted = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, '$2');

const quotedList = (names: readonly string[]): string =>
  names.length > 3
    ? `“${names[0]}” and ${names.length - 1} others`
    : names.map((name) => `“${name}”`).join(names.length > 2 ? ', ' : ' and ');
