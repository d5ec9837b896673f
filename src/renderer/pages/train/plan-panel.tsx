import { Card, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { GridPlans } from './grid-plans.tsx';
import { RunPlanned } from './run-planned.tsx';
import type { GridRun } from './train-form.ts';
import classes from './train-page.module.css';

/** While somebody types, not every key is a question. */
const TYPING_MS = 350;

/** What will happen, before it happens; `children` is the button that has it happen. */
export function PlanPanel({
  folders,
  runs,
  lack,
  onBatchSize,
  children,
}: {
  folders: readonly string[];
  runs: readonly GridRun[];
  lack: string | null;
  /** Takes a batch that fits in place of one that does not. */
  onBatchSize(clips: number): void;
  children: ReactNode;
}) {
  const [asked] = useDebouncedValue({ folders: [...folders], runs }, TYPING_MS);
  return (
    <Card component="section" aria-label="What will happen" className={classes.plan} p={0}>
      <Stack gap="sm" p="md" pb="sm" className={classes.planHead}>
        <Title order={2}>What will happen</Title>
        {children}
      </Stack>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys too */}
      <section className={classes.planBody} aria-label="The plan" tabIndex={0}>
        {lack !== null ? (
          <Text size="sm">{lack}</Text>
        ) : asked.runs.length === 0 || asked.folders.length === 0 ? (
          <Skeleton height={360} />
        ) : asked.runs.length === 1 ? (
          <RunPlanned folders={asked.folders} run={asked.runs[0]} onBatchSize={onBatchSize} />
        ) : (
          <GridPlans folders={asked.folders} runs={asked.runs} onBatchSize={onBatchSize} />
        )}
      </section>
    </Card>
  );
}
