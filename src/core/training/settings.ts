/** Completes what a user gave into the whole settings of a run, and says plainly what is wrong with it. */
import type { z } from 'zod';
import { UserError } from '../../shared/failure.ts';
import { PROTOCOLS } from '../../shared/protocols.ts';
import { RECIPES, type Recipe, recipeSchema } from '../../shared/recipes.ts';
import {
  type Augmentation,
  OPTIMIZER_DEFAULTS,
  type OptimizerSettings,
  type RunSettings,
  type RunSettingsInput,
  runSettingsSchema,
  startWeightsSchema,
} from '../../shared/runs.ts';
import { checkRecipe } from '../features/recipe-check.ts';
import { NETWORKS } from '../models/registry.ts';
import { PRESETS } from './presets.ts';

/** Augmentation by name. `standard` is the default of the laboratory's own recipe. */
export const AUGMENTATIONS: Record<string, Augmentation> = {
  none: {
    frequencyMasks: 0,
    frequencyMaskBands: 8,
    timeMasks: 0,
    timeMaskFrames: 20,
    noise: 0,
    shiftFrames: 0,
  },
  standard: {
    frequencyMasks: 2,
    frequencyMaskBands: 8,
    timeMasks: 2,
    timeMaskFrames: 16,
    noise: 0.1,
    shiftFrames: 16,
  },
};

/** The settings of a run about which nothing was said. */
export const DEFAULT_SETTINGS: RunSettings = {
  network: 'compact',
  recipe: RECIPES['log-mel'],
  protocol: { name: 'speaker-independent', folds: 5, validationShare: 0.2, testShare: 0.2 },
  engine: 'auto',
  seed: 7,
  epochs: 30,
  batchSize: 16,
  optimizer: { ...OPTIMIZER_DEFAULTS.adamw, learningRate: 0.002 },
  schedule: { kind: 'cosine', warmupShare: 0.1 },
  earlyStopping: { enabled: true, patience: 10, startEpoch: 24, restoreBest: true },
  classWeights: 'balanced',
  labelSmoothing: 0.1,
  clipNorm: 1,
  augmentation: AUGMENTATIONS.standard,
  startWeights: null,
  freezeUpTo: null,
  checkpointSeconds: 60,
};

/**
 * Whole settings from the parts that a user gave; what is not given, or `undefined`, is the preset's or else the
 * default. `corpora`: how many the clips are of, on which some presets' settings hang; several until it is known.
 * `part`: other settings will be put over these, perhaps another optimizer.
 * @throws UserError `invalid-settings` for what is misspelt, of the wrong type, out of range or of no use, and
 *   `invalid-recipe` for a recipe whose parts do not fit together.
 */
export function resolveSettings(input: RunSettingsInput, { corpora = 2, part = false } = {}): RunSettings {
  const { preset, ...given } = defined(input);
  refuseUnknown(given, DEFAULT_SETTINGS, '', ['preset']);
  const base: RunSettings = {
    ...DEFAULT_SETTINGS,
    ...(preset === undefined ? {} : named(PRESETS, 'preset', preset)(corpora)),
  };
  const { protocol, schedule, earlyStopping, augmentation } = given;
  const merged = mergedWith(base);
  const settings = {
    ...base,
    ...given,
    recipe: given.recipe === undefined ? base.recipe : resolveRecipe(given.recipe),
    optimizer: resolveOptimizer(given.optimizer, base.optimizer),
    startWeights: resolveStartWeights(given.startWeights, base.startWeights),
    protocol: merged('protocol', protocol, (name) => ({ name: oneOf(PROTOCOLS, 'protocol', name) })),
    schedule: merged('schedule', schedule, (name) => ({ kind: oneOf(SCHEDULES, 'schedule', name) })),
    augmentation: merged('augmentation', augmentation, (name) => named(AUGMENTATIONS, 'augmentation', name)),
    earlyStopping: merged(
      'earlyStopping',
      typeof earlyStopping === 'boolean' ? { enabled: earlyStopping } : earlyStopping,
    ),
  };
  refuseUnknown(settings, DEFAULT_SETTINGS, '');
  if (preset === undefined && !saysWhenToStop(earlyStopping)) {
    settings.earlyStopping.startEpoch = settledEpoch(settings.schedule, settings.epochs);
  }
  oneOf(Object.keys(NETWORKS), 'network', settings.network);
  oneOf(PROTOCOLS, 'protocol', settings.protocol.name);
  const parsed = runSettingsSchema.safeParse(settings);
  if (!parsed.success) throw invalid(firstIssue(parsed.error));
  if (!part) refuseUnused(parsed.data.optimizer);
  return parsed.data;
}

/** The optimizers that have a setting; all have the others. */
const USED_BY: Partial<Record<keyof OptimizerSettings, OptimizerSettings['name'][]>> = {
  momentum: ['sgd', 'rmsprop'],
  nesterov: ['sgd'],
  beta1: ['adam', 'adamw'],
  beta2: ['adam', 'adamw'],
  rho: ['adadelta', 'rmsprop'],
};

/** A setting that does nothing must not stand in a record as if it did. */
function refuseUnused(optimizer: OptimizerSettings): void {
  const { name, beta1, beta2 } = optimizer;
  for (const [key, users] of Object.entries(USED_BY) as [keyof OptimizerSettings, string[]][]) {
    if (users.includes(name) || optimizer[key] === OPTIMIZER_DEFAULTS[name][key]) continue;
    throw invalid(
      `“${key}” is a setting of the optimizer${users.length > 1 ? 's' : ''} ${users.join(' and ')}; ${name} has none. Leave it out, or choose another optimizer.`,
    );
  }
  // Adam divides by 1 − beta ^ step.
  if (beta1 === 1 || beta2 === 1)
    throw invalid('The settings “optimizer.beta1” and “optimizer.beta2” must be below 1.');
}

/** The share of the epochs after which a falling learning rate has all but settled. */
const SETTLED_SHARE = 0.8;

/**
 * From where on early stopping counts when nobody says so. As long as the rate is high the validation loss of a few
 * speakers jumps, and a lucky low of it would keep half-trained weights: with a falling rate only its end counts.
 */
function settledEpoch(schedule: RunSettings['schedule'], epochs: number): number {
  return schedule.kind === 'constant' ? 0 : Math.floor(SETTLED_SHARE * epochs);
}

function saysWhenToStop(earlyStopping: unknown): boolean {
  return (
    isPlain(earlyStopping) && defined(earlyStopping as { startEpoch?: unknown }).startEpoch !== undefined
  );
}

const SCHEDULES = runSettingsSchema.shape.schedule.unwrap().shape.kind.unwrap().options;

/** A recipe by name, or a whole one. */
function resolveRecipe(given: unknown): Recipe {
  if (typeof given === 'string') return named(RECIPES, 'recipe', given);
  if (!isPlain(given)) throw invalid(`“recipe” must be a name or an object, not ${kindOf(given)}.`);
  const parsed = recipeSchema.safeParse(given);
  if (!parsed.success) throw invalid(firstIssue(parsed.error, 'recipe'));
  refuseUnknown(given, parsed.data, 'recipe');
  return checkRecipe(parsed.data);
}

/** An optimizer by name has Keras's defaults, but those of the default or the preset when no name was given. */
function resolveOptimizer(given: unknown, base: OptimizerSettings): OptimizerSettings {
  const part = partOf('optimizer', given, (name) => ({ name }));
  if (part.name === undefined) return { ...base, ...part };
  return { ...named(OPTIMIZER_DEFAULTS, 'optimizer', part.name), ...part } as OptimizerSettings;
}

type GroupName = 'protocol' | 'schedule' | 'earlyStopping' | 'augmentation';

/** A function that gives a group of settings: those of `base`, with what was given in place. */
function mergedWith(base: RunSettings) {
  return <K extends GroupName>(
    key: K,
    given: unknown,
    fromName?: (name: string) => object,
  ): RunSettings[K] => ({ ...base[key], ...partOf(key, given, fromName) });
}

/** Its parts are checked with the whole; here that none is misspelt. */
function resolveStartWeights(given: unknown, base: RunSettings['startWeights']): unknown {
  if (given === undefined) return base;
  if (given === null) return null;
  const part = partOf('startWeights', given, (from) => ({ from }));
  refuseUnknown(part, startWeightsSchema.shape, 'startWeights');
  return part;
}

function partOf(
  key: string,
  given: unknown,
  fromName?: (name: string) => object,
): Partial<Record<string, unknown>> {
  if (given === undefined) return {};
  if (typeof given === 'string' && fromName) return fromName(given) as Partial<Record<string, unknown>>;
  if (isPlain(given)) return defined(given);
  const forms = fromName ? 'a name or an object' : 'true, false or an object';
  throw invalid(`“${key}” must be ${forms}, not ${kindOf(given)}.`);
}

function defined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Partial<T>;
}

function named<T>(table: Record<string, T>, what: string, name: unknown): T {
  return table[oneOf(Object.keys(table), what, name)];
}

/** `value`, once it is one of `known`. */
function oneOf<T extends string>(known: readonly T[], what: string, value: unknown): T {
  const found = known.find((name) => name === value);
  if (found !== undefined) return found;
  const which = typeof value === 'string' ? `“${value}”` : kindOf(value);
  throw invalid(`There is no ${what} ${which}. There are: ${known.join(', ')}.`);
}

/** A misspelt setting must not be silently ignored: every key has to stand in `known`, whose parts are alike. */
function refuseUnknown(given: object, known: object, path: string, others: readonly string[] = []): void {
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(known, key)) {
      const where = path === '' ? '' : ` of ${path}`;
      const names = [...others, ...Object.keys(known)].join(', ');
      throw invalid(`There is no setting “${key}”${where}. There are: ${names}.`);
    }
    // Which keys a recipe's parts have, hangs on their kind: they were compared when it was resolved.
    if (path === '' && key === 'recipe') continue;
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

/** The first thing that is wrong, as a sentence: one at a time is what a person mends. */
function firstIssue(error: z.ZodError, group?: string): string {
  const [{ path, message }] = error.issues;
  const place = [...(group ? [group] : []), ...path].join('.');
  return `The setting “${place}” is not right: ${message[0].toLowerCase()}${message.slice(1)}.`;
}

function invalid(sentence: string): UserError {
  return new UserError('invalid-settings', sentence);
}
