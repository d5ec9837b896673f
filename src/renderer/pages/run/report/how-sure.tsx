import { Group, Table, Text, Title } from '@mantine/core';
import { useMemo } from 'react';
import { Plot } from '#renderer/plots/plot.tsx';
import { type Calibration, calibrationSentence, ECE_NOTE, reliabilitySentence } from '#shared/calibration.ts';
import type { Run } from '#shared/runs.ts';
import { reliabilityTable } from '#shared/tables/calibration-tables.ts';
import { columnTitle } from '#shared/tables/result-table.ts';
import { reliabilityPlot } from './reliability-plot.ts';
import { imageCaption } from './report-labels.ts';

/** How far the probabilities of the model can be trusted, on the test clips of all folds. */
export function HowSure({ run, calibration }: { run: Run; calibration: Calibration }) {
  const { bins } = calibration;
  const plot = useMemo(() => reliabilityPlot(bins), [bins]);
  const sentence = reliabilitySentence(calibration);
  return (
    <section aria-label="How sure">
      <Title order={2} mb="xs">
        How sure
      </Title>
      {sentence !== null && <Text mb="xs">{sentence}</Text>}
      <Group align="flex-start" gap="xl" wrap="wrap">
        <div style={{ flex: '0 1 400px', minWidth: 0 }}>
          <Plot
            {...plot}
            height={340}
            ariaLabel="How often the model is right, by how sure it is, with intervals"
            fileName={`${run.name}-how-sure`}
            caption={imageCaption(run)}
          />
        </div>
        <ReliabilityTable calibration={calibration} />
      </Group>
      <Text size="sm" maw="var(--text-width)">
        {calibrationSentence(calibration)}
      </Text>
      <Text size="sm" c="dimmed" maw="var(--text-width)">
        {ECE_NOTE} In the plot: on the dashed line, the model is as often right as it is sure; below it, it is
        too sure. Larger dots have more clips.
      </Text>
    </section>
  );
}

function ReliabilityTable({ calibration }: { calibration: Calibration }) {
  const { title, columns, rows, notes } = reliabilityTable(calibration);
  return (
    <div style={{ flex: '1 1 400px', maxWidth: 'var(--text-width)' }}>
      <Table aria-label={title} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column.title} ta={column.align}>
                {columnTitle(column)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody className="tabular">
          {rows.map(([sure, ...cells]) => (
            <Table.Tr key={sure.text}>
              <Table.Th scope="row" fw={400}>
                {sure.text}
              </Table.Th>
              {cells.map((cell, column) => (
                <Table.Td key={columns[column + 1].title} ta="right">
                  {cell.text}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed" mt={4}>
        {notes.join(' ')}
      </Text>
    </div>
  );
}
