import { Alert, Badge, Card, Group, Select, Stack, Text } from '@mantine/core';
import type { RunSummary } from '../../../shared/answers.ts';
import type { Failure } from '../../../shared/failure.ts';
import { FailureNote } from '../../parts/failure-note.tsx';
import { recogniserLine } from './recogniser-choice.ts';
import type { Recogniser } from './use-recogniser.ts';

export interface RecogniserPanelProps {
  choices: readonly RunSummary[];
  first: string;
  second: string | null;
  recognisers: readonly (Recogniser | null)[];
  failure: Failure | null;
  disabled: boolean;
  onChange(first: string, second: string | null): void;
}

/** Which recogniser judges, which second one beside it, and what their answers are worth. */
export function RecogniserPanel(props: RecogniserPanelProps) {
  const { choices, first, second, recognisers, failure, disabled, onChange } = props;
  const [main] = recognisers;
  return (
    <Card padding="sm">
      <Stack gap="xs">
        <Select
          label="Recogniser"
          data={grouped(choices)}
          value={first}
          disabled={disabled}
          searchable
          onChange={(run) => run !== null && onChange(run, run === second ? null : second)}
          renderOption={({ option }) => <Choice run={choices.find(({ id }) => id === option.value)} />}
          comboboxProps={{ width: 320, position: 'bottom-start' }}
        />
        {main?.run.synthetic && (
          <Alert role="note" color="yellow" variant="outline" py={6} px="sm">
            <Text size="sm">Made with synthetic voices: its answers say nothing about people.</Text>
          </Alert>
        )}
        <Select
          label="Compare with"
          placeholder="nothing"
          data={grouped(choices.filter(({ id }) => id !== first))}
          value={second}
          disabled={disabled || choices.length < 2}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'Compare with nothing' }}
          onChange={(run) => onChange(first, run)}
          renderOption={({ option }) => <Choice run={choices.find(({ id }) => id === option.value)} />}
          comboboxProps={{ width: 320, position: 'bottom-start' }}
        />
        <FailureNote failure={failure} />
        <Text size="xs" c="dimmed" role="status">
          {readiness(recognisers)}
        </Text>
      </Stack>
    </Card>
  );
}

function readiness(recognisers: readonly (Recogniser | null)[]): string {
  const states = recognisers.map((recogniser) => recogniser?.ready ?? null);
  if (states.some((state) => state === null)) return 'Loading …';
  return `Ready on ${[...new Set(states)].join('; ')}.`;
}

function Choice({ run }: { run: RunSummary | undefined }) {
  if (run === undefined) return null;
  return (
    <Stack gap={0} style={{ minWidth: 0 }}>
      <Group gap={6} wrap="nowrap">
        <Text size="sm" truncate>
          {run.name}
        </Text>
        {run.synthetic && (
          <Badge size="xs" variant="default" style={{ flexShrink: 0 }}>
            synthetic
          </Badge>
        )}
      </Group>
      <Text size="xs" c="dimmed" className="figures">
        {recogniserLine(run)}
      </Text>
    </Stack>
  );
}

function grouped(choices: readonly RunSummary[]) {
  const options = (synthetic: boolean) =>
    choices.filter((run) => run.synthetic === synthetic).map((run) => ({ value: run.id, label: run.name }));
  const groups = [
    { group: 'Voices of people', items: options(false) },
    { group: 'Synthetic voices', items: options(true) },
  ];
  return groups.filter(({ items }) => items.length > 0);
}
