import { Group, Loader, SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ownName } from '#renderer/parts/own-name.ts';
import { Plot } from '#renderer/plots/plot.tsx';
import type { GroupMetrics } from '#shared/answers.ts';
import { count, withInterval } from '#shared/format.ts';
import type { Run } from '#shared/runs.ts';
import { groupPlot } from './group-plot.ts';
import { imageCaption } from './report-labels.ts';

/** Pixels of the plot's axis, and of each group. */
const AXIS_WIDTH = 110;
const GROUP_WIDTH = 92;

type GroupKey = 'corpus' | 'sex' | 'age' | 'speaker';
/** The title of the first column. */
const TITLES: Record<GroupKey, string> = {
  corpus: 'Corpus',
  sex: 'Sex',
  age: 'Age (years)',
  speaker: 'Speaker',
};

/** The results of the test clips by corpus, sex or speaker. */
export function GroupMetricsPanel({ run }: { run: Run }) {
  const [by, setBy] = useState<GroupKey>('corpus');
  const { data, failure, loading } = useRequest('runs.groups', { run: run.id, by });
  const fairness = useRequest('runs.fairness', { run: run.id });
  const gap = fairness.data?.find((one) => one.by === by);
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="Group by"
        w="fit-content"
        value={by}
        onChange={(value) => setBy(value as GroupKey)}
        data={[
          { value: 'corpus', label: 'Corpus' },
          { value: 'sex', label: 'Sex' },
          { value: 'age', label: 'Age' },
          { value: 'speaker', label: 'Speaker' },
        ]}
      />
      <FailureNote failure={failure} />
      {/* Its line stays while it is loaded, and for speakers, who are not groups. */}
      <Text maw="var(--text-width)" mih="2lh">
        {gap?.sentence}
      </Text>
      <FailureNote failure={fairness.failure} />
      {loading && <Loader role="img" size="sm" aria-label="Loading" />}
      {data !== undefined && <Groups run={run} by={by} groups={withShortNames(run, data)} />}
    </Stack>
  );
}

/** In a run with one corpus, the names of speakers are shown without the corpus. */
function withShortNames(run: Run, groups: readonly GroupMetrics[]): GroupMetrics[] {
  const corpus = run.corpora.length === 1 ? run.corpora[0].name : undefined;
  return groups.map((group) => ({ ...group, name: ownName(group.name, corpus) }));
}

function Groups({ run, by, groups }: { run: Run; by: GroupKey; groups: readonly GroupMetrics[] }) {
  const plot = useMemo(() => groupPlot(groups), [groups]);
  return (
    <>
      {/* The width of the plot depends on the number of groups, so that the table fits beside few groups. */}
      <Group align="flex-start" gap="xl" wrap="wrap">
        <div style={{ flex: `0 1 ${AXIS_WIDTH + GROUP_WIDTH * groups.length}px`, minWidth: 0 }}>
          <Plot
            {...plot}
            height={280}
            ariaLabel={`UAR by ${by}, with intervals`}
            fileName={`${run.name}-by-${by}`}
            caption={imageCaption(run)}
          />
        </div>
        <Table aria-label={`Results by ${by}`} flex="1 1 440px" maw="var(--text-width)">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{TITLES[by]}</Table.Th>
              <Table.Th ta="right">Test clips</Table.Th>
              {by !== 'speaker' && <Table.Th ta="right">Speakers</Table.Th>}
              <Table.Th ta="right">UAR [95 %]</Table.Th>
              <Table.Th ta="right">Accuracy [95 %]</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="tabular">
            {groups.map(
              ({ name, clips, speakers, uar, uarInterval, accuracy, accuracyInterval, resampling }) => (
                <Table.Tr key={name}>
                  <Table.Td>{name}</Table.Td>
                  <Table.Td ta="right">{count(clips)}</Table.Td>
                  {by !== 'speaker' && (
                    <Table.Td ta="right">{speakers === null ? 'unknown' : count(speakers)}</Table.Td>
                  )}
                  <Table.Td ta="right">{withInterval(uar, uarInterval, resampling)}</Table.Td>
                  <Table.Td ta="right">{withInterval(accuracy, accuracyInterval, resampling)}</Table.Td>
                </Table.Tr>
              ),
            )}
          </Table.Tbody>
        </Table>
      </Group>
      <Text size="sm" c="dimmed">
        The UAR of a group is the mean recall of the emotions that occur in it. With few clips the interval is
        wide. The gap between groups is over the emotions that both have; its interval resamples speakers.
      </Text>
    </>
  );
}
