import { Group, Loader, SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { GroupFigures } from '../../../../shared/answers.ts';
import type { Run } from '../../../../shared/runs.ts';
import { useRequest } from '../../../laboratory/use-request.ts';
import { FailureNote } from '../../../parts/failure-note.tsx';
import { count, withInterval } from '../../../parts/figures.ts';
import { ownName } from '../../../parts/own-name.ts';
import { Plot } from '../../../plots/plot.tsx';
import { groupPlot } from './group-plot.ts';
import { pictureCaption } from './report-words.ts';

/** Pixels of a plot's axis, and of each group beside it. */
const AXIS_WIDTH = 110;
const GROUP_WIDTH = 92;

type By = 'corpus' | 'sex' | 'speaker';

/** For whom it works and for whom less: the test clips by corpus, sex or speaker. */
export function GroupFiguresPanel({ run }: { run: Run }) {
  const [by, setBy] = useState<By>('corpus');
  const { data, failure, loading } = useRequest('runs.groups', { run: run.id, by });
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="Group by"
        w="fit-content"
        value={by}
        onChange={(value) => setBy(value as By)}
        data={[
          { value: 'corpus', label: 'Corpus' },
          { value: 'sex', label: 'Sex' },
          { value: 'speaker', label: 'Speaker' },
        ]}
      />
      <FailureNote failure={failure} />
      {loading && <Loader size="sm" aria-label="Loading" />}
      {data !== undefined && <Groups run={run} by={by} groups={named(run, data)} />}
    </Stack>
  );
}

/** Speakers of a run with one corpus go without its name. */
function named(run: Run, groups: readonly GroupFigures[]): GroupFigures[] {
  const corpus = run.corpora.length === 1 ? run.corpora[0].name : undefined;
  return groups.map((group) => ({ ...group, name: ownName(group.name, corpus) }));
}

function Groups({ run, by, groups }: { run: Run; by: By; groups: readonly GroupFigures[] }) {
  const plot = useMemo(() => groupPlot(groups), [groups]);
  return (
    <>
      {/* Few groups leave room for the table beside the plot; two points do not stand a window apart. */}
      <Group align="flex-start" gap="xl" wrap="wrap">
        <div style={{ flex: `0 1 ${AXIS_WIDTH + GROUP_WIDTH * groups.length}px`, minWidth: 0 }}>
          <Plot
            {...plot}
            height={280}
            ariaLabel={`UAR by ${by}, with intervals`}
            fileName={`${run.name}-by-${by}`}
            caption={pictureCaption(run)}
          />
        </div>
        <Table aria-label={`Figures by ${by}`} flex="1 1 440px" maw={760}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{by === 'sex' ? 'Sex' : by === 'corpus' ? 'Corpus' : 'Speaker'}</Table.Th>
              <Table.Th ta="right">Test clips</Table.Th>
              <Table.Th ta="right">UAR [95 %]</Table.Th>
              <Table.Th ta="right">Accuracy [95 %]</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="figures">
            {groups.map(({ name, clips, uar, uarInterval, accuracy, accuracyInterval }) => (
              <Table.Tr key={name}>
                <Table.Td>{name}</Table.Td>
                <Table.Td ta="right">{count(clips)}</Table.Td>
                <Table.Td ta="right">{withInterval(uar, uarInterval)}</Table.Td>
                <Table.Td ta="right">{withInterval(accuracy, accuracyInterval)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Group>
      <Text size="sm" c="dimmed">
        The UAR of a group is the mean recall of the emotions that occur in it; with few clips its interval is
        wide.
      </Text>
    </>
  );
}
