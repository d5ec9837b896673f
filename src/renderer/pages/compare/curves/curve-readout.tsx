import { Button, Group, Slider, Table, Text } from '@mantine/core';
import { percent } from '#shared/format.ts';
import type { CurveAxis } from '../compare-address.ts';
import { ItemTitle } from '../item-mark.tsx';
import { Scrollable } from '../scrollable.tsx';
import type { ItemCurves } from './curve-plot.ts';
import { readoutAt } from './curve-series.ts';

interface ReadoutProps {
  curves: readonly ItemCurves[];
  axis: CurveAxis;
  /** The place of the crosshair; null: the best epoch of each run. */
  x: number | null;
  /** The end of the axis. */
  end: number;
  onMove(x: number | null): void;
}

const NUMBER = { epoch: 0, step: 0, time: 1 } as const;
const placeText = (axis: CurveAxis, x: number): string =>
  axis === 'time' ? `${x.toFixed(1)} min` : `${axis} ${x.toFixed(NUMBER[axis])}`;

/** The values at the crosshair of all plots, in a table of constant height, and a slider that moves the crosshair. */
export function CurveReadout({ curves, axis, x, end, onMove }: ReadoutProps) {
  const start = axis === 'epoch' ? 1 : 0;
  return (
    <div>
      <Group gap="md" mb={4} style={{ rowGap: 6 }}>
        <Text size="sm" w={210} style={{ flex: 'none' }} className="tabular" role="status">
          {x === null ? 'Values at the best epoch' : `Values at ${placeText(axis, x)}`}
        </Text>
        <Slider
          style={{ flex: '1 1 160px', maxWidth: 420 }}
          min={start}
          max={Math.max(start + 1, end)}
          step={axis === 'epoch' ? 1 : Math.max(0.01, end / 100)}
          label={null}
          value={x ?? start}
          onChange={onMove}
          thumbLabel="Crosshair"
        />
        <Button size="compact-sm" variant="default" disabled={x === null} onClick={() => onMove(null)}>
          Best epochs
        </Button>
      </Group>
      <Scrollable label="Values of the curves">
        <Table aria-label="Values of the curves" verticalSpacing={3} miw={700}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Run or group</Table.Th>
              <Table.Th ta="right">Epoch</Table.Th>
              <Table.Th ta="right">Loss, training</Table.Th>
              <Table.Th ta="right">validation</Table.Th>
              <Table.Th ta="right">Accuracy, training</Table.Th>
              <Table.Th ta="right">validation</Table.Th>
              <Table.Th ta="right">Validation UAR</Table.Th>
              <Table.Th ta="right">Learning rate</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="tabular">
            {curves.map(({ looked, members }) => {
              const readout = readoutAt(members, x);
              const values = readout?.values;
              return (
                <Table.Tr key={looked.item.runs[0].id}>
                  <Table.Th scope="row" fw={400} miw={170}>
                    <ItemTitle look={looked.look} title={looked.item.title} />
                  </Table.Th>
                  <Table.Td ta="right">{epochText(readout)}</Table.Td>
                  <Table.Td ta="right">{lossText(values?.loss.training)}</Table.Td>
                  <Table.Td ta="right">{lossText(values?.loss.validation)}</Table.Td>
                  <Table.Td ta="right">{shareText(values?.accuracy.training)}</Table.Td>
                  <Table.Td ta="right">{shareText(values?.accuracy.validation)}</Table.Td>
                  <Table.Td ta="right">{shareText(values?.validationUar.validation)}</Table.Td>
                  <Table.Td ta="right">{rateText(values?.learningRate.training)}</Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Scrollable>
    </div>
  );
}

function epochText(readout: ReturnType<typeof readoutAt>): string {
  if (readout === null) return '–';
  const epoch = readout.epoch === null ? 'various' : String(readout.epoch);
  return readout.n === 1 ? epoch : `${epoch} (n = ${readout.n})`;
}

const lossText = (value: number | null | undefined): string => value?.toFixed(3) ?? '–';
const shareText = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : percent(value);
const rateText = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : value.toPrecision(3);
