import { Button, Group, Loader, Modal, Stack, TagsInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Run } from '../../../shared/runs.ts';
import { useAction } from '../../laboratory/use-action.ts';
import { useInvalidate, useRequest } from '../../laboratory/use-request.ts';
import { FailureNote } from '../../parts/failure-note.tsx';

/** Tags and notes of a run, in a window over the page; null: it is closed. */
export function NotesForm({
  run,
  tags = [],
  onClose,
}: {
  run: string | null;
  /** Those in use, to choose from. */
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

/** A list has only the beginning of long notes, so the record is read. */
function Loaded({ run, tags, onClose }: { run: string; tags: readonly string[]; onClose(): void }) {
  const { data, failure } = useRequest('runs.show', { run });
  if (failure !== null) return <FailureNote failure={failure} />;
  if (data === undefined) return <Loader aria-label="Loading" />;
  return <Form run={data} known={tags} onClose={onClose} />;
}

function Form({ run, known, onClose }: { run: Run; known: readonly string[]; onClose(): void }) {
  const annotate = useAction('runs.annotate');
  const invalidate = useInvalidate();
  const [tags, setTags] = useState(run.tags);
  const [notes, setNotes] = useState(run.notes);
  const keep = async () => {
    if ((await annotate.run({ run: run.id, tags, notes })) === undefined) return;
    invalidate('runs.list', 'runs.show');
    onClose();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
    >
      <Stack gap="sm">
        <TagsInput
          label="Tags"
          description="Enter or a comma ends one."
          data={[...new Set([...known, ...run.tags])].toSorted()}
          value={tags}
          maxTags={50}
          onChange={setTags}
          data-autofocus
        />
        <Textarea
          label="Notes"
          autosize
          minRows={5}
          maxRows={16}
          maxLength={100_000}
          value={notes}
          onChange={(event) => setNotes(event.currentTarget.value)}
        />
        <FailureNote failure={annotate.failure} onClose={annotate.clear} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={annotate.running}>
            Keep
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
