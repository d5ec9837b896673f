import { Alert, Group, Stack, Text } from '@mantine/core';
import { IconSchool } from '@tabler/icons-react';
import { EmotionBadge } from '#renderer/parts/emotions/emotion-badge.tsx';
import { ProbabilityBars } from '#renderer/parts/emotions/probability-bars.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { predictedEmotion } from '#shared/answers.ts';
import { isNotSure, rightShareText, type Sureness } from '#shared/calibration.ts';
import type { PerEmotion } from '#shared/emotions.ts';
import { percent } from '#shared/format.ts';
import { type TrainedOn, trainedOnSentence } from '#shared/trained-on.ts';
import { DimensionsView } from './dimensions-view.tsx';
import { topEmotion } from './model-choice.ts';
import type { Prediction } from './session-store.ts';
import { useSureThreshold } from './sure-threshold.ts';
import type { Model } from './use-model.ts';

/** The prediction of one model: the top emotion, how often that is right, the bars and the model's reliability. The height never changes. */
export function PredictionView({
  prediction,
  model,
  named,
}: {
  prediction: Prediction | undefined;
  model: Model | null;
  /** Whether the model's name is shown above, as with two models. */
  named: boolean;
}) {
  const name = model?.title ?? 'Model';
  if (prediction?.state === 'failed') return <FailureNote failure={prediction.failure} />;
  const recognition = prediction?.state === 'predicted' ? prediction.recognition : null;
  const problem = recognition !== null && 'problem' in recognition ? recognition.problem : null;
  const answer = recognition === null ? null : predictedEmotion(recognition);
  if (recognition !== null && 'dimensions' in recognition)
    return <DimensionsView measured={recognition} name={name} named={named} model={model} />;
  return (
    <EstimateView
      announced
      name={name}
      named={named}
      probabilities={answer?.probabilities ?? null}
      sure={answer?.sure ?? null}
      instead={problem ?? (prediction?.state === 'pending' ? 'Predicting …' : null)}
      model={model}
      note={prediction?.state === 'predicted' ? `Predicted in ${responseTime(prediction.milliseconds)}` : ''}
      warning={answer?.warning ?? null}
      trainedOn={answer?.trainedOn ?? null}
    />
  );
}

const responseTime = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

export interface EstimateViewProps {
  name: string;
  named: boolean;
  probabilities: PerEmotion<number> | null;
  /** How often the model was right when it was this sure; null without probabilities. */
  sure: Sureness | null;
  /** Shown if there are no probabilities: the reason. */
  instead: string | null;
  model: Model | null;
  /** A line below; an empty line keeps its place, null has none. */
  note: string | null;
  /** A problem of the sound itself. */
  warning?: string | null;
  /** The sound is not new to the model. */
  trainedOn?: TrainedOn | null;
  /** Announced by screen readers when it changes; false for live estimates, which change several times a second. */
  announced: boolean;
}

export function EstimateView({
  name,
  named,
  probabilities,
  sure,
  instead,
  model,
  note,
  warning = null,
  trainedOn = null,
  announced,
}: EstimateViewProps) {
  return (
    <Stack gap="xs" style={{ minWidth: 0 }} component="section" aria-label={`Prediction by ${name}`}>
      {named && (
        <Text size="sm" fw={600} truncate title={name}>
          {name}
        </Text>
      )}
      <Group
        mih={named ? 48 : 30}
        gap={named ? '2px 8px' : 8}
        wrap={named ? 'wrap' : 'nowrap'}
        role={announced ? 'status' : undefined}
        data-testid="top-emotion"
      >
        {probabilities === null ? (
          <Text size="md" c="dimmed">
            {instead ?? 'No result yet'}
          </Text>
        ) : (
          <TopEmotionLine probabilities={probabilities} narrow={named} />
        )}
      </Group>
      {/* An empty line keeps its place. */}
      <Text size="sm" c="dimmed" lh={1.4} mih="1.4em" mt={-6} className="tabular">
        {sure === null ? '' : sentenceOf(rightShareText(sure))}
      </Text>
      {trainedOn !== null && <TrainedOnNote trainedOn={trainedOn} />}
      <ProbabilityBars
        probabilities={probabilities}
        emotions={model?.emotions ?? []}
        label={`Probabilities by ${name}`}
      />
      <div>
        <Text size="xs" c="dimmed" className="tabular">
          {model?.reliability ?? ''}
        </Text>
        {note !== null && (
          <Text size="xs" c="dimmed" h={18} className="tabular">
            {note}
          </Text>
        )}
        {warning !== null && (
          <Text size="xs" role="note">
            <Text span inherit fw={600}>
              Warning:
            </Text>{' '}
            {warning}
          </Text>
        )}
      </div>
    </Stack>
  );
}

function TrainedOnNote({ trainedOn }: { trainedOn: TrainedOn }) {
  return (
    <Alert color="yellow" variant="outline" py={6} px="sm" role="note" icon={<IconSchool size={18} />}>
      {trainedOnSentence(trainedOn)} The result says nothing about new voices.
    </Alert>
  );
}

const sentenceOf = (text: string | null): string =>
  text === null ? '' : `${text[0].toUpperCase()}${text.slice(1)}.`;

/** One line; two lines if `narrow` (two models side by side): the second emotion is then above the first. */
function TopEmotionLine({ probabilities, narrow }: { probabilities: PerEmotion<number>; narrow: boolean }) {
  const [threshold] = useSureThreshold();
  const { emotion, probability, uncertain, second } = topEmotion(probabilities);
  if (isNotSure(probability, threshold)) {
    return (
      <>
        <Text size="xl" fw={650} lh={1} component="span" style={{ whiteSpace: 'nowrap' }}>
          Not sure
        </Text>
        <Text
          size={narrow ? 'sm' : 'md'}
          c="dimmed"
          className="tabular"
          style={{ whiteSpace: 'nowrap', flexBasis: narrow ? '100%' : undefined }}
        >
          highest: {emotion} {percent(probability)}
        </Text>
      </>
    );
  }
  const secondText = second === null ? null : `${second} ${percent(probabilities[second])}`;
  const narrowText = secondText === null ? 'Uncertain' : `Uncertain, or ${secondText}`;
  const before = narrow ? narrowText : 'Uncertain:';
  return (
    <>
      {uncertain && (
        <Text
          size={narrow ? 'sm' : 'md'}
          c="dimmed"
          className="tabular"
          style={{ whiteSpace: 'nowrap', flexBasis: narrow ? '100%' : undefined }}
        >
          {before}
        </Text>
      )}
      <Text size="xl" fw={650} lh={1} component="span" style={{ display: 'flex' }}>
        <EmotionBadge emotion={emotion} />
      </Text>
      <Text size="xl" fw={650} lh={1} className="tabular" style={{ whiteSpace: 'nowrap' }}>
        {percent(probability)}
      </Text>
      {!narrow && secondText !== null && (
        <Text size="md" c="dimmed" className="tabular" style={{ whiteSpace: 'nowrap' }}>
          or {secondText}
        </Text>
      )}
    </>
  );
}
