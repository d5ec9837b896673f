import { Alert, Anchor, Button, Group, List, Loader, Skeleton, Stack, Table, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { RunPlan } from '../../../shared/plans.ts';
import { useRequest } from '../../laboratory/use-request.ts';
import { FailureNote } from '../../parts/failure-note.tsx';
import { count, duration } from '../../parts/figures.ts';
import { leakageSentence } from '../run/report/report-words.ts';
import { memoryWords } from './plan-words.ts';
import { SplitTable } from './split-table.tsx';
import type { GridRun } from './train-form.ts';

/** What one run will do: its split and audit, what it takes, what to know before. */
export function RunPlanned({
  folders,
  run,
  onBatchSize,
}: {
  folders: string[];
  run: GridRun;
  onBatchSize(clips: number): void;
}) {
  const { data, failure, asking } = useRequest('runs.plan', { folders, settings: run.settings });
  if (failure !== null) return <FailureNote failure={failure} />;
  if (data === undefined) return <Skeleton height={360} />;
  return (
    <Stack gap="sm" style={{ opacity: asking ? 0.55 : 1 }} aria-busy={asking}>
      <SplitTable plan={data} />
      <Audit plan={data} />
      <Costs plan={data} asking={asking} onBatchSize={onBatchSize} />
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
        <>
          <Warning />{' '}
        </>
      )}
      {leakageSentence(leakage)}
    </Text>
  );
}

function Costs({
  plan,
  asking,
  onBatchSize,
}: {
  plan: RunPlan;
  asking: boolean;
  onBatchSize(clips: number): void;
}) {
  const { parameters, memory, time, engine } = plan;
  const rows: [string, ReactNode][] = [
    ['Parameters', `${count(parameters.total)}, ${count(parameters.trainable)} of them trained`],
    [
      'Engine',
      <>
        {engine.name}, on {engine.device}. {engine.reason}{' '}
        {engine.name === 'wasm' && (
          <Anchor component={Link} to="/settings" inherit underline="always">
            Engines in Settings
          </Anchor>
        )}
      </>,
    ],
    ['Memory', <Memory key="memory" memory={memory} onBatchSize={onBatchSize} />],
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

/** What a run needs of the memory; where that is too much, a button takes a batch that fits. */
function Memory({ memory, onBatchSize }: { memory: RunPlan['memory']; onBatchSize(clips: number): void }) {
  const { fits, largestBatch } = memory;
  if (fits) return memoryWords(memory);
  return (
    <>
      <Warning /> {memoryWords(memory)}
      {largestBatch !== null && (
        <Button
          mt={4}
          size="compact-sm"
          variant="light"
          display="block"
          onClick={() => onBatchSize(largestBatch)}
        >
          Use batches of {largestBatch}
        </Button>
      )}
    </>
  );
}

const Warning = () => (
  <IconAlertTriangle
    size={15}
    style={{ verticalAlign: '-2px' }}
    color="var(--mantine-color-orange-filled)"
    aria-label="Warning"
  />
);

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
