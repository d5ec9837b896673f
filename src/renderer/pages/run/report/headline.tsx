import { Paper, SimpleGrid, Text, Tooltip } from '@mantine/core';
import type { Figures, Interval } from '../../../../shared/figures.ts';
import { PROTOCOL_MEANING } from '../../../../shared/protocols.ts';
import type { Run } from '../../../../shared/runs.ts';
import { count, percent } from '../../../parts/figures.ts';
import { leakageSentence, resamplingSentence } from './report-words.ts';

/** The three figures that are quoted, each with its interval, and under them what they are figures of. */
export function Headline({ run, figures }: { run: Run; figures: Figures }) {
  return (
    <div>
      <SimpleGrid cols={4} spacing="sm">
        <Figure
          name="UAR"
          about="Unweighted average recall: the mean of the recalls of the emotions that occur. Chance is one part in as many."
          value={figures.uar}
          interval={figures.uarInterval}
        />
        <Figure
          name="Accuracy"
          about="The share of the test clips whose emotion was found."
          value={figures.accuracy}
          interval={figures.accuracyInterval}
        />
        <Figure
          name="F1, macro"
          about="The mean over the emotions of the harmonic mean of precision and recall."
          value={figures.f1Macro}
          interval={figures.f1MacroInterval}
        />
        <Paper withBorder px="sm" py={8}>
          <Text size="sm" c="dimmed">
            Test clips
          </Text>
          <Text fz={24} fw={600} className="figures" lh={1.2}>
            {count(figures.clips)}
          </Text>
          <Text size="sm" c="dimmed">
            {run.folds.length === 1 ? 'one split' : `over ${run.folds.length} folds`}
          </Text>
        </Paper>
      </SimpleGrid>
      <Text size="sm" mt="xs">
        <b>{run.settings.protocol.name}.</b> {PROTOCOL_MEANING[run.settings.protocol.name]}{' '}
        {leakageSentence(run.leakage)}
      </Text>
      <Text size="sm" c="dimmed">
        {resamplingSentence(figures.resampling)}
      </Text>
    </div>
  );
}

function Figure({
  name,
  about,
  value,
  interval,
}: {
  name: string;
  about: string;
  value: number;
  interval: Interval;
}) {
  return (
    <Paper withBorder px="sm" py={8}>
      <Tooltip label={about} events={{ hover: true, focus: true, touch: true }}>
        <Text size="sm" c="dimmed" w="fit-content" tabIndex={0} role="note">
          {name}
        </Text>
      </Tooltip>
      <Text fz={24} fw={600} className="figures" lh={1.2}>
        {percent(value)}
      </Text>
      <Text size="sm" c="dimmed" className="figures">
        95 % interval {(100 * interval[0]).toFixed(1)}–{(100 * interval[1]).toFixed(1)} %
      </Text>
    </Paper>
  );
}
