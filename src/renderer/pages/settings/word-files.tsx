import { Alert, Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useAction } from '#renderer/client/use-action.ts';
import { downloadContent } from '#renderer/parts/download.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import type { WordsImport } from '#shared/emotion-words.ts';
import type { Failure } from '#shared/failure.ts';
import { count, counted } from '#shared/format.ts';

const LINES_SHOWN = 8;

/** Import, export, and the way back to the words of the program alone. */
export function WordFiles({ count: words, onRemoveAll }: { count: number; onRemoveAll(): void }) {
  const read = useAction('words.import');
  const write = useAction('words.export');
  const file = useRef<HTMLInputElement>(null);
  const [last, setLast] = useState<{ csv: Uint8Array<ArrayBuffer>; report: WordsImport } | null>(null);
  const [unread, setUnread] = useState<Failure | null>(null);
  const importBytes = async (csv: Uint8Array<ArrayBuffer>, overwrite: boolean) => {
    const report = await read.run({ csv, overwrite });
    if (report === undefined) return;
    setLast(report.keptBack.length === 0 ? null : { csv, report });
    notifications.show({
      message: `${counted(report.added, 'word')} added, ${count(report.changed)} changed, ${count(report.unchanged)} as before.`,
    });
  };
  const importFile = async (chosen: File | undefined) => {
    if (chosen === undefined) return;
    const bytes = await chosen.arrayBuffer().catch(() => null);
    setUnread(
      bytes === null ? { code: 'words-unreadable', message: `${chosen.name} cannot be read.` } : null,
    );
    if (bytes !== null) await importBytes(new Uint8Array(bytes), false);
  };
  return (
    <>
      <Group gap="xs">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconUpload size={14} />}
          loading={read.running}
          onClick={() => file.current?.click()}
        >
          Import CSV …
        </Button>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconDownload size={14} />}
          disabled={words === 0}
          onClick={() =>
            void write
              .run({})
              .then((answer) => answer && downloadContent('words.csv', answer.csv, 'text/csv'))
          }
        >
          Save as CSV
        </Button>
        <Button variant="subtle" color="gray" size="xs" disabled={words === 0} onClick={onRemoveAll}>
          Remove all your words
        </Button>
        <input
          ref={file}
          type="file"
          accept=".csv,.tsv,.txt"
          hidden
          aria-label="Words file"
          onChange={({ currentTarget }) => {
            void importFile(currentTarget.files?.[0]);
            currentTarget.value = '';
          }}
        />
      </Group>
      <FailureNote failure={unread} onClose={() => setUnread(null)} />
      <FailureNote failure={read.failure} onClose={read.clear} />
      <FailureNote failure={write.failure} onClose={write.clear} />
      {last !== null && (
        <KeptBack
          report={last.report}
          onClose={() => setLast(null)}
          onOverwrite={() => void importBytes(last.csv, true)}
        />
      )}
    </>
  );
}

/** The lines of a file that were not used. */
function KeptBack({
  report: { keptBack },
  onClose,
  onOverwrite,
}: {
  report: WordsImport;
  onClose(): void;
  onOverwrite(): void;
}) {
  const more = keptBack.length - LINES_SHOWN;
  return (
    <Alert
      color="yellow"
      variant="light"
      title={`${counted(keptBack.length, 'line')} not used`}
      withCloseButton
      closeButtonLabel="Close"
      onClose={onClose}
    >
      {keptBack.slice(0, LINES_SHOWN).map(({ line, word, reason }) => (
        <Text key={line} size="sm" style={{ overflowWrap: 'anywhere' }}>
          Line {line}, “<bdi>{word}</bdi>”: {reason}
        </Text>
      ))}
      {more > 0 && <Text size="sm">… and {count(more)} more.</Text>}
      {keptBack.some(({ why }) => why === 'conflict') && (
        <Button size="xs" variant="default" mt="xs" onClick={onOverwrite}>
          Use the labels of the file
        </Button>
      )}
    </Alert>
  );
}
