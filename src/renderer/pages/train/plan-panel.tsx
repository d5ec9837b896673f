import { Card, Skeleton, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import type { Varied } from '#shared/settings/grid.ts';
import { GridPlans } from './grid-plans.tsx';
import { RunPlanned } from './run-planned.tsx';
import classes from './train-page.module.css';
import type { RunKind } from './use-plans.ts';

/** The plan of the runs before they start. `children` is the button that starts them. */
export function PlanPanel({
  folders,
  kinds,
  leftOut,
  isGrid,
  lack,
  onBatchSize,
  children,
}: {
  folders: string[];
  kinds: readonly RunKind[];
  leftOut: readonly { varied: Varied; reason: string }[];
  isGrid: boolean;
  lack: string | null;
  /** Replaces a batch size that does not fit into memory. */
  onBatchSize(clips: number): void;
  children: ReactNode;
}) {
  const single = kinds.at(0);
  return (
    <Card component="section" aria-label="Plan" className={classes.plan} p={0}>
      <Stack gap="sm" p="md" pb="sm" className={classes.planHead}>
        <Title order={2}>Plan</Title>
        {children}
      </Stack>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users must be able to scroll it */}
      <section className={classes.planBody} aria-label="Details of the plan" tabIndex={0}>
        {lack !== null ? (
          <Text size="sm">{lack}</Text>
        ) : isGrid ? (
          <GridPlans folders={folders} kinds={kinds} leftOut={leftOut} onBatchSize={onBatchSize} />
        ) : single === undefined ? (
          <Skeleton height={360} />
        ) : single.failure !== null ? (
          <FailureNote failure={single.failure} />
        ) : (
          <RunPlanned folders={folders} settings={single.runs[0].settings} onBatchSize={onBatchSize} />
        )}
      </section>
    </Card>
  );
}
