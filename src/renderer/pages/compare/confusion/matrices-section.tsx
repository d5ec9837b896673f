import { Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { SaveMenu } from '#renderer/plots/save-menu.tsx';
import type { Comparison } from '#shared/comparison.ts';
import { count, counted } from '#shared/format.ts';
import type { CompareChoices } from '../compare-address.ts';
import type { LookedItem } from '../item-look.ts';
import { ItemTitle } from '../item-mark.tsx';
import { ColourScale } from './colour-scale.tsx';
import { rowShares } from './confusion-shares.ts';
import { DifferenceMatrix } from './difference-matrix.tsx';
import classes from './matrix.module.css';
import { matrixPicture } from './matrix-picture.ts';
import { type MatrixCell, MatrixTable } from './matrix-table.tsx';

interface MatricesProps {
  comparison: Comparison;
  items: readonly LookedItem[];
  choices: CompareChoices;
  onChoose(changed: Partial<CompareChoices>): void;
}

/** The confusion matrices of all items on one scale, and the difference of two. */
export function MatricesSection({ comparison, items, choices, onChoose }: MatricesProps) {
  const { comparable } = comparison;
  const tested = items.filter(({ item }) => item.results !== null);
  return (
    <Stack gap="md">
      <Group gap="md">
        <SegmentedControl
          aria-label="Unit"
          value={choices.counts ? 'clips' : 'percent'}
          onChange={(value) => onChoose({ counts: value === 'clips' })}
          data={[
            { value: 'percent', label: '% of row' },
            { value: 'clips', label: 'Clips' },
          ]}
        />
        <ColourScale low="0 %" high="100 % of the row" />
      </Group>
      <div className={classes.matrices}>
        {tested.map(({ item, look }) => {
          const counts = item.results?.confusion ?? [];
          const { labels } = item;
          return (
            <div key={item.runs[0].id} className={classes.one}>
              <Group gap="xs" justify="space-between" wrap="nowrap" mb={4}>
                <Text size="sm" fw={600} component="div" maw={320}>
                  <ItemTitle look={look} title={item.title} />
                </Text>
                <SaveMenu
                  picture={() => ({
                    ...matrixPicture(labels, counts, choices.counts),
                    fileName: `${item.title}-confusion`,
                    caption: [item.title, counted(Math.round(item.results?.clips ?? 0), 'test clip')],
                  })}
                >
                  <Button
                    variant="subtle"
                    size="compact-xs"
                    aria-label={`Save image: confusion matrix of ${item.title}`}
                  >
                    <IconDownload size={14} aria-hidden />
                  </Button>
                </SaveMenu>
              </Group>
              <MatrixTable
                caption={`Confusion matrix of ${item.title}: actual in rows, predicted in columns`}
                labels={labels}
                cells={cellsOf(labels, counts, choices.counts)}
              />
            </div>
          );
        })}
      </div>
      <Title order={3}>Difference of two confusion matrices</Title>
      {comparable.basis === 'none' ? (
        <Text size="sm" c="dimmed">
          There is no difference to show: the items were tested on different clips, or have different label
          sets.
        </Text>
      ) : (
        <DifferenceMatrix comparison={comparison} choices={choices} onChoose={onChoose} />
      )}
    </Stack>
  );
}

function cellsOf(
  labels: readonly string[],
  counts: readonly (readonly number[])[],
  inClips: boolean,
): MatrixCell[][] {
  const shares = rowShares(counts);
  return counts.map((row, actual) =>
    row.map((clips, predicted) => {
      const share = shares[actual][predicted];
      const percent = share === null ? '–' : (100 * share).toFixed(1);
      return {
        text: inClips ? count(clips) : percent,
        about: `${counted(clips, `${labels[actual]} clip`)} predicted as ${labels[predicted]}: ${percent} %`,
        strength: share ?? 0,
      };
    }),
  );
}
