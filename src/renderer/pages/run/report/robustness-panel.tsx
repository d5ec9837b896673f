import { Alert, Button, Group, Loader, Select, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useLastingAction } from '#renderer/client/use-action.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { ResultTableView } from '#renderer/pages/compare/result-table-view.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import { SaveTable } from '#renderer/parts/reports/save-table.tsx';
import { Plot } from '#renderer/plots/plot.tsx';
import { clipAloneNote, emotionNotes, knownSpeakersNote, trainedOnNote } from '#shared/evaluation-notes.ts';
import { counted, dateTime, duration } from '#shared/format.ts';
import { expectedSeconds, ROBUSTNESS_CONDITIONS, type Robustness } from '#shared/robustness.ts';
import type { Run } from '#shared/runs.ts';
import { robustnessTable } from '#shared/tables/robustness-table.ts';
import { imageCaption } from './report-labels.ts';
import { noisePlot, otherPlot, reverberationPlot } from './robustness-plot.ts';

/** Tests how the model copes with changed sounds. The result is saved with the run. */
export function RobustnessPanel({ run }: { run: Run }) {
  const saved = useRequest('robustness.list', { run: run.id });
  const test = useLastingAction('robustness.test', run.id);
  const [chosen, setChosen] = useState<string | null>(null);
  const tests = saved.data ?? [];
  const own = tests.find(({ ownTest }) => ownTest);
  const shown = (chosen === null ? own : tests[Number(chosen)]) ?? tests[0];
  const start = async () => {
    await test.run({ run: run.id });
    setChosen(null);
  };
  return (
    <Stack gap="md">
      <Text size="sm" maw={760}>
        Predicts the test clips again with noise, in reverberant rooms, over a telephone, faster, slower and
        quieter, and compares the results with those of the clean clips. {ROBUSTNESS_CONDITIONS.length}{' '}
        conditions × {counted(run.split.test, 'clip')}, about {duration(own?.seconds ?? expectedSeconds(run))}
        . The result is saved with the run. Training continues meanwhile.
      </Text>
      <FailureNote failure={saved.failure} />
      <FailureNote failure={test.failure} />
      {saved.loading && <Loader role="img" size="sm" aria-label="Loading" />}
      {test.running ? (
        <ProgressLine progress={test.progress} label="Robustness test" onCancel={test.cancel} />
      ) : (
        <Group h={36}>
          <Button variant={own === undefined ? 'filled' : 'default'} onClick={() => void start()}>
            {own === undefined ? 'Test robustness' : 'Test again'}
          </Button>
          {tests.length > 1 && (
            <Select
              aria-label="Tested clips"
              w={280}
              allowDeselect={false}
              data={tests.map((one, index) => ({ value: String(index), label: clipsLabel(one) }))}
              value={String(shown === undefined ? 0 : tests.indexOf(shown))}
              onChange={setChosen}
            />
          )}
        </Group>
      )}
      {shown !== undefined && <RobustnessView run={run} test={shown} />}
    </Stack>
  );
}

const clipsLabel = ({ ownTest, corpora }: Robustness): string =>
  ownTest ? 'Own test clips' : corpora.map(({ name }) => name).join(', ');

function RobustnessView({ run, test }: { run: Run; test: Robustness }) {
  const plots = useMemo(
    () => [noisePlot(test), reverberationPlot(test), otherPlot(test)].filter((plot) => plot !== null),
    [test],
  );
  const table = useMemo(() => robustnessTable(test), [test]);
  const { clips, problems, leakage, emotions, corpora, engine, device, seconds, createdAt, ownTest } = test;
  const invalid = trainedOnNote(leakage);
  const notes = [
    ...(emotions === null ? [] : emotionNotes({ emotions, corpora })),
    knownSpeakersNote(leakage),
    clipAloneNote(run.settings),
  ];
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2}>Robustness on {ownTest ? 'the test clips' : clipsLabel(test)}</Title>
        <SaveTable table={table} prefix={run.name} />
      </Group>
      {invalid !== null && (
        <Alert color="red" variant="outline" py={8} px="sm" icon={<IconAlertTriangle size={18} />}>
          {invalid}
        </Alert>
      )}
      {notes.map(
        (note) =>
          note !== null && (
            <Text key={note} size="sm">
              {note}
            </Text>
          ),
      )}
      <SimpleGrid type="container" cols={{ base: 1, '620px': 2, '1000px': 3 }} spacing="lg">
        {plots.map(({ title, ariaLabel, data, layout }) => (
          <div key={title}>
            <Title order={3}>{title}</Title>
            <Plot
              data={data}
              layout={layout}
              height={260}
              ariaLabel={ariaLabel}
              fileName={`${run.name}-robustness-${title.split(/\W/)[0].toLowerCase()}`}
              caption={imageCaption(run)}
            />
          </div>
        ))}
      </SimpleGrid>
      <ResultTableView table={table} />
      <Text size="sm" c="dimmed">
        {counted(clips, 'clip')}
        {problems > 0 && `, ${counted(problems, 'file')} skipped`}. Tested {dateTime(createdAt)} with {engine}
        , {device}, in {duration(seconds)}.
      </Text>
    </Stack>
  );
}
