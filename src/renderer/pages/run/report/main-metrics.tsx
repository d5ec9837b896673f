import { Paper, Text, Tooltip } from '@mantine/core';
import { intervalText, percent } from '#shared/format.ts';
import { hasTooFewUnits, type Interval, type Metrics } from '#shared/metrics.ts';

/**
 * The three main metrics with their intervals, as cells of a grid.
 * `emotions`: which emotions UAR is over, as a part of a sentence.
 */
export function MainMetrics({ metrics, emotions }: { metrics: Metrics; emotions: string }) {
  const cells: readonly [name: string, about: string, value: number, interval: Interval][] = [
    ['UAR', `Unweighted average recall: the mean recall over ${emotions}.`, metrics.uar, metrics.uarInterval],
    [
      'Accuracy',
      'Share of test clips that are predicted correctly.',
      metrics.accuracy,
      metrics.accuracyInterval,
    ],
    [
      'F1, macro',
      'The mean over the emotions of F1, the harmonic mean of precision and recall.',
      metrics.f1Macro,
      metrics.f1MacroInterval,
    ],
  ];
  return cells.map(([name, about, value, interval]) => (
    <Paper key={name} withBorder px="sm" py={8}>
      <Tooltip label={about} events={{ hover: true, focus: true, touch: true }}>
        <Text size="sm" c="dimmed" w="fit-content" tabIndex={0} role="note">
          {name}
        </Text>
      </Tooltip>
      <Text fz={24} fw={600} className="tabular" lh={1.2}>
        {percent(value)}
      </Text>
      <Text size="sm" c="dimmed" className="tabular">
        {hasTooFewUnits(metrics.resampling) ? 'interval:' : '95 % interval'}{' '}
        {intervalText(interval, metrics.resampling)}
      </Text>
    </Paper>
  ));
}
