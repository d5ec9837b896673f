import { Table, Text, Title } from '@mantine/core';
import { EMOTIONS } from '../../../../shared/emotions.ts';
import type { Figures } from '../../../../shared/figures.ts';
import { EmotionBadge } from '../../../parts/emotion-badge.tsx';
import { count, percent, withInterval } from '../../../parts/figures.ts';

/** Recall, precision and F1 of each emotion, and their means. An emotion without test clips has no figures. */
export function EmotionTable({ figures }: { figures: Figures }) {
  return (
    <div>
      <Title order={2} mb="xs">
        Per emotion
      </Title>
      <Table aria-label="Figures per emotion" maw={860}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Emotion</Table.Th>
            <Table.Th ta="right">Test clips</Table.Th>
            <Table.Th ta="right">Recall [95 %]</Table.Th>
            <Table.Th ta="right">Precision</Table.Th>
            <Table.Th ta="right">F1 [95 %]</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody className="figures">
          {EMOTIONS.map((emotion) => {
            const { support, recall, recallInterval, precision, f1, f1Interval } =
              figures.perEmotion[emotion];
            const none = support === 0;
            return (
              <Table.Tr key={emotion}>
                <Table.Td>
                  <EmotionBadge emotion={emotion} />
                </Table.Td>
                <Table.Td ta="right">{count(support)}</Table.Td>
                <Table.Td ta="right">{none ? '–' : withInterval(recall, recallInterval)}</Table.Td>
                <Table.Td ta="right">{none ? '–' : percent(precision)}</Table.Td>
                <Table.Td ta="right">{none ? '–' : withInterval(f1, f1Interval)}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
        <Table.Tfoot className="figures">
          <Table.Tr>
            <Table.Th>Mean of the emotions</Table.Th>
            <Table.Th ta="right">{count(figures.clips)}</Table.Th>
            <Table.Th ta="right">{withInterval(figures.uar, figures.uarInterval)}</Table.Th>
            <Table.Th ta="right">{percent(figures.precisionMacro)}</Table.Th>
            <Table.Th ta="right">{withInterval(figures.f1Macro, figures.f1MacroInterval)}</Table.Th>
          </Table.Tr>
          <Table.Tr>
            <Table.Td>Weighted by clips</Table.Td>
            <Table.Td />
            <Table.Td ta="right">{percent(figures.recallWeighted)}</Table.Td>
            <Table.Td ta="right">{percent(figures.precisionWeighted)}</Table.Td>
            <Table.Td ta="right">{percent(figures.f1Weighted)}</Table.Td>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
      <Text size="sm" c="dimmed" mt={4}>
        Recall: of the clips of this emotion, how many were found. Precision: of the clips judged to be of it,
        how many are.
      </Text>
    </div>
  );
}
