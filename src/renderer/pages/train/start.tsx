import { Alert, Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Failure } from '../../../shared/failure.ts';
import { startRuns } from '../../laboratory/start-queue.ts';
import { useLaboratory } from '../../laboratory/use-laboratory.tsx';
import { PlanPanel } from './plan-panel.tsx';
import { formLack, type GridRun, gridRuns, type TrainForm } from './train-form.ts';

/** The plan, and the button that starts it. */
export function Start({ form, onBatchSize }: { form: TrainForm; onBatchSize(clips: number): void }) {
  const laboratory = useLaboratory();
  const navigate = useNavigate();
  const [starting, setStarting] = useState(false);
  const [refusal, setRefusal] = useState<Failure | null>(null);
  // It is about the settings as they were.
  // biome-ignore lint/correctness/useExhaustiveDependencies: other settings make it stale
  useEffect(() => setRefusal(null), [form]);
  const runs = gridRuns(form);
  const lack = formLack(form);
  // Who has gone on to another page meanwhile stays there.
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
    const wishes = runs.map((run) => ({
      folders: form.folders,
      settings: run.settings,
      name: nameOf(form, run, runs.length),
      tags: form.tags,
    }));
    const starting = startRuns(laboratory, wishes);
    // The table shows how a queue fills; a single run has a page of its own, as soon as it is in the log.
    if (wishes.length > 1) void navigate('/runs');
    const { started, failures } = await starting;
    // Said where it was asked for, or wherever the user is by then.
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
    <PlanPanel folders={form.folders} runs={runs} lack={lack} onBatchSize={onBatchSize}>
      <Button
        fullWidth
        size="md"
        leftSection={<IconPlayerPlay size={18} aria-hidden />}
        disabled={lack !== null || runs.length === 0}
        loading={starting}
        onClick={() => void start()}
      >
        {runs.length > 1 ? `Queue ${runs.length} runs` : 'Train'}
      </Button>
      {refusal !== null && (
        <Alert color="red" role="alert" p="xs" title="Not started">
          {refusal.message}
        </Alert>
      )}
    </PlanPanel>
  );
}

/** Of several runs with one given name each says what sets it apart. */
function nameOf(form: TrainForm, run: GridRun, runs: number): string | undefined {
  const name = form.name.trim();
  if (name === '') return undefined;
  return runs === 1 ? name : `${name}: ${run.key}`;
}
