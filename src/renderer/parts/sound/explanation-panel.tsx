import { Box, Group, SegmentedControl, Select, Text } from '@mantine/core';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import {
  EXPLANATION_METHOD_TEXTS,
  EXPLANATION_METHODS,
  type Explanation,
  type ExplanationMethod,
  explanationSentences,
} from '#shared/explanations.ts';
import { percent } from '#shared/format.ts';
import classes from './explanation-panel.module.css';
import { unusedParts } from './network-input-drawing.ts';
import type { ExplanationChoice, LoadedExplanation, SoundExplainer } from './use-explanation.ts';

interface ExplanationPanelProps {
  explainers: readonly SoundExplainer[];
  choice: ExplanationChoice;
  loaded: LoadedExplanation;
  onExplainer(index: number): void;
  onMethod(method: ExplanationMethod): void;
  /** Null: the predicted one. */
  onEmotion(emotion: string | null): void;
}

const PREDICTED = '';

/** What the model listened to: the choices, the legend of the colour over the spectrogram, and the same as sentences. */
export function ExplanationPanel(props: ExplanationPanelProps) {
  const { explainers, choice, loaded, onExplainer, onMethod, onEmotion } = props;
  const { explainer, method, emotion } = choice;
  const { data, progress, running, failure } = loaded;
  // Grad-CAM is there before a progress could be read.
  const isRunning = running && method === 'occlusion';
  return (
    <Box component="section" aria-label="What it listened to">
      <Group gap="xs" mb={4}>
        <Text size="sm" fw={500}>
          What it listened to
        </Text>
        {explainers.length > 1 && (
          <Select
            aria-label="Model to explain"
            size="xs"
            style={{ flex: '0 1 180px' }}
            allowDeselect={false}
            data={explainers.map(({ title }, index) => ({ value: String(index), label: title }))}
            value={String(explainers.indexOf(explainer))}
            onChange={(value) => value !== null && onExplainer(Number(value))}
          />
        )}
        <Select
          aria-label="Emotion to explain"
          size="xs"
          style={{ flex: '0 1 170px' }}
          allowDeselect={false}
          data={[
            { value: PREDICTED, label: 'Predicted emotion' },
            ...explainer.emotions.map((name) => ({ value: name, label: name })),
          ]}
          value={emotion ?? PREDICTED}
          onChange={(value) => onEmotion(value === PREDICTED ? null : value)}
        />
        <SegmentedControl
          aria-label="Method"
          size="xs"
          value={method}
          data={EXPLANATION_METHODS.map((value) => ({
            value,
            label: EXPLANATION_METHOD_TEXTS[value].label,
          }))}
          onChange={(value) => onMethod(value as ExplanationMethod)}
        />
        <Group gap={6} wrap="nowrap" fz="xs" c="dimmed" aria-hidden>
          no weight <span className={classes.scale} /> most weight
        </Group>
      </Group>
      <FailureNote failure={failure} />
      {/* The height stays, whether the text or the progress is shown. */}
      <Text
        size="xs"
        c="dimmed"
        className="tabular"
        mih="max(3lh, 36px)"
        role={isRunning ? undefined : 'status'}
        component="div"
      >
        {isRunning ? (
          <ProgressLine progress={progress} label="Explaining" onCancel={() => onMethod('grad-cam')} />
        ) : (
          data !== null && panelText(data)
        )}
      </Text>
    </Box>
  );
}

function panelText(explanation: Explanation): string {
  const { emotion, predicted, probabilities, method, input } = explanation;
  const about =
    emotion === predicted
      ? `Predicted: ${emotion}, ${percent(probabilities[emotion])}.`
      : `${emotion}: ${percent(probabilities[emotion])}; predicted: ${predicted}, ${percent(probabilities[predicted])}.`;
  const { used } = input;
  const isCut = unusedParts(input).cut.length > 0;
  const part = isCut
    ? [
        `This is about ${used.startSeconds.toFixed(1)}–${used.endSeconds.toFixed(1)} s of the sound, the part that fits into the model’s window.`,
      ]
    : [];
  return [
    about,
    ...explanationSentences(explanation),
    EXPLANATION_METHOD_TEXTS[method].about,
    ...part,
    ...(input.frequenciesHz === null
      ? ['The features have no frequencies, so each time has one weight.']
      : []),
  ].join(' ');
}
