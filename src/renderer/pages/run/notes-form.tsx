import { Button, Group, Loader, Modal, Stack, TagsInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useAction } from '#renderer/client/use-action.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { MAX_NOTES_CHARACTERS, MAX_TAG_CHARACTERS, MAX_TAGS } from '#shared/limits.ts';
import type { Run } from '#shared/runs.ts';

/** A dialog for the tags and notes of a run. @param run Null: the dialog is closed. */
export function NotesForm({
  run,
  tags = [],
  onClose,
}: {
  run: string | null;
  /** The tags in use, as suggestions. */
  tags?: readonly string[];
  onClose(): void;
}) {
  return (
    <Modal
      opened={run !== null}
      onClose={onClose}
      title="Tags and notes"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {run !== null && <Loaded key={run} run={run} tags={tags} onClose={onClose} />}
    </Modal>
  );
}

/** Loads the record, because lists contain only the beginning of long notes. */
function Loaded({ run, tags, onClose }: { run: string; tags: readonly string[]; onClose(): void }) {
  const { data, failure } = useRequest('runs.show', { run });
  if (failure !== null) return <FailureNote failure={failure} />;
  if (data === undefined) return <Loader role="img" aria-label="Loading" />;
  return <Form run={data} known={tags} onClose={onClose} />;
}

function Form({ run, known, onClose }: { run: Run; known: readonly string[]; onClose(): void }) {
  const annotate = useAction('runs.annotate');
  const [tags, setTags] = useState(run.tags);
  const [notes, setNotes] = useState(run.notes);
  const save = async () => {
    if ((await annotate.run({ run: run.id, tags, notes })) === undefined) return;
    onClose();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="sm">
        <TagsInput
          label="Tags"
          description="Press Enter or comma after each tag."
          data={[...new Set([...known, ...run.tags])].toSorted()}
          value={tags}
          maxTags={MAX_TAGS}
          maxLength={MAX_TAG_CHARACTERS}
          onChange={setTags}
          data-autofocus
        />
        <Textarea
          label="Notes"
          autosize
          minRows={5}
          maxRows={16}
          maxLength={MAX_NOTES_CHARACTERS}
          value={notes}
          onChange={(event) => setNotes(event.currentTarget.value)}
        />
        <FailureNote failure={annotate.failure} onClose={annotate.clear} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={annotate.running}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
