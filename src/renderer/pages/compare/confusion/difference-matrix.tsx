import { Button, Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { SaveMenu } from '#renderer/plots/save-menu.tsx';
import type { Comparison } from '#shared/comparison.ts';
import type { CompareChoices } from '../compare-address.ts';
import { pointsText } from '../metric-text.ts';
import { pairedTitle, pairOf } from '../pair.ts';
import { PairChoice, pairSentence } from '../pair-choice.tsx';
import { ChangedClipsList } from './changed-clips-list.tsx';
import { ColourScale } from './colour-scale.tsx';
import { cellDirection, differenceScale, shareDifferences } from './confusion-shares.ts';
import classes from './matrix.module.css';
import { differencePicture } from './matrix-picture.ts';
import { type MatrixCell, MatrixTable } from './matrix-table.tsx';

interface DifferenceProps {
  comparison: Comparison;
  choices: CompareChoices;
  onChoose(changed: Partial<CompareChoices>): void;
}

/** The confusion matrix of B minus that of A. A cell lists and plays the clips that only one of them has in it. */
export function DifferenceMatrix({ comparison, choices, onChoose }: DifferenceProps) {
  const { labels, items, baseline } = comparison;
  // Only a click scrolls to the clips; a bookmark with a cell does not.
  const [clicked, setClicked] = useState(false);
  const pair = pairOf(items, baseline, choices.pair);
  if (pair === null) {
    return (
      <Text size="sm" c="dimmed">
        Two finished runs are needed.
      </Text>
    );
  }
  const [a, b] = pair.map(({ item }) => items[item].results?.confusion ?? []);
  const differences = shareDifferences(a, b);
  const scale = differenceScale(differences);
  const cell = choices.cell;
  const chosen =
    cell === null ? null : ([labels.indexOf(cell.actual), labels.indexOf(cell.predicted)] as const);
  const isChosen = chosen?.every((index) => index >= 0) ?? false;
  const groups = pair.some(({ item }) => items[item].runs.length > 1);
  return (
    <Stack gap="xs">
      <Group gap="md">
        <PairChoice
          items={items}
          pair={pair}
          onPair={([first, second]) => onChoose({ pair: [first.run.id, second.run.id] })}
        />
        <SaveMenu
          picture={() => ({
            ...differencePicture(labels, differences, scale),
            fileName: 'compare-confusion-difference',
            caption: ['Difference of confusion matrices, B − A', pairSentence(items, pair)],
          })}
        >
          <Button variant="default" size="xs" leftSection={<IconDownload size={14} aria-hidden />}>
            Save image
          </Button>
        </SaveMenu>
      </Group>
      <ColourScale
        diverging
        low={`${pointsText(-scale)} points: A has more`}
        high={`${pointsText(scale)} points: B has more`}
      />
      <Text size="sm" c="dimmed">
        B − A in percentage points of the row. ▲: better for B (more on the diagonal, less elsewhere), ▼:
        worse.
        {groups && ' Groups: all their finished runs together; clips are those of the two chosen runs.'}
      </Text>
      <div className={classes.sides}>
        <div className={classes.one}>
          <MatrixTable
            // With a key, because another pair starts at its first cell.
            key={`${pair[0].run.id} ${pair[1].run.id}`}
            caption={`Difference of the confusion matrices of ${pairedTitle(items, pair[1])} and ${pairedTitle(items, pair[0])}, in percentage points of the row`}
            labels={labels}
            cells={differenceCells(labels, differences, scale)}
            select={{
              chosen: isChosen ? chosen : null,
              onSelect: (actual, predicted) => {
                setClicked(true);
                onChoose({ cell: { actual: labels[actual], predicted: labels[predicted] } });
              },
            }}
          />
        </div>
        <div className={classes.clips}>
          {isChosen && cell !== null ? (
            <ChangedClipsList
              key={`${cell.actual} ${cell.predicted} ${pair[0].run.id} ${pair[1].run.id}`}
              items={items}
              pair={pair}
              cell={cell}
              reveal={clicked}
            />
          ) : (
            <Text size="sm" c="dimmed">
              Select a cell to list the clips that changed.
            </Text>
          )}
        </div>
      </div>
    </Stack>
  );
}

const SIGNS = { better: ' ▲', worse: ' ▼', equal: '' } as const;

function differenceCells(
  labels: readonly string[],
  differences: readonly (readonly (number | null)[])[],
  scale: number,
): MatrixCell[][] {
  return differences.map((row, actual) =>
    row.map((value, predicted) => {
      const direction = cellDirection(value, actual, predicted);
      const text = value === null ? '–' : pointsText(value);
      const meaning = direction === 'equal' ? '' : `, ${direction} for B`;
      return {
        text: `${text}${SIGNS[direction]}`,
        about: `Actual ${labels[actual]}, predicted ${labels[predicted]}: ${text} points${meaning}`,
        strength: (value ?? 0) / scale,
      };
    }),
  );
}
