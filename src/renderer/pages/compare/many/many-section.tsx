import {
  Group,
  Loader,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Title,
  useComputedColorScheme,
} from '@mantine/core';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { Plot } from '#renderer/plots/plot.tsx';
import type { VaryingSettings } from '#shared/comparison.ts';
import { counted } from '#shared/format.ts';
import {
  type CompareChoices,
  SCATTER_METRICS,
  type ScatterMetric,
  scatterLabel,
} from '../compare-address.ts';
import { ItemLegend } from '../item-legend.tsx';
import type { LookedItem } from '../item-look.ts';
import { ParallelCoordinates } from './parallel-coordinates.tsx';
import { scatterPlot } from './scatter-plot.ts';

interface ManyProps {
  items: readonly LookedItem[];
  choices: CompareChoices;
  onChoose(changed: Partial<CompareChoices>): void;
}

/** How settings and metrics go together: over the runs of the comparison, or over all finished runs. */
export function ManySection({ items, choices, onChoose }: ManyProps) {
  const own = useMemo(() => items.flatMap(({ item }) => item.runs.map(({ id }) => id)), [items]);
  const { data, failure } = useRequest(
    'comparisons.settings',
    { runs: choices.allRuns ? null : own },
    { staleMs: 0 },
  );
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <SegmentedControl
          aria-label="Runs in the plots"
          value={choices.allRuns ? 'all' : 'own'}
          onChange={(value) => onChoose({ allRuns: value === 'all' })}
          data={[
            { value: 'own', label: 'Runs of this comparison' },
            { value: 'all', label: 'All finished runs' },
          ]}
        />
        <SegmentedControl
          aria-label="Metric of the plots"
          value={choices.scatterMetric}
          onChange={(value) => onChoose({ scatterMetric: value as ScatterMetric })}
          data={SCATTER_METRICS.map((value) => ({ value, label: scatterLabel(value) }))}
        />
      </Group>
      <FailureNote failure={failure} />
      {data === undefined ? (
        failure === null && <Loader role="img" size="sm" aria-label="Loading the settings" />
      ) : data.settings.length === 0 ? (
        <Text size="sm" c="dimmed">
          {data.runs.length < 2
            ? 'Two finished runs are needed.'
            : `The settings of these ${counted(data.runs.length, 'run')} are the same.`}
        </Text>
      ) : (
        <Plots table={data} items={items} choices={choices} onChoose={onChoose} />
      )}
    </Stack>
  );
}

function Plots({ table, items, choices, onChoose }: ManyProps & { table: VaryingSettings }) {
  const { scatterMetric } = choices;
  const navigate = useNavigate();
  const scheme = useComputedColorScheme('light');
  const setting =
    table.settings.find(({ path }) => path === choices.setting) ??
    table.settings.find(({ path }) => path !== 'seed') ??
    table.settings[0];
  const plot = useMemo(
    () => scatterPlot(table, setting.path, scatterMetric, { items, scheme }),
    [table, setting.path, scatterMetric, items, scheme],
  );
  return (
    <>
      <Text size="sm" c="dimmed">
        {counted(table.runs.length, 'finished run')}. Other protocols and data have other test clips: compare
        like with like.
      </Text>
      <ItemLegend items={items} />
      <Title order={3}>Parallel coordinates</Title>
      <ParallelCoordinates table={table} metric={scatterMetric} items={items} />
      <Group gap="sm">
        <Title order={3}>{scatterLabel(scatterMetric)} against</Title>
        <Select
          aria-label="Setting on the axis"
          size="xs"
          w={240}
          data={table.settings.map(({ path, label }) => ({ value: path, label }))}
          value={setting.path}
          onChange={(path) => onChoose({ setting: path })}
        />
      </Group>
      <div style={{ maxWidth: 1000 }}>
        <Plot
          {...plot}
          height={320}
          ariaLabel={`${scatterLabel(scatterMetric)} against ${setting.label} of ${counted(table.runs.length, 'run')}`}
          fileName={`compare-${scatterMetric}-against-${setting.path}`}
          caption={[`${scatterLabel(scatterMetric)} against ${setting.label}`]}
          onPick={({ points }) => {
            const id = points[0]?.customdata;
            if (typeof id === 'string') void navigate(`/runs/${encodeURIComponent(id)}`);
          }}
        />
      </div>
      <Text size="sm" c="dimmed">
        Select a point to open its run.
      </Text>
    </>
  );
}
