import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { Fragment, type ReactNode, useState } from 'react';
import { SaveMenu } from '#renderer/plots/save-menu.tsx';
import type { Emotion } from '#shared/emotions.ts';
import { labelSetText } from '#shared/label-use-text.ts';
import type { Metrics } from '#shared/metrics.ts';
import type { Run } from '#shared/runs.ts';
import { CellClips } from './cell-clips.tsx';
import { ConfusionMatrix, type ConfusionUnit } from './confusion-matrix.tsx';
import classes from './confusion-panel.module.css';
import { confusionPlot } from './confusion-plot.ts';
import { imageCaption } from './report-labels.ts';

interface Cell {
  actual: Emotion;
  predicted: Emotion;
}

/** The confusion matrix of a run's own test. */
export function RunConfusion({ run, metrics }: { run: Run; metrics: Metrics }) {
  return (
    <ConfusionPanel
      metrics={metrics}
      fileName={`${run.name}-confusion`}
      about={labelSetText(run.settings.labels)}
      caption={() => imageCaption(run)}
      clips={(cell) => <CellClips run={run} {...cell} />}
    />
  );
}

/** A confusion matrix. Selecting a cell lists its clips, as `clips` shows them, beside the matrix. */
export function ConfusionPanel({
  metrics,
  about,
  fileName,
  caption,
  clips,
}: {
  metrics: Metrics;
  /** What counts as the emotions. */
  about: string;
  /** Name and caption of the saved image. */
  fileName: string;
  caption(): string[];
  clips(cell: Cell): ReactNode;
}) {
  const [unit, setUnit] = useState<ConfusionUnit>('percent');
  const [cell, setCell] = useState<Cell | null>(null);
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <SegmentedControl
          aria-label="Unit"
          value={unit}
          onChange={(value) => setUnit(value as ConfusionUnit)}
          data={[
            { value: 'percent', label: '% of row' },
            { value: 'counts', label: 'Clips' },
          ]}
        />
        <SaveMenu
          picture={() => ({
            ...confusionPlot(metrics, unit),
            fileName,
            caption: caption(),
          })}
        >
          <Button variant="default" size="xs" leftSection={<IconDownload size={14} aria-hidden />}>
            Save image
          </Button>
        </SaveMenu>
      </Group>
      <Text size="sm" c="dimmed">
        {about}
      </Text>
      <div className={classes.sides}>
        <ConfusionMatrix metrics={metrics} unit={unit} cell={cell} onCell={setCell} />
        <div className={classes.clips}>
          {cell === null ? (
            <Text size="sm" c="dimmed" pt="xl">
              Select a cell to list its clips.
            </Text>
          ) : (
            <Fragment key={`${cell.actual} ${cell.predicted}`}>{clips(cell)}</Fragment>
          )}
        </div>
      </div>
    </Stack>
  );
}
