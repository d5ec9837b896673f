import { Alert, Anchor, Loader, Stack, Text } from '@mantine/core';
import { Link, useParams } from 'react-router';
import type { Run, RunStatus } from '../../../shared/runs.ts';
import { useLiveRun } from '../../laboratory/use-live-run.ts';
import { useRequest } from '../../laboratory/use-request.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { LiveRun } from './live-run.tsx';
import { RunReport } from './report/run-report.tsx';
import { RunActions } from './run-actions.tsx';
import { RunHeading } from './run-heading.tsx';
import { isActive, isResumable, unfinishedSentence } from './run-words.ts';
import { usePlace } from './use-place.ts';

/** One run: as it goes while it trains, as its record tells it afterwards. */
export function RunPage() {
  const { id = '' } = useParams();
  // Of its own for each run: what is shown of one must never stand under the name of another.
  return <OneRun key={id} id={id} />;
}

/** A run in the hands of another process tells this page nothing: its record is read now and then. */
const ELSEWHERE_MS = 4000;

function OneRun({ id }: { id: string }) {
  const known = useRequest('runs.show', { run: id });
  const active = known.data !== undefined && isActive(known.data.status);
  const place = usePlace(known.data?.id ?? id, active);
  useRequest(
    'runs.show',
    { run: id },
    { enabled: place.kind === 'elsewhere', staleMs: ELSEWHERE_MS, refetchMs: ELSEWHERE_MS },
  );
  if (known.data === undefined) {
    if (known.failure === null) return <Loader aria-label="Loading" />;
    return (
      <EmptyState
        title="This run cannot be shown"
        actions={
          <Anchor component={Link} to="/runs">
            All runs
          </Anchor>
        }
      >
        {known.failure.message}
      </EmptyState>
    );
  }
  return <Shown run={known.data} place={place} />;
}

function Shown({ run, place }: { run: Run; place: ReturnType<typeof usePlace> }) {
  const { status: told } = useLiveRun(run.id);
  const status = told ?? run.status;
  return (
    <Stack gap="xs">
      <RunHeading
        run={run}
        status={status}
        actions={<RunActions run={run} status={status} elsewhere={place.kind === 'elsewhere'} />}
      />
      {isResumable(status) && <WhyEnded status={status} run={run} />}
      {isActive(run.status) ? <LiveRun run={run} place={place} /> : <RunReport run={run} />}
    </Stack>
  );
}

/** Why it is not finished, and what can be done. */
function WhyEnded({ status, run }: { status: RunStatus; run: Run }) {
  return (
    <Stack gap="xs">
      {status === 'failed' && <FailureNote failure={run.failure} />}
      {status !== 'failed' && run.failure !== null && (
        <Alert
          color="orange"
          title={status === 'interrupted' ? 'This run was cut off' : 'This run was stopped'}
        >
          {run.failure.message}
        </Alert>
      )}
      <Text size="sm">{unfinishedSentence(run, status)}</Text>
    </Stack>
  );
}
