import { Button, Group, Loader, SegmentedControl, Stack, Switch, Table, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useRequest } from '#renderer/client/use-request.ts';
import { EmotionBadge } from '#renderer/parts/emotions/emotion-badge.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ownName } from '#renderer/parts/own-name.ts';
import { SaveMenu } from '#renderer/plots/save-menu.tsx';
import type { Comparison } from '#shared/comparison.ts';
import { count } from '#shared/format.ts';
import {
  type CompareChoices,
  type LabelMetric,
  PART_KEYS,
  type PartChoice,
  type PartMetric,
} from '../compare-address.ts';
import { ItemLegend } from '../item-legend.tsx';
import type { LookedItem } from '../item-look.ts';
import { ItemStrips, StripAxis } from '../item-strips.tsx';
import { metricAxis, spreadOf } from '../metric-axis.ts';
import { metricText } from '../metric-text.ts';
import { Scrollable } from '../scrollable.tsx';
import { labelRows, type PartRow, partRows } from './part-rows.ts';
import classes from './parts.module.css';
import { partsPicture } from './parts-picture.ts';

const BY_TITLES: Readonly<Record<PartChoice, string>> = {
  emotion: 'Emotion',
  corpus: 'Corpus',
  sex: 'Sex',
  age: 'Age',
  speaker: 'Speaker',
};
const METRIC_TITLES = {
  recall: 'Recall',
  precision: 'Precision',
  f1: 'F1',
  uar: 'UAR',
  accuracy: 'Accuracy',
} as const;

/** Of an item in a row. */
const LINE_PX = 15;

interface PartsProps {
  comparison: Comparison;
  items: readonly LookedItem[];
  choices: CompareChoices;
  onChoose(changed: Partial<CompareChoices>): void;
}

/** Dots with intervals of all items per emotion, corpus, sex or speaker. */
export function PartsSection({ comparison, items, choices, onChoose }: PartsProps) {
  const { by, labelMetric, partMetric } = choices;
  const metrics =
    by === 'emotion' ? (['recall', 'precision', 'f1'] as const) : (['uar', 'accuracy'] as const);
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <SegmentedControl
          aria-label="Divide the test clips by"
          value={by}
          onChange={(value) => onChoose({ by: value as PartChoice })}
          data={PART_KEYS.map((key) => ({ value: key, label: BY_TITLES[key] }))}
        />
        <SegmentedControl
          aria-label="Metric"
          value={by === 'emotion' ? labelMetric : partMetric}
          onChange={(value) =>
            onChoose(
              by === 'emotion' ? { labelMetric: value as LabelMetric } : { partMetric: value as PartMetric },
            )
          }
          data={metrics.map((name) => ({ value: name, label: METRIC_TITLES[name] }))}
        />
        <Switch
          size="sm"
          label="Numbers"
          checked={choices.numbers}
          onChange={(event) => onChoose({ numbers: event.currentTarget.checked })}
        />
      </Group>
      {by === 'emotion' ? (
        <PartsTable
          rows={labelRows(items, comparison.labels, labelMetric)}
          items={items}
          by={by}
          metric={METRIC_TITLES[labelMetric]}
          numbers={choices.numbers}
        />
      ) : (
        // With a key, because the rows of a former choice would be under the wrong name.
        <OtherParts key={by} items={items} by={by} metric={partMetric} numbers={choices.numbers} />
      )}
      <Text size="sm" c="dimmed" maw={900}>
        Intervals: 95 % over the speakers of the part, or over its clips where there is one speaker. Groups:
        mean ± sample standard deviation.
        {by !== 'emotion' && ' The UAR of a part is the mean recall of the emotions that occur in it.'}
        {by === 'emotion' && labelMetric === 'precision' && ' Precision has no interval.'}
      </Text>
    </Stack>
  );
}

function OtherParts({
  items,
  by,
  metric,
  numbers,
}: {
  items: readonly LookedItem[];
  by: Exclude<PartChoice, 'emotion'>;
  metric: PartMetric;
  numbers: boolean;
}) {
  const { data, failure } = useRequest('comparisons.parts', {
    items: items.map(({ item }) => item.runs.map(({ id }) => id)),
    by,
  });
  if (failure !== null) return <FailureNote failure={failure} />;
  if (data === undefined)
    return <Loader role="img" size="sm" aria-label={`Computing the results by ${by}`} />;
  const corpora = new Set(items.flatMap(({ item }) => item.corpora));
  const corpus = corpora.size === 1 ? [...corpora][0] : undefined;
  const rows = partRows(data, metric).map((row) => ({ ...row, name: ownName(row.name, corpus) }));
  return <PartsTable rows={rows} items={items} by={by} metric={METRIC_TITLES[metric]} numbers={numbers} />;
}

function PartsTable({
  rows,
  items,
  by,
  metric,
  numbers,
}: {
  rows: readonly PartRow[];
  items: readonly LookedItem[];
  by: PartChoice;
  metric: string;
  numbers: boolean;
}) {
  const axis = metricAxis(
    rows.flatMap(({ metrics }) => metrics.flatMap((one) => (one === null ? [] : [one.value, spreadOf(one)]))),
  );
  return (
    <div>
      <Group justify="space-between" mb={4} wrap="nowrap" align="flex-start">
        <ItemLegend items={items} />
        <SaveMenu
          picture={() => ({
            ...partsPicture(rows, items, metric),
            fileName: `compare-${metric.toLowerCase()}-by-${by}`,
            caption: [`${metric} by ${by}, with intervals`],
          })}
        >
          <Button
            variant="default"
            size="xs"
            style={{ flex: 'none' }}
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            Save image
          </Button>
        </SaveMenu>
      </Group>
      <Scrollable label={`${metric} by ${by}`} className={classes.frame}>
        <Table aria-label={`${metric} by ${by}`} className={classes.table} stickyHeader verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th className={classes.name}>{BY_TITLES[by]}</Table.Th>
              <Table.Th ta="right" w={92}>
                Test clips
              </Table.Th>
              <Table.Th>
                {metric} (%)
                <StripAxis axis={axis} />
              </Table.Th>
              {numbers && <Table.Th w={190}>{metric} in numbers</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="tabular">
            {rows.map((row) => (
              <Table.Tr key={row.name}>
                <Table.Th scope="row" fw={400} className={classes.name}>
                  <EmotionBadge emotion={row.name} />
                </Table.Th>
                <Table.Td ta="right">{count(row.clips)}</Table.Td>
                <Table.Td>
                  <ItemStrips
                    axis={axis}
                    linePx={LINE_PX}
                    entries={items.map(({ item, look, index }) => ({
                      metric: row.metrics[index] ?? null,
                      look,
                      title: item.title,
                    }))}
                  />
                  {!numbers && <span className="visually-hidden">{spoken(row, items)}</span>}
                </Table.Td>
                {numbers && (
                  <Table.Td className={classes.numbers} style={{ lineHeight: `${LINE_PX}px` }}>
                    {items.map(({ item, index }) => {
                      const value = row.metrics[index] ?? null;
                      return (
                        <div key={item.runs[0].id} title={item.title}>
                          {value === null ? '–' : metricText(value)}
                        </div>
                      );
                    })}
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scrollable>
    </div>
  );
}

const spoken = (row: PartRow, items: readonly LookedItem[]): string =>
  items
    .map(({ item, index }) => {
      const value = row.metrics[index] ?? null;
      return `${item.title}: ${value === null ? 'no clips' : metricText(value)}`;
    })
    .join('; ');
