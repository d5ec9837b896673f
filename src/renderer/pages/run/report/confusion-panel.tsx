import { Button, Group, Menu, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { Emotion } from '../../../../shared/emotions.ts';
import type { Figures } from '../../../../shared/figures.ts';
import type { Run } from '../../../../shared/runs.ts';
import { savePicture } from '../../../plots/save-picture.ts';
import { CellClips } from './cell-clips.tsx';
import { ConfusionMatrix, type ConfusionUnit } from './confusion-matrix.tsx';
import { confusionPicture } from './confusion-picture.ts';

/** The confusion matrix; a cell opens its clips beside it. */
export function ConfusionPanel({ run, figures }: { run: Run; figures: Figures }) {
  const [unit, setUnit] = useState<ConfusionUnit>('percent');
  const [cell, setCell] = useState<{ truth: Emotion; predicted: Emotion } | null>(null);
  const save = (format: 'png' | 'svg') =>
    void savePicture({
      ...confusionPicture(figures, unit),
      fileName: `${run.name}-confusion`,
      format,
      fontFamily: getComputedStyle(document.body).fontFamily,
    });
  return (
    <Stack gap="sm">
      <Group justify="space-between" maw={612}>
        <SegmentedControl
          aria-label="Unit"
          value={unit}
          onChange={(value) => setUnit(value as ConfusionUnit)}
          data={[
            { value: 'percent', label: 'Per cent of the row' },
            { value: 'counts', label: 'Clips' },
          ]}
        />
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" size="xs" leftSection={<IconDownload size={14} aria-hidden />}>
              Save the picture
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => save('png')}>PNG, for a document</Menu.Item>
            <Menu.Item onClick={() => save('svg')}>SVG, for a paper</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      <Group align="flex-start" gap="lg" wrap="wrap">
        <ConfusionMatrix figures={figures} unit={unit} cell={cell} onCell={setCell} />
        <div style={{ flex: '1 1 340px', minWidth: 320 }}>
          {cell === null ? (
            <Text size="sm" c="dimmed" pt="xl">
              Choose a cell to hear its clips.
            </Text>
          ) : (
            <CellClips key={`${cell.truth} ${cell.predicted}`} run={run} {...cell} />
          )}
        </div>
      </Group>
    </Stack>
  );
}
