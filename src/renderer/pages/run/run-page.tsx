import { Alert, Anchor, Loader, Stack, Text } from '@mantine/core';
import { Link, Navigate, useParams } from 'react-router';
import { useLiveRun } from '#renderer/client/use-live-run.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { RunReport } from '#renderer/pages/run/report/run-report.tsx';
import { EmptyState } from '#renderer/parts/notes/empty-state.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import type { Run, RunStatus, ShownRun } from '#shared/runs.ts';
import { LiveRun } from './live-run.tsx';
import { RunActions } from './run-actions.tsx';
import { RunHeading } from './run-heading.tsx';
import { isActive, isResumable, unfinishedSentence } from './run-labels.ts';
import { type QueuePosition, useQueuePosition } from './use-queue-position.ts';

/** One run: live while it trains, its report afterwards. */
export function RunPage() {
  const { id = '' } = useParams();
  // With a key, so that no state of one run is shown for another.
  return <LoadedRun key={id} id={id} />;
}

/** Interval of reading the record of a run that another process trains, because its events do not arrive here. */
const REFRESH_MS = 4000;

function LoadedRun({ id }: { id: string }) {
  const answer = useRequest('runs.show', { run: id });
  const active = answer.data !== undefined && isActive(answer.data.status);
  const position = useQueuePosition(answer.data?.id ?? id, active);
  useRequest(
    'runs.show',
    { run: id },
    { enabled: position.kind === 'elsewhere', staleMs: REFRESH_MS, refetchMs: REFRESH_MS },
  );
  if (answer.data === undefined) {
    if (answer.failure === null) return <Loader role="img" aria-label="Loading" />;
    return (
      <EmptyState
        title="This run cannot be shown"
        actions={
          <Anchor component={Link} to="/runs">
            All runs
          </Anchor>
        }
      >
        {answer.failure.message}
      </EmptyState>
    );
  }
  // Events contain the full id, but the address may have the name or the beginning of the id.
  if (answer.data.id !== id) return <Navigate to={`/runs/${encodeURIComponent(answer.data.id)}`} replace />;
  return <RunView run={answer.data} position={position} />;
}

function RunView({ run, position }: { run: ShownRun; position: QueuePosition }) {
  const { status: liveStatus } = useLiveRun(run.id);
  const status = liveStatus ?? run.status;
  return (
    <Stack gap="xs">
      <RunHeading
        run={run}
        status={status}
        actions={<RunActions run={run} status={status} elsewhere={position.kind === 'elsewhere'} />}
      />
      {isResumable(status) && <UnfinishedNote status={status} run={run} />}
      {isActive(run.status) ? <LiveRun run={run} position={position} /> : <RunReport run={run} />}
    </Stack>
  );
}

/** Why the run is not finished, and what the user can do. */
function UnfinishedNote({ status, run }: { status: RunStatus; run: Run }) {
  return (
    <Stack gap="xs">
      {status === 'failed' && <FailureNote failure={run.failure} />}
      {status !== 'failed' && run.failure !== null && (
        <Alert
          color="orange"
          title={status === 'interrupted' ? 'This run was interrupted' : 'This run was stopped'}
        >
          {run.failure.message}
        </Alert>
      )}
      <Text size="sm">{unfinishedSentence(run, status)}</Text>
    </Stack>
  );
}
