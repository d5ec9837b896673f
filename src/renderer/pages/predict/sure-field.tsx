import { NumberInput } from '@mantine/core';
import { useSureThreshold } from './sure-threshold.ts';

/** The probability below which a prediction is shown as not sure. */
export function SureField() {
  const [threshold, setThreshold] = useSureThreshold();
  return (
    <NumberInput
      label="Not sure below"
      description="0 %: always show an emotion"
      value={Math.round(100 * threshold)}
      min={0}
      max={100}
      step={5}
      suffix=" %"
      allowDecimal={false}
      clampBehavior="strict"
      // An empty field keeps the last threshold.
      onChange={(percent) => typeof percent === 'number' && setThreshold(percent / 100)}
    />
  );
}
