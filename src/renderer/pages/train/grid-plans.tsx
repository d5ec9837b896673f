import { Anchor, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { counted, duration } from '#shared/format.ts';
import { settingPart, variedParts } from '#shared/run-names.ts';
import type { GridRun, Varied } from '#shared/settings/grid.ts';
import { leftOutTitle, memoryWords } from './plan-labels.ts';
import { RunPlanned } from './run-planned.tsx';
import classes from './train-page.module.css';
import type { RunKind } from './use-plans.ts';

/** Memory and time of each kind of run in a grid, of all runs together, and what is left out. */
export function GridPlans({
  folders,
  kinds,
  leftOut,
  onBatchSize,
}: {
  folders: string[];
  kinds: readonly RunKind[];
  leftOut: readonly { varied: Varied; reason: string }[];
  onBatchSize(clips: number): void;
}) {
  const [looked, setLooked] = useState('');
  const possible = kinds.filter(({ failure }) => failure === null);
  const shown = possible.find(({ key }) => key === looked) ?? possible.at(0);
  const planned = possible.filter(({ plan }) => plan !== undefined).length;
  const runs = possible.reduce((sum, kind) => sum + kind.runs.length, 0);
  const seconds = possible.reduce(
    (sum, { plan, runs: same }) => sum + (plan?.time.secondsInAll ?? 0) * same.length,
    0,
  );
  return (
    <Stack gap="xs">
      <Text size="sm" role="status">
        {counted(runs, 'run')}, one after another
        {planned === possible.length
          ? `: at most about ${duration(seconds)} in all.`
          : `. Checked ${planned} of ${possible.length} combinations …`}
      </Text>
      <LeftOut leftOut={leftOut} />
      <Table aria-label="Runs of the grid" verticalSpacing={4} horizontalSpacing={6} className="tabular">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Runs</Table.Th>
            <Table.Th ta="right">Seeds</Table.Th>
            <Table.Th ta="right">At most</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {possible.map(({ key, runs: same, plan }) => (
            <Table.Tr key={key} bg={key === shown?.key ? 'var(--surface-sunken)' : undefined}>
              <Table.Td>
                <Anchor
                  component="button"
                  type="button"
                  size="sm"
                  ta="left"
                  aria-pressed={key === shown?.key}
                  onClick={() => setLooked(key)}
                >
                  {kindTitle(same[0])}
                </Anchor>
                {plan?.memory.fits === false && (
                  <Text size="xs" className={classes.grave}>
                    Memory: {memoryWords(plan.memory)}
                  </Text>
                )}
              </Table.Td>
              <Table.Td ta="right">{same.length}</Table.Td>
              <Table.Td ta="right" style={{ whiteSpace: 'nowrap' }}>
                {plan === undefined ? (
                  <Skeleton height={14} width={60} ml="auto" />
                ) : (
                  duration(plan.time.secondsInAll)
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {shown !== undefined && (
        <>
          <Text size="sm" fw={600} mt="xs">
            {kindTitle(shown.runs[0])}
          </Text>
          <RunPlanned folders={folders} settings={shown.runs[0].settings} onBatchSize={onBatchSize} />
        </>
      )}
    </Stack>
  );
}

/** What distinguishes a kind of run: its varied settings without the seed; its network if nothing else varies. */
function kindTitle({ settings, varied }: GridRun): string {
  const { seed: _, ...others } = varied;
  return variedParts(others).join(' · ') || settingPart('network', settings.network);
}

/** The combinations that are not queued, by reason. */
function LeftOut({ leftOut }: { leftOut: readonly { varied: Varied; reason: string }[] }) {
  const reasons = new Map<string, Varied[]>();
  for (const { varied, reason } of leftOut) reasons.set(reason, [...(reasons.get(reason) ?? []), varied]);
  if (reasons.size === 0) return null;
  return (
    <section aria-label={leftOutTitle(leftOut.length)}>
      <Text size="sm" fw={600}>
        {leftOutTitle(leftOut.length)}
      </Text>
      {[...reasons].map(([reason, combinations]) => (
        <details key={reason} className={classes.leftOut}>
          <summary>
            {reason}{' '}
            <Text span inherit c="dimmed">
              {counted(combinations.length, 'run')}
            </Text>
          </summary>
          <ul>
            {[...new Set(combinations.map((varied) => variedParts(varied).join(' · ')))].map((title) => (
              <li key={title}>{title}</li>
            ))}
          </ul>
        </details>
      ))}
    </section>
  );
}
