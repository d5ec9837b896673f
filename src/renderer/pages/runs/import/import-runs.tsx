import { Button, FileButton, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconFileImport, IconFolderOpen } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useLastingAction } from '#renderer/client/use-action.ts';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { useOpenedFiles } from '#renderer/client/use-opened-files.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { FolderBrowser } from '#renderer/parts/fields/folder-browser.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import { ARCHIVE_ENDING, type ImportReport } from '#shared/archives.ts';
import type { RequestInput } from '#shared/contract.ts';
import type { Failure } from '#shared/failure.ts';
import { bytes } from '#shared/format.ts';
import { MAX_UPLOAD_BYTES } from '#shared/limits.ts';
import { ClusterJobs } from './cluster-jobs.tsx';
import { ImportReportView } from './import-report.tsx';

type Sources = RequestInput<'runs.import'>['sources'];

/** A button that opens the import of runs: from archives, and from the results of a cluster. */
export function ImportRuns() {
  const [opened, setOpened] = useState(false);
  const [first, setFirst] = useState<readonly string[]>([]);
  useOpenedFiles((paths) => {
    setFirst(paths);
    setOpened(true);
  });
  const close = () => {
    setOpened(false);
    setFirst([]);
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFileImport size={16} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        Import …
      </Button>
      <Modal opened={opened} onClose={close} title="Import runs" size="xl">
        {opened && <ImportChoice key={first.join('\n')} first={first} />}
      </Modal>
    </>
  );
}

/** `first`: archives whose import starts at once, because the user opened them with the program. */
function ImportChoice({ first }: { first: readonly string[] }) {
  const { desktop } = useLaboratory();
  const importing = useLastingAction('runs.import');
  const [report, setReport] = useState<ImportReport | null>(null);
  const [tooLarge, setTooLarge] = useState<Failure | null>(null);
  const start = async (sources: Sources) => {
    setReport(null);
    setTooLarge(null);
    setReport((await importing.run({ sources })) ?? null);
  };
  const begun = useRef(false);
  useEffect(() => {
    // React calls effects twice in development.
    if (first.length === 0 || begun.current) return;
    begun.current = true;
    void start(first.map((path) => ({ path })));
  });
  const upload = async (files: readonly File[]) => {
    if (files.length === 0) return;
    const size = files.reduce((sum, file) => sum + file.size, 0);
    if (size > MAX_UPLOAD_BYTES) {
      importing.clear();
      setTooLarge({
        code: 'upload-too-large',
        message: `${bytes(size)} are too large for an upload of at most ${bytes(MAX_UPLOAD_BYTES)}. Copy the files to the laboratory’s computer and choose their folder below.`,
      });
      return;
    }
    const sources = files.map(async (file) => ({
      name: file.name,
      content: new Uint8Array(await file.arrayBuffer()),
    }));
    await start(await Promise.all(sources));
  };
  const chooseFiles = async () => {
    const chosen = await desktop?.choose({ kind: 'files', title: 'Run archives', endings: [ARCHIVE_ENDING] });
    if (chosen !== undefined && chosen.length > 0) await start(chosen.map((path) => ({ path })));
  };
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        Adds runs of other laboratories and of a cluster, with their results and models. Runs that are here
        already stay as they are.
      </Text>
      <FailureNote failure={tooLarge ?? importing.failure} />
      {importing.running ? (
        <ProgressLine progress={importing.progress} label="Importing" onCancel={importing.cancel} />
      ) : (
        <Group gap="xs">
          {desktop === null ? (
            <UploadButton onFiles={(files) => void upload(files)} />
          ) : (
            <Button leftSection={<IconFileImport size={16} aria-hidden />} onClick={() => void chooseFiles()}>
              Choose archives …
            </Button>
          )}
          <Text size="sm" c="dimmed">
            Run archives (.{ARCHIVE_ENDING})
          </Text>
        </Group>
      )}
      {report !== null && <ImportReportView report={report} />}
      <FolderImport busy={importing.running} onImport={(path) => void start([{ path }])} />
    </Stack>
  );
}

function UploadButton({ onFiles }: { onFiles(files: File[]): void }) {
  const reset = useRef<() => void>(null);
  return (
    <FileButton
      multiple
      accept={`.${ARCHIVE_ENDING}`}
      resetRef={reset}
      onChange={(files) => {
        onFiles(files);
        // Reset, so that the same file can be chosen again.
        reset.current?.();
      }}
      inputProps={{ 'aria-label': 'Run archives' }}
    >
      {(props) => (
        <Button {...props} leftSection={<IconFileImport size={16} aria-hidden />}>
          Upload archives …
        </Button>
      )}
    </FileButton>
  );
}

/** A folder of archives, or of a grid on a cluster, whose jobs are then shown. */
function FolderImport({ busy, onImport }: { busy: boolean; onImport(folder: string): void }) {
  const { desktop } = useLaboratory();
  const [typed, setTyped] = useState('');
  const [folder, setFolder] = useState<string | null>(null);
  const status = useRequest(
    'cluster.status',
    { folder: folder ?? '' },
    { enabled: folder !== null, staleMs: 0, refetchMs: 10_000 },
  );
  const open = (path: string) => {
    setTyped(path);
    setFolder(path);
  };
  const choose = async () => {
    const [chosen] =
      (await desktop?.choose({ kind: 'folders', title: 'Folder of archives or of a grid' })) ?? [];
    if (chosen !== undefined) open(chosen);
  };
  // The answer of the previous folder must not be shown under this one.
  const shown = status.failure === null && !(status.asking && status.loading) ? status.data : undefined;
  const plan = folder === null ? undefined : shown;
  return (
    <Stack gap="xs">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim() !== '') setFolder(typed.trim());
        }}
      >
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            style={{ flex: 1 }}
            label="Folder of archives, or of a grid on a cluster"
            placeholder="/scratch/grid"
            spellCheck={false}
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={typed.trim() === ''}>
            Open
          </Button>
          {desktop !== null && (
            <Button
              variant="default"
              leftSection={<IconFolderOpen size={16} aria-hidden />}
              onClick={() => void choose()}
            >
              Choose …
            </Button>
          )}
        </Group>
      </form>
      {desktop === null && <FolderBrowser folder={folder} onFolder={open} height={150} />}
      {plan !== undefined && <ClusterJobs status={plan} />}
      {folder !== null && status.failure !== null && status.failure.code !== 'no-plan' && (
        <FailureNote failure={status.failure} />
      )}
      <Group justify="flex-end">
        <Button
          disabled={folder === null || busy || (plan !== undefined && plan.counts.finished === 0)}
          onClick={() => folder !== null && onImport(plan === undefined ? folder : plan.results)}
        >
          {plan === undefined ? 'Import this folder' : 'Import the finished runs'}
        </Button>
      </Group>
    </Stack>
  );
}
