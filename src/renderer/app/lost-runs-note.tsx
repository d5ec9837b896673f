import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useLastingAction } from '#renderer/client/use-action.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import { counted } from '#shared/format.ts';

/** Says that the experiment log was damaged, or has lost runs, and offers to restore them. Nothing if all is well. */
export function LostRunsNote() {
  const { data: lost } = useRequest('runs.unlisted', {});
  const rebuild = useLastingAction('runs.rebuild');
  const [dismissed, setDismissed] = useState(false);
  const [failures, setFailures] = useState<string[]>([]);
  if (dismissed || lost === undefined || (lost.notes.length === 0 && failures.length === 0)) return null;
  const restore = async () => {
    const report = await rebuild.run({});
    setFailures(report?.failed.map(({ failure }) => failure.message) ?? []);
  };
  return (
    <Alert
      color="yellow"
      radius={0}
      role="status"
      title={lost.restorable.length + lost.others.length > 0 ? 'Runs are missing' : 'The log was damaged'}
      withCloseButton
      closeButtonLabel="Dismiss"
      onClose={() => setDismissed(true)}
    >
      <Stack gap="xs">
        {[...lost.notes, ...failures].map((note) => (
          <Text key={note} size="sm" style={{ overflowWrap: 'anywhere' }}>
            {note}
          </Text>
        ))}
        <FailureNote failure={rebuild.failure} />
        {rebuild.running ? (
          <ProgressLine progress={rebuild.progress} label="Restoring" onCancel={rebuild.cancel} />
        ) : (
          lost.restorable.length > 0 && (
            <Group gap="xs">
              <Button size="xs" onClick={() => void restore()}>
                Restore {counted(lost.restorable.length, 'run')}
              </Button>
              <Text size="sm">
                Not restored: evaluations, and names, tags and notes that were changed after a run had ended.
              </Text>
            </Group>
          )
        )}
      </Stack>
    </Alert>
  );
}
