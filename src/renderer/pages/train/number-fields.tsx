import { NumberInput } from '@mantine/core';

interface NumberProps {
  label: string;
  value: number;
  least?: number;
  most?: number;
  step?: number;
  disabled?: boolean;
  onChange(value: number): void;
}

/** A whole number; while the field is empty the last one stands. */
export function Whole({ label, value, least, most, disabled, onChange }: NumberProps) {
  return (
    <NumberInput
      label={label}
      w={140}
      min={least}
      max={most}
      allowDecimal={false}
      disabled={disabled}
      value={value}
      onChange={(next) => typeof next === 'number' && onChange(next)}
    />
  );
}

/** A number with decimals. */
export function Real({ label, value, least, most, step, onChange }: NumberProps) {
  return (
    <NumberInput
      label={label}
      w={140}
      min={least}
      max={most}
      step={step}
      value={value}
      onChange={(next) => typeof next === 'number' && onChange(next)}
    />
  );
}
