import { Paper, SimpleGrid, Text } from '@mantine/core';
import { engineHistorySentence } from '#shared/engine-history.ts';
import { count } from '#shared/format.ts';
import { labelSetText } from '#shared/label-use-text.ts';
import type { Metrics } from '#shared/metrics.ts';
import { resultsAbout } from '#shared/ready-made.ts';
import { leakageSentence, resamplingSentence } from '#shared/result-sentences.ts';
import type { Run } from '#shared/runs.ts';
import { MainMetrics } from './main-metrics.tsx';

/** The three main metrics with their intervals, and how they were tested. */
export function Headline({ run, metrics }: { run: Run; metrics: Metrics }) {
  const engines = engineHistorySentence(run.environment, run.folds.length);
  return (
    <div>
      <SimpleGrid cols={4} spacing="sm">
        <MainMetrics
          metrics={metrics}
          emotions="the emotions in the test set. Chance level: 1 / number of emotions"
        />
        <Paper withBorder px="sm" py={8}>
          <Text size="sm" c="dimmed">
            Test clips
          </Text>
          <Text fz={24} fw={600} className="tabular" lh={1.2}>
            {count(metrics.clips)}
          </Text>
          <Text size="sm" c="dimmed">
            {run.folds.length === 1 ? 'one split' : `over ${run.folds.length} folds`}
          </Text>
        </Paper>
      </SimpleGrid>
      <Text size="sm" mt="xs">
        <b>{run.settings.protocol.name}.</b> {resultsAbout(run.settings)} {leakageSentence(run.leakage)}{' '}
        {labelSetText(run.settings.labels)} {engines}
      </Text>
      <Text size="sm" c="dimmed">
        {resamplingSentence(metrics.resampling)}
      </Text>
    </div>
  );
}
