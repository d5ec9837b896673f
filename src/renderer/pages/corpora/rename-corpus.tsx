import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAction } from '#renderer/client/use-action.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import type { Corpus } from '#shared/corpora.ts';
import { MAX_CORPUS_NAME_CHARACTERS } from '#shared/limits.ts';

interface RenameCorpusProps {
  /** Null: the dialog is closed. */
  corpus: Pick<Corpus, 'key' | 'name'> | null;
  onClose: () => void;
}

/** A dialog that names a corpus. */
export function RenameCorpus({ corpus, onClose }: RenameCorpusProps) {
  return (
    <Modal opened={corpus !== null} onClose={onClose} title="Rename corpus">
      {corpus !== null && <NameForm corpus={corpus} onClose={onClose} />}
    </Modal>
  );
}

function NameForm({ corpus, onClose }: { corpus: Pick<Corpus, 'key' | 'name'>; onClose: () => void }) {
  const rename = useAction('library.rename');
  const [name, setName] = useState(corpus.name);
  const save = async () => {
    if ((await rename.run({ key: corpus.key ?? '', name })) !== undefined) onClose();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="sm">
        <TextInput
          data-autofocus
          label="Name"
          description="Used in tables, charts and new runs. Leave empty for the original name. Files are not renamed."
          maxLength={MAX_CORPUS_NAME_CHARACTERS}
          spellCheck={false}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <FailureNote failure={rename.failure} onClose={rename.clear} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={rename.running}>
            Rename
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
