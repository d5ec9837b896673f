import { Alert, Anchor, Button, Group, List, Loader, Skeleton, Stack, Table, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { correctionUseText } from '#shared/corrections.ts';
import { count, duration } from '#shared/format.ts';
import { labelUseText } from '#shared/label-use-text.ts';
import type { RunPlan } from '#shared/plans.ts';
import { leakageSentence } from '#shared/result-sentences.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import { memoryWords } from './plan-labels.ts';
import { SplitTable } from './split-table.tsx';

/** The plan of one run: split, leakage check, memory, time, warnings. */
export function RunPlanned({
  folders,
  settings,
  onBatchSize,
}: {
  folders: string[];
  settings: RunSettings;
  onBatchSize(clips: number): void;
}) {
  const { data, failure, asking } = useRequest('runs.plan', { folders, settings });
  if (failure !== null) return <FailureNote failure={failure} />;
  if (data === undefined) return <Skeleton height={360} />;
  return (
    <Stack gap="sm" style={{ opacity: asking ? 0.55 : 1 }} aria-busy={asking}>
      <SplitTable plan={data} />
      <ClipUseText plan={data} />
      <Audit plan={data} />
      <Costs plan={data} asking={asking} onBatchSize={onBatchSize} />
      <Warnings plan={data} />
    </Stack>
  );
}

/** What the label set and the corrections do with the clips of the corpora. */
function ClipUseText({ plan: { labelUse, corrections, settings } }: { plan: RunPlan }) {
  const text = `${labelUseText(labelUse, settings.labels)} ${correctionUseText(corrections)}`.trim();
  return text === '' ? null : (
    <Text size="sm" c="dimmed" className="tabular">
      {text}
    </Text>
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
    ['Per epoch', `about ${duration(time.secondsPerEpoch)}`],
    [
      'Total time',
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
    <Table aria-label="Memory and time" verticalSpacing={4} className="tabular">
      <Table.Tbody>
        {rows.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" fw={400} c="dimmed" w={92} style={{ verticalAlign: 'top' }}>
              {name}
            </Table.Th>
            <Table.Td>
              <Group gap={6}>
                <span>{value}</span>
                {name === 'Engine' && asking && <Loader role="img" size={12} aria-label="Updating" />}
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** The memory of a run. If it is too much, a button sets a batch size that fits. */
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
