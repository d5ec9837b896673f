import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { Emotion } from '../../../../shared/emotions.ts';
import type { Figures } from '../../../../shared/figures.ts';
import type { Run } from '../../../../shared/runs.ts';
import { SaveMenu } from '../../../plots/save-menu.tsx';
import { CellClips } from './cell-clips.tsx';
import { ConfusionMatrix, type ConfusionUnit } from './confusion-matrix.tsx';
import classes from './confusion-panel.module.css';
import { confusionPicture } from './confusion-picture.ts';
import { pictureCaption } from './report-words.ts';

/** The confusion matrix; a cell opens its clips beside it. */
export function ConfusionPanel({ run, figures }: { run: Run; figures: Figures }) {
  const [unit, setUnit] = useState<ConfusionUnit>('percent');
  const [cell, setCell] = useState<{ truth: Emotion; predicted: Emotion } | null>(null);
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <SegmentedControl
          aria-label="Unit"
          value={unit}
          onChange={(value) => setUnit(value as ConfusionUnit)}
          data={[
            { value: 'percent', label: 'Per cent of the row' },
            { value: 'counts', label: 'Clips' },
          ]}
        />
        <SaveMenu
          picture={() => ({
            ...confusionPicture(figures, unit),
            fileName: `${run.name}-confusion`,
            caption: pictureCaption(run),
            fontFamily: getComputedStyle(document.body).fontFamily,
          })}
        >
          <Button variant="default" size="xs" leftSection={<IconDownload size={14} aria-hidden />}>
            Save the picture
          </Button>
        </SaveMenu>
      </Group>
      <div className={classes.sides}>
        <ConfusionMatrix figures={figures} unit={unit} cell={cell} onCell={setCell} />
        <div className={classes.clips}>
          {cell === null ? (
            <Text size="sm" c="dimmed" pt="xl">
              Choose a cell to hear its clips.
            </Text>
          ) : (
            <CellClips key={`${cell.truth} ${cell.predicted}`} run={run} {...cell} />
          )}
        </div>
      </div>
    </Stack>
  );
}
