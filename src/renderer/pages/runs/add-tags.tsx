import { Button, Group, Modal, Stack, TagsInput } from '@mantine/core';
import { useState } from 'react';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import type { RunSummary } from '#shared/answers.ts';
import { counted } from '#shared/format.ts';
import { MAX_TAG_CHARACTERS, MAX_TAGS } from '#shared/limits.ts';
import { applyToEach } from './apply-to-each.ts';

/** A dialog that adds tags to several runs. @param runs Null: the dialog is closed. */
export function AddTags({
  runs,
  known,
  onClose,
}: {
  runs: readonly RunSummary[] | null;
  /** The tags in use, as suggestions. */
  known: readonly string[];
  onClose(): void;
}) {
  return (
    <Modal opened={runs !== null} onClose={onClose} title={`Tag ${counted(runs?.length ?? 0, 'run')}`}>
      {runs !== null && <Form runs={runs} known={known} onClose={onClose} />}
    </Modal>
  );
}

function Form({
  runs,
  known,
  onClose,
}: {
  runs: readonly RunSummary[];
  known: readonly string[];
  onClose(): void;
}) {
  const laboratory = useLaboratory();
  const [tags, setTags] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const add = async () => {
    setBusy(true);
    const { problem } = await applyToEach(runs, (run) =>
      laboratory.invoke('runs.annotate', { run: run.id, tags: [...new Set([...run.tags, ...tags])] }),
    );
    setBusy(false);
    setProblem(problem);
    if (problem === null) onClose();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <Stack gap="sm">
        <TagsInput
          label="Add tags"
          description="Press Enter or comma after each tag. The runs keep their other tags."
          data={[...known]}
          value={tags}
          maxTags={MAX_TAGS}
          maxLength={MAX_TAG_CHARACTERS}
          onChange={setTags}
          // Below the field, the suggestions would cover the buttons.
          comboboxProps={{ position: 'top-start' }}
          data-autofocus
        />
        <FailureNote failure={problem === null ? null : { code: 'not-tagged', message: problem }} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} disabled={tags.length === 0}>
            Add tags
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
