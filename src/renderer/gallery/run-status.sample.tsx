import { Group } from '@mantine/core';
import { RunStatusCount, RunStatusMark } from '#renderer/parts/notes/run-status.tsx';
import { RUN_STATUSES } from '#shared/runs.ts';
import type { Sample } from './sample.ts';

const AllStatuses = () => (
  <Group>
    {RUN_STATUSES.map((status) => (
      <RunStatusMark key={status} status={status} />
    ))}
  </Group>
);

const Counts = () => (
  <Group>
    {RUN_STATUSES.map((status, index) => (
      <RunStatusCount key={status} status={status} count={index + 1} />
    ))}
  </Group>
);

export const sample: Sample = { 'All statuses': AllStatuses, Counts };
