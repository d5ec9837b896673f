import { ScrollArea, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { toFailure } from '../../../shared/failure.ts';
import { useLaboratory } from '../../laboratory/use-laboratory.tsx';
import { duration } from '../../parts/figures.ts';
import { memoryWords } from './plan-words.ts';
import type { GridRun } from './train-form.ts';

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
export function GridPlans({ folders, runs }: { folders: string[]; runs: readonly GridRun[] }) {
  const laboratory = useLaboratory();
  const kinds = withoutSeeds(runs);
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
      <ScrollArea.Autosize
        mah={420}
        type="auto"
        viewportProps={{ tabIndex: 0, 'aria-label': 'Runs of the grid' }}
      >
        <Table aria-label="Runs of the grid" verticalSpacing={4} className="figures">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Network, protocol</Table.Th>
              <Table.Th ta="right">Seeds</Table.Th>
              <Table.Th ta="right">Each, at most</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {kinds.map(({ run, seeds }, index) => {
              const { data, error } = plans[index];
              return (
                <Table.Tr key={run.key}>
                  <Table.Td>
                    {run.settings.network}, {run.settings.protocol.name}
                    {error !== null && (
                      <Text size="xs" c="red.8">
                        {toFailure(error).message}
                      </Text>
                    )}
                    {data?.memory.fits === false && (
                      <Text size="xs" c="red.8">
                        Memory: {memoryWords(data.memory)}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td ta="right">{seeds}</Table.Td>
                  <Table.Td ta="right">
                    {data === undefined ? (
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
      </ScrollArea.Autosize>
    </Stack>
  );
}
