import { Progress, Stack, Text } from '@mantine/core';
import type { MeasuredSound } from '#shared/answers.ts';
import type { Model } from './use-model.ts';

/** The values of a model that gives dimensions, such as arousal, and no emotions. */
export function DimensionsView({
  measured: { dimensions, milliseconds, warning },
  name,
  named,
  model,
}: {
  measured: MeasuredSound;
  name: string;
  /** Whether the model's name is shown above, as with two models. */
  named: boolean;
  model: Model | null;
}) {
  return (
    <Stack gap="xs" style={{ minWidth: 0 }} component="section" aria-label={`Prediction by ${name}`}>
      {named && (
        <Text size="sm" fw={600} truncate title={name}>
          {name}
        </Text>
      )}
      {Object.entries(dimensions).map(([dimension, value]) => (
        <div key={dimension}>
          <Text size="sm" className="tabular" style={{ display: 'flex', justifyContent: 'space-between' }}>
            <span>{dimension}</span>
            <span>{value.toFixed(2)}</span>
          </Text>
          <Progress
            value={100 * Math.min(1, Math.max(0, value))}
            aria-label={`${dimension} ${value.toFixed(2)}`}
          />
        </div>
      ))}
      <Text size="xs" c="dimmed" className="tabular">
        From about 0 to 1. This model gives no emotions. {model?.reliability} Predicted in{' '}
        {milliseconds.toFixed(0)} ms.
      </Text>
      {warning !== undefined && (
        <Text size="xs" role="note">
          <Text span inherit fw={600}>
            Warning:
          </Text>{' '}
          {warning}
        </Text>
      )}
    </Stack>
  );
}
