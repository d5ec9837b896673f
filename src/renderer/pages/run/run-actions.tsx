import { Button, Group, Menu, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconDots,
  IconMicrophone,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconRepeat,
  IconTrash,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Run, RunStatus } from '../../../shared/runs.ts';
import { useAction } from '../../laboratory/use-action.ts';
import { useInvalidate } from '../../laboratory/use-request.ts';
import { useBin } from '../runs/use-bin.ts';
import { isResumable } from './run-words.ts';

const DISMISS = { 'aria-label': 'Dismiss' };
const STOP_MEANING =
  'Writes a checkpoint and ends. The next run has its turn; this one can be resumed from there at any time.';
const PAUSE_MEANING =
  'Holds still after this batch and keeps the engine: runs behind it wait. Nothing is lost, nothing is tested.';

/** What can be done with a run, as it stands. */
export function RunActions({ run, status, elsewhere }: { run: Run; status: RunStatus; elsewhere: boolean }) {
  if (status === 'waiting' || status === 'running' || status === 'paused') {
    return elsewhere ? null : <AtWork run={run} status={status} />;
  }
  return <AtRest run={run} status={status} />;
}

type Wish = 'runs.pause' | 'runs.resume' | 'runs.stop';

/** A wish reaches a run between two batches; until then its button says that it is on its way. */
function AtWork({ run, status }: { run: Run; status: RunStatus }) {
  const [asked, setAsked] = useState<Wish | null>(null);
  const actions = {
    'runs.pause': useAction('runs.pause'),
    'runs.resume': useAction('runs.resume'),
    'runs.stop': useAction('runs.stop'),
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever it became, the wish was heard
  useEffect(() => setAsked(null), [status]);
  const wish = async (name: Wish) => {
    setAsked(name);
    if ((await actions[name].run({ run: run.id })) === undefined) setAsked(null);
  };
  const failures = Object.values(actions).flatMap(({ failure }) => (failure === null ? [] : [failure]));
  const message = failures.at(-1)?.message;
  useEffect(() => {
    if (message !== undefined) notifications.show({ message, color: 'red', closeButtonProps: DISMISS });
  }, [message]);
  const button = (name: Wish, text: string, Icon: typeof IconPlayerStop, meaning: string) => (
    <Tooltip label={meaning}>
      <Button
        variant="default"
        leftSection={<Icon size={16} aria-hidden />}
        loading={asked === name}
        disabled={asked !== null && asked !== name}
        onClick={() => void wish(name)}
      >
        {text}
      </Button>
    </Tooltip>
  );
  return (
    <Group gap="xs" wrap="nowrap">
      {status === 'running' && button('runs.pause', 'Pause', IconPlayerPause, PAUSE_MEANING)}
      {status === 'paused' && button('runs.resume', 'Go on', IconPlayerPlay, 'Goes on with the next batch.')}
      {button(
        'runs.stop',
        status === 'waiting' ? 'Take out of the queue' : 'Stop',
        IconPlayerStop,
        status === 'waiting' ? 'It is kept as stopped and can be resumed.' : STOP_MEANING,
      )}
    </Group>
  );
}

function AtRest({ run, status }: { run: Run; status: RunStatus }) {
  const resume = useAction('runs.resume');
  const invalidate = useInvalidate();
  const navigate = useNavigate();
  const bin = useBin();
  const message = resume.failure?.message;
  useEffect(() => {
    if (message !== undefined)
      notifications.show({ title: 'Not resumed', message, color: 'red', closeButtonProps: DISMISS });
  }, [message]);
  return (
    <Group gap="xs" wrap="nowrap">
      {isResumable(status) && (
        <Tooltip label="Goes on from the last checkpoint, to the same result as if nothing had happened.">
          <Button
            variant={status === 'failed' ? 'default' : 'filled'}
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            loading={resume.running}
            onClick={() => void resume.run({ run: run.id }).then(() => invalidate('runs.show', 'runs.list'))}
          >
            Resume
          </Button>
        </Tooltip>
      )}
      {status === 'finished' && (
        <Button
          component={Link}
          to={`/recognise?run=${encodeURIComponent(run.id)}`}
          leftSection={<IconMicrophone size={16} aria-hidden />}
        >
          Recognise with it
        </Button>
      )}
      <Button
        component={Link}
        to={`/train?from=${encodeURIComponent(run.id)}`}
        variant="default"
        leftSection={<IconRepeat size={16} aria-hidden />}
      >
        Train again
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" px={10} aria-label="More">
            <IconDots size={16} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => void bin([run]).then((put) => put > 0 && navigate('/runs'))}
          >
            Put in the bin
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
