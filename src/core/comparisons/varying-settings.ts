import type { VaryingSettings } from '#shared/comparison.ts';
import {
  isUsed,
  type PlacedSetting,
  type RunSettings,
  SETTINGS,
  valueAt,
} from '#shared/settings/catalogue.ts';

/** A run with its settings and its metrics. */
type Measured = Omit<VaryingSettings['runs'][number], 'values'> & { settings: RunSettings };

/**
 * The settings that have different values in these runs, in the order of the catalogue, with the values of each run. A
 * setting without effect with a run's other settings is null there. Settings that are objects, such as feature settings,
 * are shown by their name.
 */
export function varyingSettings(measured: readonly Measured[]): VaryingSettings {
  const columns = SETTINGS.map((setting) => ({
    setting,
    values: measured.map(({ settings }) =>
      isUsed(settings, setting) ? plainValue(valueAt(settings, setting), setting) : null,
    ),
  })).filter(({ values }) => new Set(values).size > 1);
  return {
    settings: columns.map(({ setting: { path, label } }) => ({ path, label })),
    runs: measured.map(({ settings: _, ...run }, index) => ({
      ...run,
      values: columns.map(({ values }) => values[index]),
    })),
  };
}

function plainValue(value: unknown, { text }: PlacedSetting): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  if (text !== undefined) return text(value);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  const { name } = value as { name?: unknown };
  return typeof name === 'string' ? name : JSON.stringify(value);
}
