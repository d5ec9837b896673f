import { Anchor, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { toFailure } from '../../../shared/failure.ts';
import { useLaboratory } from '../../laboratory/use-laboratory.tsx';
import { duration } from '../../parts/figures.ts';
import { memoryWords } from './plan-words.ts';
import { RunPlanned } from './run-planned.tsx';
import type { GridRun } from './train-form.ts';
import classes from './train-page.module.css';

/** Runs that differ in nothing but the seed cost the same: one question for each network and protocol. */
function withoutSeeds(runs: readonly GridRun[]): { run: GridRun; seeds: number }[] {
  const groups = new Map<string, { run: GridRun; seeds: number }>();
  for (const run of runs) {
    const key = `${run.settings.network} ${run.settings.protocol.name}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { run, seeds: 1 });
    else group.seeds++;
  }
  return [...groups.values()];
}

/** What each kind of run of a grid takes, and all of them together; they are trained one after another. */
export function GridPlans({
  folders,
  runs,
  onBatchSize,
}: {
  folders: string[];
  runs: readonly GridRun[];
  onBatchSize(clips: number): void;
}) {
  const [looked, setLooked] = useState('');
  const laboratory = useLaboratory();
  const kinds = withoutSeeds(runs);
  const shown = kinds.find(({ run }) => run.key === looked) ?? kinds[0];
  const plans = useQueries({
    queries: kinds.map(({ run }) => {
      const input = { folders, settings: run.settings };
      return {
        queryKey: ['runs.plan', input],
        queryFn: ({ signal }: { signal: AbortSignal }) => laboratory.invoke('runs.plan', input, { signal }),
        staleTime: Number.POSITIVE_INFINITY,
      };
    }),
  });
  const known = plans.every(({ data }) => data !== undefined);
  const seconds = plans.reduce(
    (sum, { data }, index) => sum + (data?.time.secondsInAll ?? 0) * kinds[index].seeds,
    0,
  );
  return (
    <Stack gap="xs">
      <Text size="sm">
        {runs.length} runs, one after another
        {known && `: at most about ${duration(seconds)} in all`}.
      </Text>
      <Table aria-label="Runs of the grid" verticalSpacing={4} horizontalSpacing={6} className="figures">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Network</Table.Th>
            <Table.Th>Protocol</Table.Th>
            <Table.Th ta="right">Seeds</Table.Th>
            <Table.Th ta="right">At most</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {kinds.map(({ run, seeds }, index) => {
            const { data, error } = plans[index];
            return (
              <Table.Tr key={run.key} bg={run === shown.run ? 'var(--surface-sunken)' : undefined}>
                <Table.Td>
                  <Anchor
                    component="button"
                    type="button"
                    size="sm"
                    aria-pressed={run === shown.run}
                    onClick={() => setLooked(run.key)}
                  >
                    {run.settings.network}
                  </Anchor>
                </Table.Td>
                <Table.Td>
                  {run.settings.protocol.name}
                  {error !== null && (
                    <Text size="xs" className={classes.grave}>
                      {toFailure(error).message}
                    </Text>
                  )}
                  {data?.memory.fits === false && (
                    <Text size="xs" className={classes.grave}>
                      Memory: {memoryWords(data.memory)}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td ta="right">{seeds}</Table.Td>
                <Table.Td ta="right" style={{ whiteSpace: 'nowrap' }}>
                  {error !== null ? (
                    '–'
                  ) : data === undefined ? (
                    <Skeleton height={14} width={60} ml="auto" />
                  ) : (
                    duration(data.time.secondsInAll)
                  )}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
      <Text size="sm" fw={600} mt="xs">
        {shown.run.settings.network}, {shown.run.settings.protocol.name}
      </Text>
      <RunPlanned folders={folders} run={shown.run} onBatchSize={onBatchSize} />
    </Stack>
  );
}
