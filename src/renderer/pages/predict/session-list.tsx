import { Button, Group, Menu, Text } from '@mantine/core';
import { IconDownload, IconSchool } from '@tabler/icons-react';
import { downloadContent } from '#renderer/parts/download.ts';
import { EmotionBadge } from '#renderer/parts/emotions/emotion-badge.tsx';
import type { MeasuredSound } from '#shared/answers.ts';
import { isNotSure } from '#shared/calibration.ts';
import { percent } from '#shared/format.ts';
import { trainedOnSentence } from '#shared/trained-on.ts';
import { exportedPredictions, predictionsCsv } from './export-results.ts';
import type { PredictChoice } from './model-choice.ts';
import type { Prediction, SessionSound } from './session-store.ts';
import { SoundTable } from './sound-table.tsx';
import { useSureThreshold } from './sure-threshold.ts';

export interface SessionListProps {
  sounds: readonly SessionSound[];
  shown: number | null;
  runs: readonly string[];
  choices: readonly PredictChoice[];
  onShow(id: number): void;
}

/** The sounds of this session with the predictions of the chosen models. */
export function SessionList({ sounds, shown, runs, choices, onShow }: SessionListProps) {
  const title = (run: string) => {
    const name = choices.find(({ id }) => id === run)?.title ?? run;
    return (
      <Text size="sm" fw={600} truncate title={name}>
        {runs.length === 1 ? 'Predicted' : name}
      </Text>
    );
  };
  return (
    <>
      <Group justify="space-between" mb={6} wrap="nowrap">
        <Text size="sm" c="dimmed">
          Not saved unless you click Save.
        </Text>
        <ExportMenu sounds={sounds} choices={choices} />
      </Group>
      <SoundTable
        label="Sounds of this session"
        empty="No sounds yet."
        columns={runs.map((run) => ({ key: run, title: title(run), width: runs.length === 1 ? 190 : 170 }))}
        rows={sounds.map((sound) => ({
          key: sound.id,
          name: sound.name,
          durationSeconds: sound.durationSeconds,
          shown: sound.id === shown,
          cells: runs.map((run) => <ShortPrediction key={run} prediction={sound.predictions[run]} />),
        }))}
        onOpen={({ key }) => onShow(key)}
      />
    </>
  );
}

function ShortPrediction({ prediction }: { prediction: Prediction | undefined }) {
  const [threshold] = useSureThreshold();
  if (prediction === undefined) return '–';
  if (prediction.state === 'pending') return <Text size="sm">…</Text>;
  const problem = prediction.state === 'failed' ? prediction.failure.message : problemOf(prediction);
  if (problem !== null) {
    return (
      <Text size="sm" c="dimmed" truncate title={problem}>
        {problem}
      </Text>
    );
  }
  const { recognition } = prediction as Extract<Prediction, { state: 'predicted' }>;
  if ('dimensions' in recognition) return <Text size="sm">{dimensionsText(recognition)}</Text>;
  if ('problem' in recognition) return null;
  return (
    <Group gap={8} wrap="nowrap">
      {isNotSure(recognition.sure.probability, threshold) ? (
        <span>not sure</span>
      ) : (
        <EmotionBadge emotion={recognition.emotion} />
      )}
      <span>{percent(recognition.probabilities[recognition.emotion])}</span>
      {recognition.trainedOn !== null && (
        <IconSchool
          size={16}
          role="img"
          aria-label={trainedOnSentence(recognition.trainedOn)}
          style={{ flex: 'none' }}
        >
          <title>{trainedOnSentence(recognition.trainedOn)}</title>
        </IconSchool>
      )}
    </Group>
  );
}

/** `arousal 0.61, valence 0.40`. */
const dimensionsText = ({ dimensions }: MeasuredSound): string =>
  Object.entries(dimensions)
    .map(([name, value]) => `${name} ${value.toFixed(2)}`)
    .join(', ');

function problemOf({ recognition }: Extract<Prediction, { state: 'predicted' }>): string | null {
  return 'problem' in recognition ? recognition.problem : null;
}

function ExportMenu({ sounds, choices }: Pick<SessionListProps, 'sounds' | 'choices'>) {
  const save = (kind: 'csv' | 'json') => {
    const predictions = exportedPredictions(sounds, choices);
    const content = kind === 'csv' ? predictionsCsv(predictions) : JSON.stringify(predictions, null, 2);
    downloadContent(`predictions.${kind}`, content, kind === 'csv' ? 'text/csv' : 'application/json');
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconDownload size={15} />}
          disabled={sounds.length === 0}
          style={{ flexShrink: 0 }}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => save('csv')}>Probabilities as CSV</Menu.Item>
        <Menu.Item onClick={() => save('json')}>Probabilities as JSON</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
