/** Completes what a user gave into the whole settings of a run, and says plainly what is wrong with it. */
import { z } from 'zod';
import { UserError } from '../../shared/failure.ts';
import { PROTOCOLS } from '../../shared/protocols.ts';
import { RECIPES } from '../../shared/recipes.ts';
import {
  type Augmentation,
  OPTIMIZER_DEFAULTS,
  type OptimizerSettings,
  type RunSettings,
  type RunSettingsInput,
  runSettingsSchema,
} from '../../shared/runs.ts';
import { NETWORKS } from '../models/registry.ts';

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
    timeMaskFrames: 20,
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
  batchSize: 32,
  optimizer: { ...OPTIMIZER_DEFAULTS.adamw, learningRate: 0.002 },
  schedule: { kind: 'one-cycle', warmupShare: 0.3 },
  earlyStopping: { enabled: true, patience: 10, startEpoch: 0, restoreBest: true },
  classWeights: 'balanced',
  labelSmoothing: 0.1,
  clipNorm: 1,
  augmentation: AUGMENTATIONS.standard,
  checkpointSeconds: 60,
};

/** Whole settings from the parts that a user gave. Throws {@link UserError} `invalid-settings`. */
export function resolveSettings(input: RunSettingsInput): RunSettings {
  const settings = {
    ...DEFAULT_SETTINGS,
    ...defined(input),
    recipe: named(input.recipe, RECIPES, 'recipe') ?? DEFAULT_SETTINGS.recipe,
    protocol: {
      ...DEFAULT_SETTINGS.protocol,
      ...(typeof input.protocol === 'string' ? { name: input.protocol } : defined(input.protocol)),
    },
    optimizer: resolveOptimizer(input.optimizer),
    schedule: {
      ...DEFAULT_SETTINGS.schedule,
      ...(typeof input.schedule === 'string' ? { kind: input.schedule } : defined(input.schedule)),
    },
    earlyStopping: {
      ...DEFAULT_SETTINGS.earlyStopping,
      ...(typeof input.earlyStopping === 'boolean'
        ? { enabled: input.earlyStopping }
        : defined(input.earlyStopping)),
    },
    augmentation:
      typeof input.augmentation === 'string'
        ? named(input.augmentation, AUGMENTATIONS, 'augmentation')
        : { ...DEFAULT_SETTINGS.augmentation, ...defined(input.augmentation) },
  };
  refuseUnknown(settings, DEFAULT_SETTINGS, '');
  refuseOther(settings.network, Object.keys(NETWORKS), 'network');
  refuseOther(settings.protocol.name, PROTOCOLS, 'protocol');
  const parsed = runSettingsSchema.safeParse(settings);
  if (!parsed.success) throw new UserError('invalid-settings', z.prettifyError(parsed.error));
  return parsed.data;
}

/** An optimizer by name has Keras's defaults, but the laboratory's own default when nothing was said. */
function resolveOptimizer(input: RunSettingsInput['optimizer']): OptimizerSettings {
  if (input === undefined) return DEFAULT_SETTINGS.optimizer;
  const given = typeof input === 'string' ? { name: input as OptimizerSettings['name'] } : defined(input);
  const name = given.name ?? DEFAULT_SETTINGS.optimizer.name;
  refuseOther(name, Object.keys(OPTIMIZER_DEFAULTS), 'optimizer');
  const base = given.name === undefined ? DEFAULT_SETTINGS.optimizer : OPTIMIZER_DEFAULTS[name];
  return { ...base, ...given } as OptimizerSettings;
}

function defined<T extends object>(value: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([, v]) => v !== undefined)) as Partial<T>;
}

function named<T>(value: string | T | undefined, table: Record<string, T>, what: string): T | undefined {
  if (typeof value !== 'string') return value;
  refuseOther(value, Object.keys(table), what);
  return table[value];
}

function refuseOther(value: string, known: readonly string[], what: string): void {
  if (!known.includes(value)) {
    throw new UserError(
      'invalid-settings',
      `There is no ${what} “${value}”. There are: ${known.join(', ')}.`,
    );
  }
}

/** A misspelt setting must not be silently ignored: every key has to stand in the defaults. */
function refuseUnknown(given: object, known: object, path: string): void {
  for (const [key, value] of Object.entries(given)) {
    if (!(key in known)) {
      const where = path === '' ? '' : ` of ${path}`;
      throw new UserError(
        'invalid-settings',
        `There is no setting “${key}”${where}. There are: ${Object.keys(known).join(', ')}.`,
      );
    }
    const inner = (known as Record<string, unknown>)[key];
    // A recipe's own keys are checked by its schema: its union-typed parts differ from the default's.
    if (path === '' && key === 'recipe') continue;
    if (isPlain(value) && isPlain(inner)) refuseUnknown(value, inner, key);
  }
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
