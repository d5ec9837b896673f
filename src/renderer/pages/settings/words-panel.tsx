import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import { useAction, useLastingAction } from '#renderer/client/use-action.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { OwnWords, type TypedWord } from '#renderer/parts/emotion-words/own-words.tsx';
import { ShippedWords } from '#renderer/parts/emotion-words/shipped-words.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import { showUndo } from '#renderer/parts/notes/show-undo.tsx';
import type { OwnWord } from '#shared/emotion-words.ts';
import { counted } from '#shared/format.ts';
import { Section } from './section.tsx';
import { WordFiles } from './word-files.tsx';

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
