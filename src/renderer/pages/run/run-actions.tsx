import { Button, Group, Menu, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconDots,
  IconFileExport,
  IconLink,
  IconMicrophone,
  IconPackageExport,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconRepeat,
  IconTrash,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useAction } from '#renderer/client/use-action.ts';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { CompareWith } from '#renderer/pages/compare/compare-with.tsx';
import { useTrash } from '#renderer/pages/runs/use-trash.ts';
import { SaveReport } from '#renderer/parts/reports/save-report.tsx';
import { runLink } from '#shared/run-links.ts';
import type { Run, RunStatus } from '#shared/runs.ts';
import { isReadyMade } from '#shared/settings/ready-made-network.ts';
import { ExportModel } from './export-model.tsx';
import { ExportRun } from './export-run.tsx';
import { ResumeButtons } from './resume-buttons.tsx';
import { isResumable } from './run-labels.ts';

const STOP_MEANING =
  'Saves a checkpoint and ends the training. The next queued run starts. This run can be resumed at any time.';
const PAUSE_MEANING = 'Pauses after this batch and keeps the engine in memory. Queued runs wait.';

/** The buttons for a run, depending on its status. */
export function RunActions({ run, status, elsewhere }: { run: Run; status: RunStatus; elsewhere: boolean }) {
  if (status === 'waiting' || status === 'running' || status === 'paused') {
    return elsewhere ? null : <ActiveRunActions run={run} status={status} />;
  }
  return <EndedRunActions run={run} status={status} />;
}

type RunCommand = 'runs.pause' | 'runs.resume' | 'runs.stop';

/** Commands reach a run between two batches. Until then the button shows that the command is pending. */
function ActiveRunActions({ run, status }: { run: Run; status: RunStatus }) {
  const [pending, setPending] = useState<RunCommand | null>(null);
  const actions = {
    'runs.pause': useAction('runs.pause'),
    'runs.resume': useAction('runs.resume'),
    'runs.stop': useAction('runs.stop'),
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: any new status means that the command was received
  useEffect(() => setPending(null), [status]);
  const send = async (name: RunCommand) => {
    setPending(name);
    if ((await actions[name].run({ run: run.id })) === undefined) setPending(null);
  };
  const failures = Object.values(actions).flatMap(({ failure }) => (failure === null ? [] : [failure]));
  const message = failures.at(-1)?.message;
  useEffect(() => {
    if (message !== undefined) notifications.show({ message, color: 'red' });
  }, [message]);
  const button = (name: RunCommand, text: string, Icon: typeof IconPlayerStop, meaning: string) => (
    <Tooltip label={meaning}>
      <Button
        variant="default"
        leftSection={<Icon size={16} aria-hidden />}
        loading={pending === name}
        disabled={pending !== null && pending !== name}
        onClick={() => void send(name)}
      >
        {text}
      </Button>
    </Tooltip>
  );
  return (
    <Group gap="xs">
      {status === 'running' && button('runs.pause', 'Pause', IconPlayerPause, PAUSE_MEANING)}
      {status === 'paused' &&
        button('runs.resume', 'Resume', IconPlayerPlay, 'Continues with the next batch.')}
      {button(
        'runs.stop',
        status === 'waiting' ? 'Remove from queue' : 'Stop',
        IconPlayerStop,
        status === 'waiting' ? 'The run becomes “stopped” and can be resumed.' : STOP_MEANING,
      )}
    </Group>
  );
}

function EndedRunActions({ run, status }: { run: Run; status: RunStatus }) {
  const { desktop } = useLaboratory();
  const navigate = useNavigate();
  const trash = useTrash();
  const [exporting, setExporting] = useState(false);
  const [exportingModel, setExportingModel] = useState(false);
  const readyMade = isReadyMade(run.settings);
  return (
    <Group gap="xs">
      {isResumable(status) && <ResumeButtons run={run} failed={status === 'failed'} />}
      {status === 'finished' && (
        <Button
          component={Link}
          to={`/predict?run=${encodeURIComponent(run.id)}`}
          leftSection={<IconMicrophone size={16} aria-hidden />}
        >
          Predict with this model
        </Button>
      )}
      {!readyMade && (
        <Button
          component={Link}
          to={`/train?from=${encodeURIComponent(run.id)}`}
          variant="default"
          leftSection={<IconRepeat size={16} aria-hidden />}
        >
          Train again
        </Button>
      )}
      <CompareWith run={run.id} />
      {(run.epochs.length > 0 || run.test !== null) && (
        <SaveReport items={[[run.id]]} predictionsOf={run.test === null ? null : run.id} />
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" px={10} aria-label="More">
            <IconDots size={16} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconFileExport size={16} aria-hidden />}
            onClick={() => setExporting(true)}
          >
            Export …
          </Menu.Item>
          {desktop !== null && (
            <Menu.Item
              leftSection={<IconLink size={16} aria-hidden />}
              onClick={() =>
                void navigator.clipboard
                  .writeText(runLink(run.id))
                  .then(() => notifications.show({ message: 'The link to this run was copied.' }))
              }
            >
              Copy link
            </Menu.Item>
          )}
          {status === 'finished' && !readyMade && (
            <Menu.Item
              leftSection={<IconPackageExport size={16} aria-hidden />}
              onClick={() => setExportingModel(true)}
            >
              Export for other programs …
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => void trash([run]).then((moved) => moved > 0 && navigate('/runs'))}
          >
            Move to trash
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ExportModel run={run} opened={exportingModel} onClose={() => setExportingModel(false)} />
      <ExportRun run={run} opened={exporting} onClose={() => setExporting(false)} />
    </Group>
  );
}
