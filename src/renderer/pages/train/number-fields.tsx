import { NumberInput } from '@mantine/core';
import { Explained } from './explained.tsx';

interface NumberFieldProps {
  label: string;
  /** What it means. */
  help: string;
  value: number;
  least?: number;
  most?: number;
  step?: number;
  suffix?: string;
  width?: number;
  whole?: boolean;
  disabled?: boolean;
  onChange(value: number): void;
}

/** A number with decimals; while the field is empty the last one stands. */
export function Real({
  label,
  help,
  value,
  least,
  most,
  width = 152,
  whole = false,
  onChange,
  ...rest
}: NumberFieldProps) {
  return (
    <Explained label={label} help={help}>
      {(explained) => (
        <NumberInput
          w={width}
          min={least}
          max={most}
          allowDecimal={!whole}
          value={value}
          onChange={(next) => typeof next === 'number' && onChange(next)}
          {...explained}
          {...rest}
        />
      )}
    </Explained>
  );
}

/** A whole number. */
export const Whole = (props: NumberFieldProps) => <Real {...props} whole />;

/** A share of one, as per cent with one decimal. */
export const Share = ({ value, least = 0, most = 0.9, onChange, ...rest }: NumberFieldProps) => (
  <Real
    width={110}
    suffix=" %"
    least={100 * least}
    most={100 * most}
    value={Math.round(1000 * value) / 10}
    onChange={(percent) => onChange(percent / 100)}
    {...rest}
  />
);
