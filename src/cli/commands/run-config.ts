import { encoderInName } from '#shared/encoders.ts';
import { UserError } from '#shared/failure.ts';
import { CATALOGUE, withNewNames } from '#shared/settings/catalogue.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import { DEFAULT_PRESET } from '#shared/settings/presets.ts';
import type { Entry, SettingGroup } from '#shared/settings/setting.ts';
import { isGroup } from '#shared/settings/setting.ts';
import { readJsonFile } from './json-file.ts';

/**
 * The settings in a JSON file: an object of settings, or a complete run as `show --json` prints it.
 * @throws UserError `config-unreadable`.
 */
export async function readConfig(path: string): Promise<RunSettingsInput> {
  const value = await readJsonFile(path, 'The settings file');
  if (!isObject(value)) {
    throw new UserError(
      'config-unreadable',
      `${path} must contain one JSON object with the settings of a run.`,
    );
  }
  const isRun = typeof value.id === 'string' && isObject(value.settings);
  return (isRun ? value.settings : value) as RunSettingsInput;
}

/**
 * The setting that selects what a group's other settings apply to, such as the optimizer's name. If an option changes
 * it, the file's other settings of the group do not apply.
 */
function identityOf(name: string): string | undefined {
  const entry = groupNamed(name);
  return entry !== null && (entry.nullable || (entry.shorthand !== undefined && entry.sets !== undefined))
    ? entry.shorthand
    : undefined;
}

function groupNamed(name: string): SettingGroup | null {
  const entry: Entry | undefined = Object.hasOwn(CATALOGUE, name)
    ? CATALOGUE[name as keyof typeof CATALOGUE]
    : undefined;
  return entry !== undefined && isGroup(entry) ? entry : null;
}

/**
 * Each option on the command line overrides the file's setting. If an option selects another optimizer, or other start
 * weights, the file's settings of that group are dropped.
 */
export function mergeSettings(file: RunSettingsInput, options: RunSettingsInput): RunSettingsInput {
  const merged: Record<string, unknown> = { ...withNewNames(file) };
  for (const [key, value] of Object.entries(options)) {
    const before = asGroup(key, merged[key]);
    merged[key] =
      isObject(value) && isObject(before) && isSame(identityOf(key), before, value)
        ? { ...before, ...value }
        : value;
  }
  return merged as RunSettingsInput;
}

/**
 * The settings on the base of the default preset, unless there is another: a preset, a settings file, or an encoder, alone or joined,
 * which has its own defaults.
 */
export function withDefaultPreset(settings: RunSettingsInput, hasFile: boolean): RunSettingsInput {
  const { preset, features } = settings;
  return preset !== undefined || hasFile || encoderInName(features) !== null
    ? settings
    : { ...settings, preset: DEFAULT_PRESET };
}

function isSame(
  identity: string | undefined,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): boolean {
  return identity === undefined || after[identity] === undefined || after[identity] === before[identity];
}

/** The object for a name or a switch that is given instead of a group. */
function asGroup(name: string, value: unknown): unknown {
  const group = groupNamed(name);
  if (group === null || (typeof value !== 'string' && typeof value !== 'boolean')) return value;
  const { shorthand, sets } = group;
  if (shorthand !== undefined) return { [shorthand]: value };
  return sets !== undefined && Object.hasOwn(sets, String(value)) ? sets[String(value)] : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
