import { Group } from '@mantine/core';
import { RunDot } from '#renderer/parts/runs/run-dot.tsx';
import { RUN_COLOURS } from '#renderer/theme/run-colours.ts';
import type { Sample } from './sample.ts';

const colours = Array.from({ length: RUN_COLOURS }, (_, colour) => colour);

const Runs = () => (
  <Group gap="lg">
    {colours.map((colour) => (
      <Group key={colour} gap={6}>
        <RunDot colour={colour} />
        run {colour + 1}
      </Group>
    ))}
  </Group>
);

const Groups = () => (
  <Group gap="lg">
    {colours.map((colour) => (
      <Group key={colour} gap={6}>
        <RunDot colour={colour} group />
        group {colour + 1}
      </Group>
    ))}
  </Group>
);

export const sample: Sample = { Runs, Groups };
