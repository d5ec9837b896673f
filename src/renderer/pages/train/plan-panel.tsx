import { Alert, Card, Group, List, Loader, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RunPlan } from '../../../shared/plans.ts';
import { useRequest } from '../../laboratory/use-request.ts';
import { FailureNote } from '../../parts/failure-note.tsx';
import { count, duration } from '../../parts/figures.ts';
import { leakageSentence } from '../run/report/report-words.ts';
import { GridPlans } from './grid-plans.tsx';
import { memoryWords } from './plan-words.ts';
import { SplitTable } from './split-table.tsx';
import type { GridRun } from './train-form.ts';
import classes from './train-page.module.css';

/** While somebody types, not every key is a question. */
const TYPING_MS = 350;

/** What will happen, before it happens; `children` is the button that has it happen. */
export function PlanPanel({
  folders,
  runs,
  lack,
  children,
}: {
  folders: readonly string[];
  runs: readonly GridRun[];
  lack: string | null;
  children: ReactNode;
}) {
  const [asked] = useDebouncedValue({ folders: [...folders], runs }, TYPING_MS);
  return (
    <Card component="section" aria-label="What will happen" className={classes.plan}>
      <Stack gap="sm">
        <Title order={2}>What will happen</Title>
        {children}
        {lack !== null ? (
          <Text size="sm">{lack}</Text>
        ) : asked.runs.length === 0 || asked.folders.length === 0 ? (
          <Skeleton height={360} />
        ) : asked.runs.length === 1 ? (
          <OneRun folders={asked.folders} run={asked.runs[0]} />
        ) : (
          <GridPlans folders={asked.folders} runs={asked.runs} />
        )}
      </Stack>
    </Card>
  );
}

function OneRun({ folders, run }: { folders: string[]; run: GridRun }) {
  const { data, failure, asking } = useRequest('runs.plan', { folders, settings: run.settings });
  if (failure !== null) return <FailureNote failure={failure} />;
  if (data === undefined) return <Skeleton height={360} />;
  return (
    <Stack gap="sm" style={{ opacity: asking ? 0.55 : 1 }} aria-busy={asking}>
      <SplitTable plan={data} />
      <Audit plan={data} />
      <Costs plan={data} asking={asking} />
      <Warnings plan={data} />
    </Stack>
  );
}

function Audit({ plan }: { plan: RunPlan }) {
  const { leakage } = plan;
  const bad = leakage.clips + leakage.nearDuplicates + leakage.speakers > 0;
  return (
    <Text size="sm">
      {bad && (
        <IconAlertTriangle
          size={15}
          style={{ verticalAlign: '-2px', marginRight: 4 }}
          color="var(--emotion-angry)"
          aria-label="Warning"
        />
      )}
      {leakageSentence(leakage)}
    </Text>
  );
}

function Costs({ plan, asking }: { plan: RunPlan; asking: boolean }) {
  const { parameters, memory, time, engine } = plan;
  const rows: [string, ReactNode][] = [
    ['Parameters', `${count(parameters.total)}, ${count(parameters.trainable)} of them trained`],
    [
      'Engine',
      <>
        {engine.name}, on {engine.device}. {engine.reason}
      </>,
    ],
    ['Memory', memoryWords(memory)],
    ['An epoch', `about ${duration(time.secondsPerEpoch)}`],
    [
      'In all',
      <>
        at most about {duration(time.secondsInAll)}
        {time.featureSeconds >= 1 && ` (${duration(time.featureSeconds)} of it for features)`}
        <Text size="xs" c="dimmed">
          {time.note}
        </Text>
      </>,
    ],
  ];
  return (
    <Table aria-label="What it takes" verticalSpacing={4} className="figures">
      <Table.Tbody>
        {rows.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" fw={400} c="dimmed" w={92} style={{ verticalAlign: 'top' }}>
              {name}
            </Table.Th>
            <Table.Td>
              <Group gap={6}>
                <span>{value}</span>
                {name === 'Engine' && asking && <Loader size={12} aria-label="Being worked out anew" />}
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Warnings({ plan }: { plan: RunPlan }) {
  if (plan.warnings.length === 0) return null;
  return (
    <Alert color="yellow" variant="outline" p="xs">
      <List size="sm" spacing={4}>
        {plan.warnings.map((warning) => (
          <List.Item key={warning}>{warning}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
