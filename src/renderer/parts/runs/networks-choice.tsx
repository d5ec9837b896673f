import { SegmentedControl } from '@mantine/core';
import { type ModelChoice, modelChoiceSchema } from '#shared/runs.ts';

const LABELS: Record<ModelChoice, string> = { final: 'Final model', folds: 'Networks of the folds' };

/** The choice between the final model of a run and the networks of its folds, for a run that has both. */
export function NetworksChoice(props: {
  label: string;
  value: ModelChoice;
  onChange(value: ModelChoice): void;
  disabled: boolean;
  fullWidth?: boolean;
}) {
  const { label, value, onChange, disabled, fullWidth = false } = props;
  return (
    <SegmentedControl
      aria-label={label}
      size="xs"
      fullWidth={fullWidth}
      data={modelChoiceSchema.options.map((option) => ({ value: option, label: LABELS[option] }))}
      value={value}
      disabled={disabled}
      onChange={onChange}
    />
  );
}
