import { Alert, Loader, SegmentedControl, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { emotionNotes, knownSpeakersNote, RESTRICTED_NOTE, trainedOnNote } from '#shared/evaluation-notes.ts';
import type { Evaluation } from '#shared/evaluations.ts';
import { counted, dateTime, withInterval } from '#shared/format.ts';
import { labelSetText } from '#shared/label-use-text.ts';
import { resamplingSentence } from '#shared/result-sentences.ts';
import type { Run } from '#shared/runs.ts';
import { EvaluationCellClips } from './cell-clips.tsx';
import { ConfusionPanel } from './confusion-panel.tsx';
import { EmotionTable } from './emotion-table.tsx';
import { MainMetrics } from './main-metrics.tsx';

/** A saved evaluation: its warnings, metrics, confusion matrix and clips. */
export function EvaluationView({ run, id }: { run: Run; id: string }) {
  const { data, failure, loading } = useRequest('evaluations.show', { evaluation: id });
  if (loading) return <Loader role="img" size="sm" aria-label="Loading the evaluation" />;
  // After a change the answer of another evaluation stays for a moment.
  if (data === undefined || data.id !== id) return <FailureNote failure={failure} />;
  return <LoadedEvaluation run={run} evaluation={data} />;
}

function LoadedEvaluation({ run, evaluation }: { run: Run; evaluation: Evaluation }) {
  const { corpora, leakage, engine, device, createdAt, problems } = evaluation;
  const [restricted, setRestricted] = useState(false);
  const metrics = restricted && evaluation.restricted !== null ? evaluation.restricted : evaluation.results;
  const names = corpora.map(({ name }) => name).join(', ');
  const invalid = trainedOnNote(leakage);
  const here = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    here.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <Stack gap="sm">
      <Title order={2} ref={here}>
        Results on {names}
      </Title>
      {invalid !== null && (
        <Alert color="red" variant="outline" py={8} px="sm" icon={<IconAlertTriangle size={18} />}>
          {invalid}
        </Alert>
      )}
      {evaluation.synthetic && (
        <Alert color="yellow" variant="outline" py={8} px="sm">
          Some or all of these clips are synthetic, made by the program.
        </Alert>
      )}
      {[...emotionNotes(evaluation), knownSpeakersNote(leakage)].map(
        (note) =>
          note !== null && (
            <Text key={note} size="sm">
              {note}
            </Text>
          ),
      )}
      {evaluation.restricted !== null && (
        <div>
          <SegmentedControl
            aria-label="Predictions"
            value={restricted ? 'shared' : 'all'}
            onChange={(value) => setRestricted(value === 'shared')}
            data={[
              { value: 'all', label: 'All emotions' },
              { value: 'shared', label: 'Shared emotions only' },
            ]}
          />
          <Text size="sm" c="dimmed" mt={4}>
            {restricted ? RESTRICTED_NOTE : 'All emotions: the model may predict any of its emotions.'}
          </Text>
        </div>
      )}
      <SimpleGrid type="container" cols={{ base: 1, '480px': 3 }} spacing="sm" maw="var(--text-width)">
        <MainMetrics
          metrics={metrics}
          emotions="the emotions that these clips and the training set have in common"
        />
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        {counted(metrics.clips, 'clip')}
        {problems > 0 && `, ${counted(problems, 'file')} skipped`}. {resamplingSentence(metrics.resampling)}{' '}
        Evaluated {dateTime(createdAt)} with {engine}, {device}.
      </Text>
      <ConfusionPanel
        key={String(restricted)}
        metrics={metrics}
        about={labelSetText(run.settings.labels)}
        fileName={`${run.name}-on-${names}-confusion`}
        caption={() => [
          `${run.name}, tested on ${names}`,
          `UAR ${withInterval(metrics.uar, metrics.uarInterval, metrics.resampling)} on ${counted(metrics.clips, 'clip')}${restricted ? ', shared emotions only' : ''}`,
        ]}
        clips={(cell) => (
          <EvaluationCellClips run={run} evaluation={evaluation} restricted={restricted} {...cell} />
        )}
      />
      <EmotionTable metrics={metrics} />
    </Stack>
  );
}
