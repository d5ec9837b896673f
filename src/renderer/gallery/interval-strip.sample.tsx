import { Stack } from '@mantine/core';
import { IntervalStrip } from '#renderer/parts/runs/interval-strip.tsx';
import { runColourVariable } from '#renderer/theme/run-colours.ts';
import type { Sample } from './sample.ts';

const OneAxis = () => (
  <Stack gap={6} w={240}>
    <IntervalStrip value={0.421} interval={[0.36, 0.48]} chance={1 / 7} />
    <IntervalStrip value={0.9} interval={[0.8, 1]} chance={1 / 7} colour={runColourVariable(0)} />
    <IntervalStrip value={0.14} interval={[0, 0.3]} chance={1 / 7} colour={runColourVariable(3)} />
    <IntervalStrip value={0.5} interval={null} chance={0.5} />
  </Stack>
);

export const sample: Sample = { 'One axis': OneAxis };
