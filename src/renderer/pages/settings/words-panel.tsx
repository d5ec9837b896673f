import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useAction, useLastingAction } from '#renderer/client/use-action.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { downloadContent } from '#renderer/parts/download.ts';
import { OwnWords, type TypedWord } from '#renderer/parts/emotion-words/own-words.tsx';
import { ShippedWords } from '#renderer/parts/emotion-words/shipped-words.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import { showUndo } from '#renderer/parts/notes/show-undo.tsx';
import type { OwnWord, WordsImport } from '#shared/emotion-words.ts';
import type { Failure } from '#shared/failure.ts';
import { count, counted } from '#shared/format.ts';
import { Section } from './section.tsx';

const LINES_SHOWN = 8;

/** The words by which scans read emotions: those of the user above those of the program. */
export function WordsPanel() {
  const table = useRequest('words.list', {});
  const save = useAction('words.save');
  const remove = useAction('words.remove');
  const [typed, setTyped] = useState<TypedWord>({ word: '', label: '' });
  const form = useRef<HTMLDivElement>(null);
  const removeWords = async (words: readonly OwnWord[] | null) => {
    const removed = await remove.run({ words: words?.map(({ word }) => word) ?? null });
    if (removed === undefined || removed.length === 0) return;
    const what = removed.length === 1 ? `“${removed[0].word}”` : counted(removed.length, 'word');
    showUndo(
      `${what} removed. The words of the program count again.`,
      () => void save.run({ words: removed }),
    );
  };
  if (table.data === undefined) {
    return (
      <Section title="Words for emotions">
        <FailureNote failure={table.failure} />
        <Skeleton height={300} />
      </Section>
    );
  }
  const { own, shipped } = table.data;
  return (
    <Stack gap="lg">
      <OtherWordsNote />
      <Section
        title="Words for emotions"
        about="Scans read names of folders and files and cells of tables as labels by these words. Your own words override those of the program in every corpus; only the words of a corpus’s own rule come before them."
      >
        <FailureNote failure={save.failure} onClose={save.clear} />
        <FailureNote failure={remove.failure} onClose={remove.clear} />
        <div ref={form}>
          <OwnWords
            words={own}
            typed={typed}
            onType={setTyped}
            busy={save.running}
            onSave={async (word) => (await save.run({ words: [word] })) !== undefined}
            onRemove={(words) => void removeWords(words)}
          />
        </div>
        <WordFiles count={own.length} onRemoveAll={() => void removeWords(null)} />
      </Section>
      <Section
        title="Words of the program"
        about="Double-click a word, or press Enter on it, to give it another meaning."
      >
        <ShippedWords
          words={shipped}
          onChange={({ word, label }) => {
            setTyped({ word, label });
            form.current?.scrollIntoView({ block: 'center' });
            form.current?.querySelector('input')?.focus();
          }}
        />
      </Section>
    </Stack>
  );
}

/** Says which added corpora were scanned with other words, and scans them again. */
function OtherWordsNote() {
  const { data: library = [] } = useRequest('library.list', {});
  const scan = useLastingAction('library.add');
  const other = library.filter(({ otherWords, there }) => otherWords && there);
  if (other.length === 0 && !scan.running && scan.failure === null) return null;
  return (
    <Alert color="yellow" variant="light" maw="var(--text-width)" title="Scan again to use the changed words">
      <FailureNote failure={scan.failure} onClose={scan.clear} />
      {scan.running ? (
        <ProgressLine progress={scan.progress} label="Scanning" onCancel={scan.cancel} />
      ) : (
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm">
            {counted(other.length, 'added folder')} {other.length === 1 ? 'was' : 'were'} scanned with other
            words. Known sounds are not measured again.
          </Text>
          <Button
            size="xs"
            style={{ flex: 'none' }}
            disabled={other.length === 0}
            onClick={() => void scan.run({ folders: other.map(({ folder }) => folder) })}
          >
            Scan again
          </Button>
        </Group>
      )}
    </Alert>
  );
}

/** Import, export, and the way back to the words of the program alone. */
function WordFiles({ count: words, onRemoveAll }: { count: number; onRemoveAll(): void }) {
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
          Line {line}: <bdi>{word}</bdi> {reason}
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
