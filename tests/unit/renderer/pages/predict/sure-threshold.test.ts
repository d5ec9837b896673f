import { expect, it } from 'vitest';
import { parseThreshold } from '#renderer/pages/predict/sure-threshold.ts';

it('a saved threshold is read back; anything else gives the default', () => {
  expect(['0', '0.4', '0.55', '1'].map(parseThreshold)).toEqual([0, 0.4, 0.55, 1]);
  for (const text of [null, '', ' ', 'x', '-0.1', '1.01', 'NaN', '[0.5]'])
    expect(parseThreshold(text)).toBe(0.4);
});
