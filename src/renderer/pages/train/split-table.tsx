import { Group, Select, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { EmotionBadge } from '#renderer/parts/emotions/emotion-badge.tsx';
import { SPLIT_PARTS } from '#shared/corpora.ts';
import { count, counted } from '#shared/format.ts';
import type { RunPlan } from '#shared/plans.ts';

/** Clips of each emotion in each part of a fold. */
export function SplitTable({ plan }: { plan: RunPlan }) {
  const [chosen, setChosen] = useState(0);
  // Another protocol may have fewer folds than the selected one.
  const index = Math.min(chosen, plan.splits.length - 1);
  const split = plan.splits[index];
  return (
    <div>
      <Group justify="space-between" mih={36} wrap="nowrap">
        <Text size="sm" style={{ flex: 'none' }}>
          {counted(plan.clips, 'clip')}
          {plan.problems > 0 && `, ${count(plan.problems)} skipped`}
        </Text>
        {plan.splits.length > 1 && (
          <Select
            aria-label="Fold"
            size="xs"
            style={{ flex: '0 1 250px' }}
            data={plan.splits.map(({ name }, position) => ({ value: String(position), label: name }))}
            value={String(index)}
            onChange={(value) => setChosen(Number(value))}
          />
        )}
      </Group>
      <Table aria-label="Clips of each part" verticalSpacing={2} className="tabular">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Emotion</Table.Th>
            {SPLIT_PARTS.map((part) => (
              <Table.Th key={part} ta="right">
                {part}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Object.keys(split.emotions.train).map((emotion) => (
            <Table.Tr key={emotion}>
              <Table.Td>
                <EmotionBadge emotion={emotion} />
              </Table.Td>
              {SPLIT_PARTS.map((part) => (
                <Table.Td key={part} ta="right">
                  {count(split.emotions[part][emotion])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Td fw={600}>all</Table.Td>
            {SPLIT_PARTS.map((part) => (
              <Table.Td key={part} ta="right" fw={600}>
                {count(split.sizes[part])}
              </Table.Td>
            ))}
          </Table.Tr>
        </Table.Tbody>
      </Table>
    </div>
  );
}
