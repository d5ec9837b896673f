import { ActionIcon, Anchor, Button, Card, Collapse, Group, Text, Tooltip } from '@mantine/core';
import { modals } from '@mantine/modals';
import {
  IconArrowDown,
  IconArrowUp,
  IconChevronDown,
  IconChevronRight,
  IconGripVertical,
  IconPlayerStop,
  IconX,
} from '@tabler/icons-react';
import { type DragEvent, useId, useState } from 'react';
import { Link } from 'react-router';
import { useLiveRun } from '#renderer/client/use-live-run.ts';
import { shareDone } from '#renderer/pages/run/run-progress.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { RunStatusMark } from '#renderer/parts/notes/run-status.tsx';
import type { RunSummary } from '#shared/answers.ts';
import { movedTo, type QueuedRun, queueSummary } from './queue-order.ts';
import classes from './queue-panel.module.css';
import { useQueue } from './use-queue.ts';

/** The running run and the queued ones in their order. Nothing while no run is active. */
export function QueuePanel({ rows }: { rows: readonly RunSummary[] | undefined }) {
  const { queue, reorder, remove, stopAll, failure } = useQueue(rows);
  const [open, setOpen] = useState(false);
  const list = useId();
  if (queue.length === 0) return null;
  const Chevron = open ? IconChevronDown : IconChevronRight;
  const confirmStop = () =>
    modals.openConfirmModal({
      title: queue.length === 1 ? 'Stop the run?' : `Stop all ${queue.length} runs?`,
      children: (
        <Text size="sm">
          The running run saves a checkpoint. Queued runs are removed from the queue. All can be resumed.
        </Text>
      ),
      labels: { confirm: 'Stop all', cancel: 'Cancel' },
      onConfirm: () => void stopAll(),
    });
  return (
    <Card component="section" aria-label="Queue" p="xs" mb="sm" style={{ flex: 'none' }}>
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Button
            variant="subtle"
            size="compact-sm"
            color="gray"
            c="var(--mantine-color-text)"
            leftSection={<Chevron size={16} aria-hidden />}
            aria-expanded={open}
            aria-controls={list}
            onClick={() => setOpen(!open)}
          >
            Queue
          </Button>
          <Text size="sm" className="tabular" role="status">
            {queueSummary(queue)}
          </Text>
        </Group>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconPlayerStop size={14} aria-hidden />}
          onClick={confirmStop}
        >
          Stop all
        </Button>
      </Group>
      <FailureNote failure={failure} />
      <Collapse expanded={open} id={list}>
        <QueueList queue={queue} onMove={reorder} onRemove={remove} />
      </Collapse>
    </Card>
  );
}

function QueueList({
  queue,
  onMove,
  onRemove,
}: {
  queue: readonly QueuedRun[];
  onMove(runs: string[]): void;
  onRemove(run: QueuedRun): void;
}) {
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const queued = queue.filter(({ movable }) => movable).map(({ id }) => id);
  const move = (id: string, to: number) => {
    const next = movedTo(queued, id, to);
    if (next !== null) onMove(next);
  };
  const dropOn = (target: string) => ({
    onDragOver: (event: DragEvent) => {
      if (dragged === null) return;
      event.preventDefault();
      setOver(target);
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      if (dragged !== null) move(dragged, Math.max(0, queued.indexOf(target)));
      setDragged(null);
      setOver(null);
    },
  });
  return (
    <ol className={classes.list} aria-label="Runs in the queue">
      {queue.map((run, index) => (
        <li
          key={run.id}
          className={classes.run}
          data-over={over === run.id || undefined}
          data-dragged={dragged === run.id || undefined}
          draggable={run.movable}
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = 'move';
            event.dataTransfer.setData('text/plain', run.title);
            setDragged(run.id);
          }}
          onDragEnd={() => {
            setDragged(null);
            setOver(null);
          }}
          {...dropOn(run.id)}
        >
          <span className={classes.grip} data-movable={run.movable || undefined}>
            {run.movable && <IconGripVertical size={16} aria-hidden />}
          </span>
          <span className={classes.position}>{index + 1}</span>
          <Anchor
            component={Link}
            to={`/runs/${encodeURIComponent(run.id)}`}
            size="sm"
            className={classes.title}
            title={run.title}
          >
            {run.title}
          </Anchor>
          <Progress run={run} />
          <span className={classes.time}>{run.time}</span>
          {run.movable ? (
            <QueueButtons
              run={run}
              position={queued.indexOf(run.id)}
              last={queued.length - 1}
              onMove={(to) => move(run.id, to)}
              onRemove={() => onRemove(run)}
            />
          ) : (
            <span className={classes.buttons} />
          )}
        </li>
      ))}
    </ol>
  );
}

/** Moves a run by keyboard, or removes it. Buttons without effect keep the focus, so that they are not `disabled`. */
function QueueButtons({
  run,
  position,
  last,
  onMove,
  onRemove,
}: {
  run: QueuedRun;
  position: number;
  last: number;
  onMove(to: number): void;
  onRemove(): void;
}) {
  const button = (label: string, Icon: typeof IconX, enabled: boolean, act: () => void) => (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={26}
        aria-label={`${label}: ${run.title}`}
        aria-disabled={!enabled}
        data-disabled={!enabled || undefined}
        onClick={() => enabled && act()}
      >
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
  return (
    <span className={classes.buttons}>
      {button('Move up', IconArrowUp, position > 0, () => onMove(position - 1))}
      {button('Move down', IconArrowDown, position < last, () => onMove(position + 1))}
      {button('Remove from queue', IconX, true, onRemove)}
    </span>
  );
}

/** The status of a run, with its progress while it trains. */
function Progress({ run }: { run: QueuedRun }) {
  const live = useLiveRun(run.id);
  const share = live.phase === null ? null : shareDone(live, live.wanted);
  return (
    <span className={classes.status}>
      <RunStatusMark status={live.status ?? run.status} />
      {share !== null && <span className="tabular"> {Math.floor(100 * share)} %</span>}
    </span>
  );
}
