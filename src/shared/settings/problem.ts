import { z } from 'zod';
import type { Setting } from './setting.ts';

/** The minimum and maximum of a number; null if the setting is not a number. */
export function numberRange({ schema }: Pick<Setting, 'schema'>): {
  whole: boolean;
  min: number | null;
  max: number | null;
} | null {
  if (!(schema instanceof z.ZodNumber)) return null;
  const known = (value: number | null, limit: number) =>
    value === null || Math.abs(value) >= limit ? null : value;
  const whole = schema.isInt;
  const limit = whole ? Number.MAX_SAFE_INTEGER : Number.MAX_VALUE;
  return { whole, min: known(schema.minValue, limit), max: known(schema.maxValue, limit) };
}

/** Why a value is invalid, in a sentence for its field; null if it is valid. */
export function settingProblem(entry: Setting, value: unknown): string | null {
  if (entry.schema.safeParse(value).success) return null;
  const range = numberRange(entry);
  if (range === null) return value === '' ? 'Enter a value.' : 'Choose another value.';
  const accepts = (bound: number) => entry.schema.safeParse(bound).success;
  const shown = (bound: number) =>
    entry.percent ? `${100 * bound} %` : bound.toLocaleString('en', { maximumFractionDigits: 20 });
  const { whole, min, max } = range;
  const noun = whole ? 'a whole number' : 'a number';
  const from = min === null ? '' : accepts(min) ? ` from ${shown(min)}` : ` above ${shown(min)}`;
  const to = max === null ? '' : accepts(max) ? ` to ${shown(max)}` : ` to below ${shown(max)}`;
  return `Enter ${noun}${from}${to}.`;
}
