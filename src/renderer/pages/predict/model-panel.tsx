import { Alert, Badge, Card, Group, Select, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { RunDot } from '#renderer/parts/runs/run-dot.tsx';
import { runColours } from '#renderer/theme/run-colours.ts';
import type { RunSummary } from '#shared/answers.ts';
import type { Failure } from '#shared/failure.ts';
import { modelLine } from './model-choice.ts';
import { SureField } from './sure-field.tsx';
import type { Model } from './use-model.ts';

export interface ModelPanelProps {
  choices: readonly RunSummary[];
  /** Different titles of the choices by id. */
  titles: ReadonlyMap<string, string>;
  first: string;
  second: string | null;
  models: readonly (Model | null)[];
  failure: Failure | null;
  disabled: boolean;
  onChange(first: string, second: string | null): void;
}

/** The choice of the model and of a second one to compare, and whether they are loaded. */
export function ModelPanel(props: ModelPanelProps) {
  const { choices, titles, first, second, models, failure, disabled, onChange } = props;
  const [main] = models;
  const colourOf = runColours(second === null ? [first] : [first, second]);
  const dot = (run: string | null) => run !== null && <RunDot colour={colourOf(run)} />;
  const option = (value: string, title: string) => (
    <ModelOption title={title} run={choices.find(({ id }) => id === value)} dot={dot(value)} />
  );
  return (
    <Card padding="sm">
      <Stack gap="xs">
        <Select
          label="Model"
          data={grouped(choices, titles)}
          value={first}
          disabled={disabled}
          searchable
          onChange={(run) => run !== null && onChange(run, run === second ? null : second)}
          leftSection={dot(first)}
          renderOption={({ option: { value, label } }) => option(value, label)}
          comboboxProps={{ width: 320, position: 'bottom-start' }}
        />
        {main?.run.synthetic && (
          <Alert role="note" color="yellow" variant="outline" py={6} px="sm">
            <Text size="sm">Trained on synthetic speech: results say nothing about people.</Text>
          </Alert>
        )}
        <Select
          label="Compare with"
          placeholder="None"
          data={grouped(
            choices.filter(({ id }) => id !== first),
            titles,
          )}
          value={second}
          disabled={disabled || choices.length < 2}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'Remove the second model' }}
          onChange={(run) => onChange(first, run)}
          leftSection={dot(second)}
          renderOption={({ option: { value, label } }) => option(value, label)}
          comboboxProps={{ width: 320, position: 'bottom-start' }}
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

function readiness(models: readonly (Model | null)[]): string {
  const states = models.map((model) => model?.ready ?? null);
  if (states.some((state) => state === null)) return 'Loading …';
  return `Ready on ${[...new Set(states)].join('; ')}.`;
}

function ModelOption({ title, run, dot }: { title: string; run: RunSummary | undefined; dot: ReactNode }) {
  if (run === undefined) return null;
  return (
    <Stack gap={0} style={{ minWidth: 0 }}>
      <Group gap={6} wrap="nowrap">
        {dot}
        <Text size="sm" truncate>
          {title}
        </Text>
        {run.synthetic && (
          <Badge size="xs" variant="default" style={{ flexShrink: 0 }}>
            synthetic
          </Badge>
        )}
      </Group>
      <Text size="xs" c="dimmed" className="tabular">
        {modelLine(run)}
      </Text>
    </Stack>
  );
}

function grouped(choices: readonly RunSummary[], titles: ReadonlyMap<string, string>) {
  const options = (synthetic: boolean) =>
    choices
      .filter((run) => run.synthetic === synthetic)
      .map(({ id, name }) => ({ value: id, label: titles.get(id) ?? name }));
  const groups = [
    { group: 'Recorded speech', items: options(false) },
    { group: 'Synthetic speech', items: options(true) },
  ];
  return groups.filter(({ items }) => items.length > 0);
}
