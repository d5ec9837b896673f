import { Group, Select, Text } from '@mantine/core';
import type { ComparedItem } from '#shared/comparison.ts';
import { pairedTitle, pairOfItems, type RunPair, runNameInGroup } from './pair.ts';

/** The choice of the two items, and in a group of the run. */
export function PairChoice({
  items,
  pair,
  onPair,
}: {
  items: readonly ComparedItem[];
  pair: RunPair;
  onPair(pair: RunPair): void;
}) {
  const counting = items.flatMap((item, index) => (item.runs.some(({ counts }) => counts) ? [index] : []));
  const chooseItem = (side: 0 | 1, item: number) => {
    const other = pair[1 - side].item === item ? pair[side].item : pair[1 - side].item;
    onPair(side === 0 ? pairOfItems(items, item, other) : pairOfItems(items, other, item));
  };
  return (
    <Group gap="xs">
      {([0, 1] as const).map((side) => {
        const { item, run } = pair[side];
        const runs = items[item].runs.filter(({ counts }) => counts);
        return (
          <Group gap={6} key={side}>
            <Text size="sm" fw={600} aria-hidden>
              {side === 0 ? 'A' : 'B'}
            </Text>
            <Select
              aria-label={side === 0 ? 'First (A)' : 'Second (B)'}
              size="xs"
              w={220}
              data={counting.map((index) => ({ value: String(index), label: items[index].title }))}
              value={String(item)}
              onChange={(value) => value !== null && chooseItem(side, Number(value))}
              comboboxProps={{ width: 320, position: 'bottom-start' }}
            />
            {runs.length > 1 && (
              <Select
                aria-label={`Run of ${items[item].title}`}
                size="xs"
                w={120}
                data={runs.map((one) => ({ value: one.id, label: runNameInGroup(items[item].runs, one) }))}
                value={run.id}
                onChange={(id) => {
                  const chosen = runs.find((one) => one.id === id);
                  if (chosen === undefined) return;
                  const changed = { item, run: chosen };
                  onPair(side === 0 ? [changed, pair[1]] : [pair[0], changed]);
                }}
              />
            )}
          </Group>
        );
      })}
    </Group>
  );
}

/** `A: compact · seed 7. B: compact · seed 8.` */
export const pairSentence = (items: readonly ComparedItem[], pair: RunPair): string =>
  `A: ${pairedTitle(items, pair[0])}. B: ${pairedTitle(items, pair[1])}.`;
