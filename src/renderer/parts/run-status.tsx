import {
  IconAlertTriangle,
  IconCheck,
  IconClock,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerStopFilled,
  IconPlugConnectedX,
} from '@tabler/icons-react';
import type { RunStatus } from '../../shared/runs.ts';
import classes from './run-status.module.css';

const MARKS: Record<RunStatus, { Icon: typeof IconCheck; meaning: string }> = {
  waiting: { Icon: IconClock, meaning: 'It waits for its turn.' },
  running: { Icon: IconPlayerPlayFilled, meaning: 'It trains.' },
  paused: { Icon: IconPlayerPauseFilled, meaning: 'It holds still where it is, and keeps the engine.' },
  stopped: { Icon: IconPlayerStopFilled, meaning: 'It was stopped, and can be resumed.' },
  interrupted: { Icon: IconPlugConnectedX, meaning: 'It was cut off, and can be resumed.' },
  failed: { Icon: IconAlertTriangle, meaning: 'It could not go on; its page says why.' },
  finished: { Icon: IconCheck, meaning: 'It was trained and tested.' },
};

/** A run's status: a sign of its own form beside the word, for who sees no colours. */
export function RunStatusMark({ status }: { status: RunStatus }) {
  const { Icon, meaning } = MARKS[status];
  return (
    <span className={classes.mark} data-status={status} title={meaning}>
      <Icon size={14} aria-hidden className={classes.icon} />
      {status}
    </span>
  );
}
