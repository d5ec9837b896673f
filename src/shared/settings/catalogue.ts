/**
 * All settings of a run, each declared once. The schema, the defaults, the options of `train` and their help, the
 * fields of the Train page, the summaries and the check for settings without effect are derived from this list. See
 * docs/extending/add-a-setting.md.
 */
import { z } from 'zod';
import { augmentationGroup } from './augmentation.ts';
import { channelSetting } from './channel.ts';
import { correctionsSetting } from './corrections.ts';
import { earlyStoppingGroup } from './early-stopping.ts';
import { featureSetting } from './features.ts';
import { labelSetting } from './labels.ts';
import { lossSettings } from './loss.ts';
import { optimizerGroup } from './optimizer.ts';
import { protocolGroup } from './protocol.ts';
import { isReadyMade, SETTINGS_WITHOUT_TRAINING } from './ready-made-network.ts';
import { refitSetting } from './refit.ts';
import { scheduleGroup } from './schedule.ts';
import {
  type Entry,
  groupDefaults,
  groupSchema,
  isGroup,
  readSchema,
  type Section,
  type Setting,
  type ValueOf,
} from './setting.ts';
import { speakerNormalisationSetting } from './speaker-normalisation.ts';
import { freezeSettings, startWeightsGroup } from './start-weights.ts';
import { engineSettings, trainingSettings } from './training.ts';

/** In the order in which they are shown. */
export const CATALOGUE = {
  network: trainingSettings.network,
  features: featureSetting.features,
  channel: channelSetting.channel,
  normaliseSpeakers: speakerNormalisationSetting.normaliseSpeakers,
  labels: labelSetting.labels,
  corrections: correctionsSetting.corrections,
  protocol: protocolGroup,
  refit: refitSetting.refit,
  seed: trainingSettings.seed,
  epochs: trainingSettings.epochs,
  batchSize: trainingSettings.batchSize,
  optimizer: optimizerGroup,
  schedule: scheduleGroup,
  earlyStopping: earlyStoppingGroup,
  ...lossSettings,
  augmentation: augmentationGroup,
  startWeights: startWeightsGroup,
  ...freezeSettings,
  ...engineSettings,
};

export type RunSettings = { -readonly [K in keyof typeof CATALOGUE]: ValueOf<(typeof CATALOGUE)[K]> };

const entries = Object.entries(CATALOGUE) as [keyof RunSettings, Entry][];

/** A setting with its place in a run's settings. */
export interface PlacedSetting extends Setting {
  /** `epochs`, or `augmentation.noise`. */
  path: string;
  group: keyof RunSettings;
  /** Null if the setting is not in a group. */
  key: string | null;
  section: Section;
}

/** All settings, in the order of the catalogue. */
export const SETTINGS: readonly PlacedSetting[] = entries.flatMap(([group, entry]): PlacedSetting[] =>
  isGroup(entry)
    ? Object.entries(entry.settings).map(([key, one]) => ({
        ...one,
        path: `${group}.${key}`,
        group,
        key,
        section: entry.section,
      }))
    : [{ ...entry, path: group, group, key: null }],
);

const byPath = new Map(SETTINGS.map((one) => [one.path, one]));

/** The setting with this path. @throws Error if there is none. */
export function settingAt(path: string): PlacedSetting {
  const found = byPath.get(path);
  if (found === undefined) throw new Error(`Unknown setting ${path}.`);
  return found;
}

/** The value of a setting; null if its group is null. */
export function valueAt(settings: RunSettings, { group, key }: PlacedSetting): unknown {
  const value: unknown = settings[group];
  return key === null ? value : ((value as Record<string, unknown> | null)?.[key] ?? null);
}

/** The settings with one changed. A group that is null gets its defaults first. */
export function withValue(settings: RunSettings, { group, key }: PlacedSetting, value: unknown): RunSettings {
  if (key === null) return { ...settings, [group]: value };
  const before = settings[group] as object | null;
  return { ...settings, [group]: { ...(before ?? defaultsOf(group)), [key]: value } };
}

function defaultsOf(group: keyof RunSettings): object {
  const entry: Entry = CATALOGUE[group];
  return isGroup(entry) ? groupDefaults(entry) : {};
}

/** Whether a setting has an effect with the values of the others. */
export function isUsed(
  settings: RunSettings,
  { usedWhen, group }: Pick<Setting, 'usedWhen'> & { group?: string },
): boolean {
  if (group !== undefined && isReadyMade(settings) && !SETTINGS_WITHOUT_TRAINING.includes(group))
    return false;
  return usedWhen === undefined || meets(valueAt(settings, settingAt(usedWhen.setting)), usedWhen);
}

/** The same with the values of some settings by path. A setting that depends on another one than these has an effect. */
export function isUsedWith(
  { usedWhen }: Pick<Setting, 'usedWhen'>,
  values: Readonly<Record<string, unknown>>,
): boolean {
  return usedWhen === undefined || !(usedWhen.setting in values) || meets(values[usedWhen.setting], usedWhen);
}

function meets(value: unknown, { is, isNot }: NonNullable<Setting['usedWhen']>): boolean {
  return is?.includes(value as never) ?? !isNot?.includes(value as never);
}

/** The default settings of a run. */
export const DEFAULT_SETTINGS: RunSettings = Object.fromEntries(
  entries.map(([key, entry]) => [
    key,
    isGroup(entry) ? (entry.nullable ? null : groupDefaults(entry)) : entry.default,
  ]),
) as unknown as RunSettings;

const wholeSchema = z.object(
  Object.fromEntries(
    entries.map(([key, entry]) => [key, isGroup(entry) ? groupSchema(entry) : readSchema(entry)]),
  ),
);

/**
 * The schema of recorded settings. It has no defaults, because a record keeps its meaning when defaults change. A setting
 * that did not exist when the record was written gets its `absent` value. See `core/training/settings.ts` for the input
 * of a user.
 */
export const runSettingsSchema = z.preprocess(withNewNames, wholeSchema) as unknown as z.ZodType<
  RunSettings,
  RunSettings
>;

/** The old names of settings. */
const FORMER_NAMES: Readonly<Record<string, keyof RunSettings>> = { recipe: 'features' };

/** Renames old names of settings. An existing new name takes precedence. */
export function withNewNames<T>(settings: T): T {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) return settings;
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => {
      const now = Object.hasOwn(FORMER_NAMES, name) ? FORMER_NAMES[name] : name;
      return now !== name && Object.hasOwn(settings, now) ? [] : [[now, value]];
    }),
  ) as T;
}
