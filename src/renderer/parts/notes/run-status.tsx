import {
  IconAlertTriangle,
  IconCheck,
  IconClock,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerStopFilled,
  IconPlugConnectedX,
} from '@tabler/icons-react';
import { count } from '#shared/format.ts';
import type { RunStatus } from '#shared/runs.ts';
import classes from './run-status.module.css';

const MARKS: Record<RunStatus, { Icon: typeof IconCheck; label: string; meaning: string }> = {
  waiting: { Icon: IconClock, label: 'queued', meaning: 'Waits for the runs before it' },
  running: { Icon: IconPlayerPlayFilled, label: 'running', meaning: 'Trains or tests now' },
  paused: {
    Icon: IconPlayerPauseFilled,
    label: 'paused',
    meaning: 'Paused by you; keeps its place and its memory',
  },
  stopped: { Icon: IconPlayerStopFilled, label: 'stopped', meaning: 'Stopped by you; can be resumed' },
  interrupted: {
    Icon: IconPlugConnectedX,
    label: 'interrupted',
    meaning: 'The program ended during training; can be resumed',
  },
  failed: {
    Icon: IconAlertTriangle,
    label: 'failed',
    meaning: 'Ended with an error; see the page of the run',
  },
  finished: { Icon: IconCheck, label: 'finished', meaning: 'Trained and tested' },
};

/** How many runs have a status: the icon and the number. */
export function RunStatusCount({ status, count: runs }: { status: RunStatus; count: number }) {
  const { Icon, label, meaning } = MARKS[status];
  return (
    <span className={classes.mark} data-status={status} title={`${count(runs)} ${label}: ${meaning}`}>
      <Icon size={14} aria-hidden className={classes.icon} />
      {count(runs)}
      <span className="visually-hidden"> {label}</span>
    </span>
  );
}

/** A run's status as an icon and a word, readable without colours. */
export function RunStatusMark({ status }: { status: RunStatus }) {
  const { Icon, label, meaning } = MARKS[status];
  return (
    <span className={classes.mark} data-status={status} title={meaning}>
      <Icon size={14} aria-hidden className={classes.icon} />
      {label}
    </span>
  );
}

/** In place of the status of a run whose record is damaged: its results must not be used. */
export function DamagedMark() {
  return (
    <span
      className={classes.mark}
      data-status="failed"
      title="The record of this run is damaged; see the page of the run"
    >
      <IconAlertTriangle size={14} aria-hidden className={classes.icon} />
      damaged
    </span>
  );
}
