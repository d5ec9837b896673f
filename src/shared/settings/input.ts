import { z } from 'zod';
import type { CATALOGUE, RunSettings } from './catalogue.ts';
import type { SettingGroup } from './setting.ts';

type Given<K extends keyof RunSettings> = (typeof CATALOGUE)[K] extends SettingGroup
  ? Partial<NonNullable<RunSettings[K]>> | string | boolean | Extract<RunSettings[K], null>
  : K extends 'features' | 'labels' | 'corrections'
    ? RunSettings[K] | string
    : RunSettings[K];

/**
 * The input of a user: every setting is optional, a group may be a name (or a switch), and a preset gives the base.
 * `core/training/settings.ts` completes and checks it.
 */
export type RunSettingsInput = { [K in keyof RunSettings]?: Given<K> } & {
  /** The preset that the other settings change; see `presets.ts`. */
  preset?: string;
};

export const runSettingsInputSchema = z.custom<RunSettingsInput>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'The settings of a run must be an object.',
);
