/** Completes what a user gave into the whole settings of a run, and says plainly what is wrong with it. */
import type { z } from 'zod';
import { checkFeatures } from '#core/features/feature-kinds.ts';
import { NETWORK_KINDS, NETWORKS } from '#core/models/registry.ts';
import { encoderInName } from '#shared/encoders.ts';
import { UserError } from '#shared/failure.ts';
import { LABEL_SETS, type LabelSet, labelSetSchema } from '#shared/label-sets.ts';
import {
  CATALOGUE,
  DEFAULT_SETTINGS,
  isUsed,
  type RunSettings,
  runSettingsSchema,
  SETTINGS,
  valueAt,
  withNewNames,
} from '#shared/settings/catalogue.ts';
import { CORRECTION_CHOICES } from '#shared/settings/corrections.ts';
import { earlyStoppingDefaults } from '#shared/settings/early-stopping.ts';
import { changeOfKind, featureKindProblem } from '#shared/settings/feature-kind-defaults.ts';
import { FEATURES, type FeatureSettings, featureSettingsSchema } from '#shared/settings/features.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';
import { PRESETS } from '#shared/settings/presets.ts';
import { type Entry, isGroup, type SettingGroup } from '#shared/settings/setting.ts';
import { storageProblem } from '#shared/settings/storage.ts';

/**
 * Whole settings from the parts that a user gave; what is not given, or `undefined`, is the preset's or else the
 * default. `corpora`: how many the clips are of, on which some presets' settings depend; several until it is known.
 * `part`: other settings will be put over these, perhaps another optimizer.
 * @throws UserError `invalid-settings` for what is misspelt, of the wrong type, out of range or without effect, and
 *   `invalid-recipe` for feature settings whose parts do not fit together.
 */
export function resolveSettings(input: RunSettingsInput, { corpora = 2, part = false } = {}): RunSettings {
  const { preset, ...given } = defined(withNewNames(input));
  refuseUnknown(given, DEFAULT_SETTINGS, '', ['preset']);
  const chosen = preset === undefined ? null : named(PRESETS, 'preset', preset);
  const base = withKindDefaults(chosen?.settings(corpora) ?? DEFAULT_SETTINGS, given.features);
  const settings = Object.fromEntries(
    (Object.entries(CATALOGUE) as [keyof RunSettings, Entry][]).map(([name, entry]) => {
      const value: unknown = given[name];
      if (isGroup(entry)) return [name, resolveGroup(name, entry, value, base[name])];
      if (value === undefined) return [name, base[name]];
      if (name === 'labels') return [name, resolveLabels(value)];
      if (name === 'corrections') return [name, resolveCorrections(value)];
      return [name, name === 'features' ? resolveFeatures(value) : value];
    }),
  ) as unknown as RunSettings;
  refuseUnknown(settings, DEFAULT_SETTINGS, '');
  if (chosen === null || chosen.followsEpochs) {
    for (const key of ['startEpoch', 'patience'] as const) {
      // In this order: the patience follows the epoch that is watched from.
      if (!gives(given.earlyStopping, key))
        settings.earlyStopping[key] = earlyStoppingDefaults(settings)[key];
    }
  }
  oneOf(Object.keys(NETWORKS), 'network', settings.network);
  oneOf(choicesOf(CATALOGUE.protocol), 'protocol', settings.protocol.name);
  const parsed = runSettingsSchema.safeParse(settings);
  if (!parsed.success) throw invalid(firstIssue(parsed.error));
  if (part) return parsed.data;
  refuseUnused(parsed.data);
  const notStored = storageProblem(parsed.data.storage, parsed.data.engine);
  if (notStored !== null) throw invalid(notStored);
  const misfit = featureKindProblem(parsed.data, NETWORK_KINDS);
  if (misfit !== null) throw invalid(misfit);
  return parsed.data;
}

/** The settings for the kind of the features that were given, which may be another than that of the settings' own. */
function withKindDefaults(base: RunSettings, features: unknown): RunSettings {
  const kind = isPlain(features) && 'kind' in features ? features.kind : base.features.kind;
  // Misspelt kinds are refused with the settings.
  return kind === 'encoder' || kind === 'joined'
    ? { ...base, ...changeOfKind(base.features.kind, kind) }
    : base;
}

/**
 * A setting that does nothing must not be in a record as if it did. It is one of the optimizer's that the chosen one
 * does not use and that differs from its default: other groups keep values that are not used at the moment.
 */
function refuseUnused(settings: RunSettings): void {
  const { name } = settings.optimizer;
  const defaults: Readonly<Record<string, unknown>> = OPTIMIZER_DEFAULTS[name];
  for (const setting of SETTINGS) {
    const { group, key, usedWhen } = setting;
    if (group !== 'optimizer' || key === null || isUsed(settings, setting)) continue;
    if (valueAt(settings, setting) === defaults[key]) continue;
    const users = usedWhen?.is ?? [];
    throw invalid(
      `“${key}” is a setting of the optimizer${users.length > 1 ? 's' : ''} ${users.join(' and ')}; ${name} has none. Leave it out, or choose another optimizer.`,
    );
  }
}

function gives(group: unknown, key: string): boolean {
  return isPlain(group) && Object.hasOwn(defined(group), key);
}

/** A shipped label set by name, or a whole one. */
function resolveLabels(given: unknown): LabelSet {
  if (typeof given === 'string') return named(LABEL_SETS, 'label set', given);
  if (!isPlain(given)) throw invalid(`“labels” must be a name or an object, not ${kindOf(given)}.`);
  const parsed = labelSetSchema.safeParse(given);
  if (!parsed.success) throw invalid(firstIssue(parsed.error, 'labels'));
  refuseUnknown(given, parsed.data, 'labels');
  return parsed.data;
}

/** Null: the corrections that are in force when the run starts. */
function resolveCorrections(given: unknown): unknown {
  if (typeof given !== 'string') return given;
  return oneOf(Object.keys(CORRECTION_CHOICES), 'corrections', given) === 'none' ? [] : null;
}

/** Feature settings by name, or whole ones. */
function resolveFeatures(given: unknown): FeatureSettings {
  const ofEncoder = encoderInName(given);
  if (ofEncoder !== null) {
    throw new UserError(
      'encoder-missing',
      `The encoder “${ofEncoder.encoder}” is not installed. List the encoders with “encoders list”, and add its files with “encoders add”.`,
    );
  }
  if (typeof given === 'string') return named(FEATURES, 'features', given);
  if (!isPlain(given)) throw invalid(`“features” must be a name or an object, not ${kindOf(given)}.`);
  const parsed = featureSettingsSchema.safeParse(given);
  if (!parsed.success) throw invalid(firstIssue(parsed.error, 'features'));
  refuseUnknown(given, parsed.data, 'features');
  return checkFeatures(parsed.data);
}

/** The settings of a group: those of `base`, or of the named set, with what was given in place. */
function resolveGroup(name: string, group: SettingGroup, given: unknown, base: unknown): unknown {
  if (given === undefined) return structuredClone(base);
  if (given === null && group.nullable) return null;
  const { shorthand, sets } = group;
  const part = partOf(name, group, given);
  // Its parts are checked with the whole; here that none is misspelt.
  refuseUnknown(part, group.settings, name);
  const identity = shorthand === undefined ? undefined : part[shorthand];
  const begins =
    sets !== undefined && identity !== undefined
      ? named(sets, name, identity)
      : (base ?? { ...absentValues(group) });
  return { ...(begins as object), ...part };
}

/** What a group that is null begins with: the settings that need not be given. */
function absentValues(group: SettingGroup): object {
  return Object.fromEntries(
    Object.entries(group.settings).flatMap(([key, { absent }]) =>
      absent === undefined ? [] : [[key, absent]],
    ),
  );
}

/** What was given of a group, as an object, whatever it stands for. */
function partOf(name: string, group: SettingGroup, given: unknown): Record<string, unknown> {
  if (isPlain(given)) return defined(given) as Record<string, unknown>;
  const { shorthand, sets } = group;
  const isSwitch = shorthand !== undefined && typeof group.settings[shorthand].default === 'boolean';
  if (typeof given === (isSwitch ? 'boolean' : 'string')) {
    if (shorthand === undefined) return named(sets as Record<string, Record<string, unknown>>, name, given);
    const choices = choicesOf(group);
    return { [shorthand]: choices.length > 0 ? oneOf(choices, name, given) : given };
  }
  const forms = isSwitch ? 'true, false or an object' : 'a name or an object';
  throw invalid(`“${name}” must be ${forms}, not ${kindOf(given)}.`);
}

/** The names that can be given in place of a group. */
function choicesOf({ shorthand, settings }: SettingGroup): string[] {
  return Object.keys((shorthand === undefined ? undefined : settings[shorthand].choices) ?? {});
}

function defined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Partial<T>;
}

function named<T>(table: Readonly<Record<string, T>>, what: string, name: unknown): T {
  return table[oneOf(Object.keys(table), what, name)];
}

/** `value`, once it is one of `known`. */
function oneOf<T extends string>(known: readonly T[], what: string, value: unknown): T {
  const found = known.find((name) => name === value);
  if (found !== undefined) return found;
  const which = typeof value === 'string' ? `“${value}”` : kindOf(value);
  throw invalid(
    `There ${what === 'features' || what === 'corrections' ? 'are' : 'is'} no ${what} ${which}. Choose one of: ${known.join(', ')}.`,
  );
}

/** A misspelt setting must not be silently ignored: every key has to be in `known`, whose parts are alike. */
function refuseUnknown(given: object, known: object, path: string, others: readonly string[] = []): void {
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(known, key)) {
      const where = path === '' ? '' : ` of ${path}`;
      const names = [...others, ...Object.keys(known)].join(', ');
      throw invalid(`There is no setting “${key}”${where}. Choose one of: ${names}.`);
    }
    // Which keys feature settings have depends on their kind: they were compared when they were resolved.
    if (path === '' && (key === 'features' || key === 'labels')) continue;
    const inner = (known as Record<string, unknown>)[key];
    if (isPlain(value) && isPlain(inner)) refuseUnknown(value, inner, path === '' ? key : `${path}.${key}`);
  }
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return isPlain(value) ? 'an object' : `${typeof value} ${String(value)}`;
}

/** The first thing that is wrong, as a sentence: one at a time is what a person corrects. */
function firstIssue(error: z.ZodError, group?: string): string {
  const [{ path, message }] = error.issues;
  const place = [...(group ? [group] : []), ...path].join('.');
  return `The setting “${place}” is not right: ${message[0].toLowerCase()}${message.slice(1)}.`;
}

function invalid(sentence: string): UserError {
  return new UserError('invalid-settings', sentence);
}
