import { useMemo } from 'react';
import { useRequest } from '#renderer/client/use-request.ts';
import { RUNS_PER_ANSWER } from '#shared/limits.ts';
import { distinctTitles } from '#shared/run-names.ts';
import { type FeatureSettings, featuresOf } from '#shared/settings/features.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';

/** The settings under which a sound can be shown as a network gets it. */
export interface InputSettings {
  choices: { group: string; items: { value: string; label: string }[] }[];
  /** The chosen one of them. */
  value: string;
  /** Null until they are loaded. */
  features: FeatureSettings | null;
}

const DEFAULT_VALUE = 'preset quick';

/** Presets and runs as choices, and the feature settings of the chosen one. A run that is gone counts as the default. */
export function useInputSettings(chosen: string, enabled: boolean): InputSettings {
  const presets = useRequest('presets.list', {}, { enabled });
  const runs = useRequest('runs.list', { limit: RUNS_PER_ANSWER }, { enabled });
  const choices = useMemo(() => {
    const titles = distinctTitles(runs.data ?? []);
    return [
      {
        group: 'Presets',
        items: (presets.data ?? []).map(({ name }) => ({
          value: `preset ${name}`,
          label: name,
        })),
      },
      {
        group: 'Runs',
        items: (runs.data ?? [])
          .filter(({ damaged }) => !damaged)
          .map(({ id }) => ({ value: `run ${id}`, label: titles.get(id) ?? id })),
      },
    ].filter(({ items }) => items.length > 0);
  }, [presets.data, runs.data]);
  const isKnown = choices.some(({ items }) => items.some(({ value }) => value === chosen));
  const value = isKnown ? chosen : DEFAULT_VALUE;
  const run = value.startsWith('run ') ? value.slice('run '.length) : null;
  const shown = useRequest('runs.show', { run: run ?? '' }, { enabled: enabled && run !== null });
  const features = useMemo(() => {
    if (!enabled) return null;
    if (run !== null) return shown.data?.id === run ? featuresOf(shown.data.settings) : null;
    const preset = presets.data?.find(({ name }) => `preset ${name}` === value);
    return preset === undefined ? LOG_MEL : featuresOf(preset.settings);
  }, [enabled, run, shown.data, presets.data, value]);
  return { choices, value, features };
}
