import { Table, Text, Title } from '@mantine/core';
import { EmotionBadge } from '#renderer/parts/emotions/emotion-badge.tsx';
import { count, intervalText, percent, withInterval } from '#shared/format.ts';
import { emotionsOf, hasTooFewUnits, type Interval, type Metrics } from '#shared/metrics.ts';

/** Recall, precision and F1 of each emotion, and their means. An emotion without test clips has no values. */
export function EmotionTable({ metrics }: { metrics: Metrics }) {
  const { resampling } = metrics;
  // Said once below the table, not in each of its cells.
  const few = hasTooFewUnits(resampling);
  const shown = (share: number, interval: Interval) =>
    withInterval(share, few ? null : interval, few ? null : resampling);
  return (
    <div>
      <Title order={2} mb="xs">
        Per emotion
      </Title>
      <Table aria-label="Results per emotion" maw="var(--text-width)">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Emotion</Table.Th>
            <Table.Th ta="right">Test clips</Table.Th>
            <Table.Th ta="right">Recall{few ? '' : ' [95 %]'}</Table.Th>
            <Table.Th ta="right">Precision</Table.Th>
            <Table.Th ta="right">F1{few ? '' : ' [95 %]'}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody className="tabular">
          {emotionsOf(metrics).map((emotion) => {
            const { support, recall, recallInterval, precision, f1, f1Interval } =
              metrics.perEmotion[emotion];
            const none = support === 0;
            return (
              <Table.Tr key={emotion}>
                <Table.Td>
                  <EmotionBadge emotion={emotion} />
                </Table.Td>
                <Table.Td ta="right">{count(support)}</Table.Td>
                <Table.Td ta="right">{none ? '–' : shown(recall, recallInterval)}</Table.Td>
                <Table.Td ta="right">{none ? '–' : percent(precision)}</Table.Td>
                <Table.Td ta="right">{none ? '–' : shown(f1, f1Interval)}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
        <Table.Tfoot className="tabular">
          <Table.Tr>
            <Table.Th>Mean over emotions</Table.Th>
            <Table.Th ta="right">{count(metrics.clips)}</Table.Th>
            <Table.Th ta="right">{shown(metrics.uar, metrics.uarInterval)}</Table.Th>
            <Table.Th ta="right">{percent(metrics.precisionMacro)}</Table.Th>
            <Table.Th ta="right">{shown(metrics.f1Macro, metrics.f1MacroInterval)}</Table.Th>
          </Table.Tr>
          <Table.Tr>
            <Table.Td>Weighted by clips</Table.Td>
            <Table.Td />
            <Table.Td ta="right">{percent(metrics.recallWeighted)}</Table.Td>
            <Table.Td ta="right">{percent(metrics.precisionWeighted)}</Table.Td>
            <Table.Td ta="right">{percent(metrics.f1Weighted)}</Table.Td>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
      <Text size="sm" c="dimmed" mt={4}>
        Recall: share of clips of this emotion that are predicted correctly. Precision: share of clips
        predicted as this emotion that are correct.{few && ` Interval: ${intervalText(null, resampling)}.`}
      </Text>
    </div>
  );
}
