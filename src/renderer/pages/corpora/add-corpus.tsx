import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconFolderOpen, IconInfoCircle } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { FolderBrowser } from '#renderer/parts/fields/folder-browser.tsx';
import { SAMPLE_LAYOUTS } from '#shared/corpora.ts';
import type { CorpusRule } from '#shared/corpus-rules.ts';
import { TABLE_NAME } from '#shared/corpus-tables.ts';
import { lastName } from './corpus-labels.ts';
import { DetectionNote } from './detection-note.tsx';
import { RuleWizard } from './rule/rule-wizard.tsx';

/** The number of corpora whose names are known. */
const PUBLISHED = SAMPLE_LAYOUTS.length;

/** What the dialog opens with: folders with known paths, and names of dropped items with unknown paths. */
export interface AddRequest {
  folders: readonly string[];
  /** A browser does not reveal paths, and items from an archive or another program have none. */
  dropped: readonly string[];
  /** A folder whose rule is changed. */
  ruled?: string;
}

interface AddCorpusProps {
  request: AddRequest | null;
  onClose: () => void;
  onScan: (folders: string[]) => void;
  /** A scan is running; another must wait. */
  busy: boolean;
}

/** A dialog to choose folders, preview their content, and scan them. */
export function AddCorpus({ request, onClose, onScan, busy }: AddCorpusProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const path = request === null ? null : (request.ruled ?? chosen);
  const ruled = useMemo(() => (path === null ? null : ruledBy(path)), [path]);
  const close = () => {
    setChosen(null);
    onClose();
  };
  const scan = (folders: string[]) => {
    setChosen(null);
    onScan(folders);
  };
  return (
    <>
      <Modal opened={request !== null && ruled === null} onClose={close} title="Add a corpus" size="lg">
        {request !== null && <FolderChoice request={request} onScan={scan} onRule={setChosen} busy={busy} />}
      </Modal>
      <Modal opened={ruled !== null} onClose={close} title="How to read the folder" size="min(1240px, 96vw)">
        {ruled !== null && (
          <RuleWizard
            key={ruled.folder}
            {...ruled}
            busy={busy}
            onCancel={request?.ruled === undefined ? () => setChosen(null) : close}
            onSaved={() => scan([ruled.folder])}
          />
        )}
      </Modal>
    </>
  );
}

/** A folder whose rule is made, and the rule to start from. */
interface Ruled {
  folder: string;
  start: CorpusRule | null;
}

/** The folder of a table starts with the table. */
function ruledBy(path: string): Ruled {
  if (!TABLE_NAME.test(path)) return { folder: path, start: null };
  const table = lastName(path);
  const start = { version: 1 as const, read: { by: 'table' as const, table, columns: {} }, words: {} };
  return { folder: path.slice(0, path.length - table.length).replace(/(?<=.)[\\/]+$/, ''), start };
}

function FolderChoice({
  request,
  onScan,
  onRule,
  busy,
}: { request: AddRequest; onRule: (folder: string) => void } & Pick<AddCorpusProps, 'onScan' | 'busy'>) {
  const { desktop } = useLaboratory();
  const [folders, setFolders] = useState<readonly string[]>(request.folders);
  const [typed, setTyped] = useState('');
  const [browsed, setBrowsed] = useState<string | null>(null);
  const [ready, setReady] = useState<ReadonlySet<string>>(new Set());
  const [previewed, setPreviewed] = useState<string | null>(null);
  // The folder browser follows a typed path once it is known to be a folder.
  if (previewed !== null && ready.has(previewed)) {
    setPreviewed(null);
    if (!TABLE_NAME.test(previewed)) setBrowsed(previewed);
  }
  useEffect(() => setFolders(request.folders), [request.folders]);

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
  const preview = () => {
    const path = unquoted(typed);
    if (path === '') return;
    setFolders([path]);
    setPreviewed(path);
  };
  const browse = (folder: string) => {
    setBrowsed(folder);
    setTyped(folder);
    setFolders([folder]);
  };
  const scannable = folders.filter((folder) => ready.has(folder));
  return (
    <Stack gap="sm">
      {request.dropped.length > 0 && (
        <Alert variant="light" icon={<IconInfoCircle size={18} />}>
          {desktop === null
            ? `The browser does not reveal the path of dropped files. Find ${quotedList(request.dropped)} below, on the laboratory’s computer.`
            : `The path of ${quotedList(request.dropped)} is unknown, for example because it was dragged out of an archive. Save it to a folder, then choose that folder.`}
        </Alert>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          preview();
        }}
      >
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            style={{ flex: 1 }}
            data-autofocus={desktop === null || undefined}
            label="Folder or table of clips (CSV, JSON)"
            placeholder="/data/RAVDESS"
            spellCheck={false}
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={unquoted(typed) === ''}>
            Preview
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
          {PUBLISHED} published corpora, such as RAVDESS, EMO-DB and IEMOCAP, are detected by their file
          names. Any other corpus can be read by its folders, its file names or a table: choose it, and see
          how.
        </Text>
      ) : (
        <Stack gap="xs" mah={280} style={{ overflow: 'auto' }}>
          {folders.map((folder) => (
            <DetectionNote
              key={folder}
              folder={folder}
              onReady={onReady}
              onRule={() => onRule(folder)}
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
            Another scan is running.
          </Text>
        )}
        <Button disabled={scannable.length === 0 || busy} onClick={() => onScan(scannable)}>
          {scannable.length > 1 ? `Scan ${scannable.length} folders` : 'Scan'}
        </Button>
      </Group>
    </Stack>
  );
}

/** Removes quotes, because file managers copy paths with quotes. */
const unquoted = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, '$2');

const quotedList = (names: readonly string[]): string =>
  names.length > 3
    ? `“${names[0]}” and ${names.length - 1} others`
    : names.map((name) => `“${name}”`).join(names.length > 2 ? ', ' : ' and ');
