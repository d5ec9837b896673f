import { Alert, Anchor, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useAction } from '#renderer/client/use-action.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { counted } from '#shared/format.ts';

/** Names of at most this many runs are shown. */
const MAX_NAMES = 3;

/** Says that runs continue that were not finished when the program was closed, and offers to stop them. Nothing without any. */
export function ResumedRunsNote() {
  const { data: resumed = [] } = useRequest('runs.resumed', {});
  const { data: queue = [] } = useRequest('runs.queue', {});
  const stop = useAction('runs.stop');
  const [dismissed, setDismissed] = useState(false);
  const active = resumed.filter(({ id }) => queue.includes(id));
  if (dismissed || active.length === 0) return null;
  const stopAll = async () => {
    // From the end, so that no queued run starts when the run before it stops.
    for (const { id } of active.toReversed()) await stop.run({ run: id });
  };
  const others = active.length - MAX_NAMES;
  return (
    <Alert
      color="blue"
      radius={0}
      role="status"
      title={active.length === 1 ? 'A run continues' : `${counted(active.length, 'run')} continue`}
      withCloseButton
      closeButtonLabel="Dismiss"
      onClose={() => setDismissed(true)}
    >
      <Group gap="md">
        <Text size="sm" style={{ flex: 1, minWidth: 320 }}>
          neural-SER was closed before {active.length === 1 ? 'it was' : 'they were'} finished:{' '}
          {active.slice(0, MAX_NAMES).map(({ id, name }, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <Anchor component={Link} to={`/runs/${encodeURIComponent(id)}`} size="sm" underline="always">
                {name}
              </Anchor>
            </span>
          ))}
          {others > 0 && ` and ${counted(others, 'other')}`}.
        </Text>
        <Button size="xs" variant="default" loading={stop.running} onClick={() => void stopAll()}>
          {active.length === 1 ? 'Stop it' : 'Stop them'}
        </Button>
      </Group>
      <FailureNote failure={stop.failure} />
    </Alert>
  );
}
