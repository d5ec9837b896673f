import { Alert, Button, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { startRuns } from '#renderer/client/start-runs.ts';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import type { RequestOutput } from '#shared/contract.ts';
import type { Failure } from '#shared/failure.ts';
import { gridRunName } from '#shared/run-names.ts';
import { startLabel } from './plan-labels.ts';
import { PlanPanel } from './plan-panel.tsx';
import { formRuns, nameOfGrid, type TrainForm } from './train-form.ts';
import { usePlans } from './use-plans.ts';

/** The plan is requested after a pause in typing. */
const TYPING_MS = 350;

/** The plan, and the button that starts it when the plan is known and possible. */
export function Start({
  form,
  networks,
  onBatchSize,
}: {
  form: TrainForm;
  networks: RequestOutput<'networks.list'>;
  onBatchSize(clips: number): void;
}) {
  const laboratory = useLaboratory();
  const navigate = useNavigate();
  const [starting, setStarting] = useState(false);
  const [refusal, setRefusal] = useState<Failure | null>(null);
  // The error was about the previous settings.
  // biome-ignore lint/correctness/useExhaustiveDependencies: changed settings make the error stale
  useEffect(() => setRefusal(null), [form]);
  // The name and the tags do not change the plan.
  const { folders, settings, vary, ownFeatures, repeats } = form;
  // biome-ignore lint/correctness/useExhaustiveDependencies: these parts of the form decide its runs
  const wanted = useMemo(
    () => ({ ...formRuns(form, networks), folders }),
    [folders, settings, vary, ownFeatures, repeats, networks],
  );
  const [asked] = useDebouncedValue(wanted, TYPING_MS);
  const kinds = usePlans(asked.folders, asked.runs);
  const impossible = kinds.flatMap(({ runs, failure }) =>
    failure === null ? [] : runs.map(({ varied }) => ({ varied, reason: failure.message })),
  );
  const runs = kinds.flatMap((kind) => (kind.failure === null ? kind.runs : []));
  const leftOut = [...asked.leftOut, ...impossible];
  const isPlanned =
    asked === wanted && kinds.every(({ plan, failure }) => plan !== undefined || failure !== null);
  // If the user has opened another page, stay on it.
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  const start = async () => {
    setStarting(true);
    setRefusal(null);
    const grid = wanted.isGrid && runs.length > 1 ? nameOfGrid(form, runs, new Date()) : undefined;
    const inputs = runs.map((run) => ({
      folders: asked.folders,
      settings: run.settings,
      name: grid === undefined ? form.name.trim() || undefined : gridRunName(run.settings, run.varied),
      grid,
      tags: form.tags,
    }));
    const starting = startRuns(laboratory, inputs);
    // The Runs table shows the queue. A single run has its own page as soon as it is in the log.
    if (inputs.length > 1) void navigate('/runs');
    const { started, failures } = await starting;
    // The error is shown here, or on the page that the user has opened meanwhile.
    if (here.current && failures.length > 0) setRefusal(failures[0].failure);
    else
      for (const { name, failure } of failures) {
        notifications.show({
          title: name === '' ? 'Not started' : `${name}: not started`,
          message: failure.message,
          color: 'red',
          autoClose: false,
        });
      }
    if (!here.current) return;
    setStarting(false);
    if (started.length > 0) void navigate(`/runs/${started[0]}`);
  };
  return (
    <PlanPanel
      folders={asked.folders}
      kinds={kinds}
      leftOut={leftOut}
      isGrid={asked.isGrid}
      lack={wanted.lack}
      onBatchSize={onBatchSize}
    >
      <Button
        fullWidth
        size="md"
        leftSection={<IconPlayerPlay size={18} aria-hidden />}
        disabled={wanted.lack !== null || !isPlanned || runs.length === 0}
        loading={starting}
        onClick={() => void start()}
      >
        {startLabel(wanted.isGrid, runs.length, leftOut.length)}
      </Button>
      {wanted.lack === null && !isPlanned && (
        <Text size="xs" c="dimmed">
          The plan is being made …
        </Text>
      )}
      {refusal !== null && (
        <Alert color="red" role="alert" p="xs" title="Not started">
          {refusal.message}
        </Alert>
      )}
    </PlanPanel>
  );
}
