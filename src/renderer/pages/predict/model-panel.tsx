import { Alert, Badge, Card, Group, Select, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { NetworksChoice } from '#renderer/parts/runs/networks-choice.tsx';
import { RunDot } from '#renderer/parts/runs/run-dot.tsx';
import { runColours } from '#renderer/theme/run-colours.ts';
import type { Failure } from '#shared/failure.ts';
import type { PredictChoice } from './model-choice.ts';
import { chosenBy, modelKey } from './model-key.ts';
import { SureField } from './sure-field.tsx';
import type { Model } from './use-model.ts';

export interface ModelPanelProps {
  choices: readonly PredictChoice[];
  /** Keys of models (`model-key.ts`). */
  first: string;
  second: string | null;
  models: readonly (Model | null)[];
  failure: Failure | null;
  disabled: boolean;
  onChange(first: string, second: string | null): void;
}

/** The choice of the model and of a second one to compare, and whether they are loaded. */
export function ModelPanel(props: ModelPanelProps) {
  const { choices, first, second, models, failure, disabled, onChange } = props;
  const [main, other] = models;
  const colourOf = runColours(second === null ? [first] : [first, second]);
  const dot = (run: string | null) => run !== null && <RunDot colour={colourOf(run)} />;
  const [mainRun, otherRun] = [chosenBy(first).run, second === null ? null : chosenBy(second).run];
  const keyOf = (run: string) => [first, second].find((key) => key !== null && chosenBy(key).run === run);
  const option = (value: string) => (
    <ModelOption choice={choices.find(({ id }) => id === value)} dot={dot(keyOf(value) ?? value)} />
  );
  return (
    <Card padding="sm">
      <Stack gap="xs">
        <Select
          label="Model"
          data={grouped(choices)}
          value={mainRun}
          disabled={disabled}
          searchable
          onChange={(run) => run !== null && onChange(run, run === otherRun ? null : second)}
          leftSection={dot(first)}
          renderOption={({ option: { value } }) => option(value)}
          comboboxProps={{ width: 320, position: 'bottom-start' }}
        />
        <Networks of="the model" model={main} disabled={disabled} onChange={(key) => onChange(key, second)} />
        {main?.synthetic && (
          <Alert role="note" color="yellow" variant="outline" py={6} px="sm">
            <Text size="sm">Trained on synthetic speech: results say nothing about people.</Text>
          </Alert>
        )}
        <Select
          label="Compare with"
          placeholder="None"
          data={grouped(choices.filter(({ id }) => id !== mainRun))}
          value={otherRun}
          disabled={disabled || choices.length < 2}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'Remove the second model' }}
          onChange={(run) => onChange(first, run)}
          leftSection={dot(second)}
          renderOption={({ option: { value } }) => option(value)}
          comboboxProps={{ width: 320, position: 'bottom-start' }}
        />
        <Networks
          of="the second model"
          model={other ?? null}
          disabled={disabled}
          onChange={(key) => onChange(first, key)}
        />
        <SureField />
        <FailureNote failure={failure} />
        <Text size="xs" c="dimmed" role="status">
          {readiness(models)}
        </Text>
      </Stack>
    </Card>
  );
}

/** The choice of networks, if the run has both. */
function Networks(props: {
  of: string;
  model: Model | null;
  disabled: boolean;
  onChange(key: string): void;
}) {
  const { of, model, disabled, onChange } = props;
  if (model === null || !model.hasFinal) return null;
  const { run, model: networks = 'final' } = chosenBy(model.id);
  return (
    <NetworksChoice
      label={`Networks of ${of}`}
      fullWidth
      value={networks}
      disabled={disabled}
      onChange={(chosen) => onChange(modelKey(run, chosen))}
    />
  );
}

function readiness(models: readonly (Model | null)[]): string {
  const states = models.map((model) => model?.ready ?? null);
  if (states.some((state) => state === null)) return 'Loading …';
  return `Ready on ${[...new Set(states)].join('; ')}.`;
}

function ModelOption({ choice, dot }: { choice: PredictChoice | undefined; dot: ReactNode }) {
  if (choice === undefined) return null;
  return (
    <Stack gap={0} style={{ minWidth: 0 }}>
      <Group gap={6} wrap="nowrap">
        {dot}
        <Text size="sm" truncate>
          {choice.title}
        </Text>
        {choice.group === 'Synthetic speech' && (
          <Badge size="xs" variant="default" style={{ flexShrink: 0 }}>
            synthetic
          </Badge>
        )}
      </Group>
      <Text size="xs" c="dimmed" className="tabular">
        {choice.line}
      </Text>
    </Stack>
  );
}

const GROUPS: readonly PredictChoice['group'][] = ['Recorded speech', 'Ready-made', 'Synthetic speech'];

const grouped = (choices: readonly PredictChoice[]) =>
  GROUPS.map((group) => ({
    group,
    items: choices
      .filter((choice) => choice.group === group)
      .map(({ id, title }) => ({ value: id, label: title })),
  })).filter(({ items }) => items.length > 0);
