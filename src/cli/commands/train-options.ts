import { type Command, InvalidArgumentError, Option } from 'commander';
import { NETWORKS } from '../../core/models/registry.ts';
import { PRESETS } from '../../core/training/presets.ts';
import { AUGMENTATIONS, DEFAULT_SETTINGS } from '../../core/training/settings.ts';
import { PROTOCOLS } from '../../shared/protocols.ts';
import { RECIPES } from '../../shared/recipes.ts';
import { OPTIMIZER_DEFAULTS, type RunSettingsInput } from '../../shared/runs.ts';

/** One option of `train` for every setting of a run: its flag, where in the settings it belongs, and its sentence. */
interface SettingOption {
  flags: string;
  path: readonly [string, string?];
  /** Of a switch: what its being given means, where that is not the default. */
  description: string;
  choices?: readonly string[];
  /** Parses the argument. Without choices or this it is a switch: `--x` and `--no-x`. */
  parse?: (text: string) => unknown;
  /** The head in the help under which it and the following stand. */
  group?: string;
}

/** A number, or commander's own error, which names the option. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('This must be a number.');
  return value;
}

/** A whole number from 0 on. */
export function whole(text: string): number {
  const value = number(text);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new InvalidArgumentError('This must be a whole number from 0 on.');
  }
  return value;
}

/** A whole number from 1 on: how many of something. */
export function count(text: string): number {
  const value = whole(text);
  if (value === 0) throw new InvalidArgumentError('This must be 1 or more.');
  return value;
}

const text = (value: string) => value;

export const SETTING_OPTIONS: readonly SettingOption[] = [
  {
    flags: '--preset <name>',
    path: ['preset'],
    description: 'settings that go together; every other option wins over it',
    choices: Object.keys(PRESETS),
    group: 'Settings of the run (default in brackets):',
  },
  {
    flags: '--network <name>',
    path: ['network'],
    description: `the network: ${Object.keys(NETWORKS).join(', ')}`,
    parse: text,
  },
  {
    flags: '--recipe <name>',
    path: ['recipe'],
    description: 'how a clip becomes features',
    choices: Object.keys(RECIPES),
  },
  {
    flags: '--protocol <name>',
    path: ['protocol', 'name'],
    description: 'how clips are split',
    choices: PROTOCOLS,
  },
  {
    flags: '--folds <n>',
    path: ['protocol', 'folds'],
    description: 'folds of the k-fold protocols',
    parse: whole,
  },
  {
    flags: '--validation-share <share>',
    path: ['protocol', 'validationShare'],
    description: 'share to validate on',
    parse: number,
  },
  {
    flags: '--test-share <share>',
    path: ['protocol', 'testShare'],
    description: 'share to test on',
    parse: number,
  },
  {
    flags: '--engine <name>',
    path: ['engine'],
    description: 'what computes',
    choices: ['auto', 'tensorflow', 'wasm'],
  },
  {
    flags: '--seed <n>',
    path: ['seed'],
    description: 'of split, weights, order and augmentation',
    parse: whole,
  },
  { flags: '--epochs <n>', path: ['epochs'], description: 'at most so many', parse: whole },
  { flags: '--batch-size <n>', path: ['batchSize'], description: 'clips a step', parse: whole },
  {
    flags: '--optimizer <name>',
    path: ['optimizer', 'name'],
    description: "with Keras's defaults",
    choices: Object.keys(OPTIMIZER_DEFAULTS),
    group: 'Optimizer and learning rate:',
  },
  {
    flags: '--learning-rate <x>',
    path: ['optimizer', 'learningRate'],
    description: 'greatest rate',
    parse: number,
  },
  {
    flags: '--momentum <x>',
    path: ['optimizer', 'momentum'],
    description: 'of sgd and rmsprop',
    parse: number,
  },
  { flags: '--nesterov', path: ['optimizer', 'nesterov'], description: 'Nesterov momentum, for sgd' },
  { flags: '--beta1 <x>', path: ['optimizer', 'beta1'], description: 'of adam and adamw', parse: number },
  { flags: '--beta2 <x>', path: ['optimizer', 'beta2'], description: 'of adam and adamw', parse: number },
  { flags: '--rho <x>', path: ['optimizer', 'rho'], description: 'of adadelta and rmsprop', parse: number },
  { flags: '--epsilon <x>', path: ['optimizer', 'epsilon'], description: 'of the optimizer', parse: number },
  {
    flags: '--weight-decay <x>',
    path: ['optimizer', 'weightDecay'],
    description: 'decoupled',
    parse: number,
  },
  {
    flags: '--schedule <kind>',
    path: ['schedule', 'kind'],
    description: 'of the learning rate',
    choices: ['constant', 'cosine', 'one-cycle'],
  },
  {
    flags: '--warmup-share <share>',
    path: ['schedule', 'warmupShare'],
    description: 'share of the steps that warm up',
    parse: number,
  },
  {
    flags: '--early-stopping',
    path: ['earlyStopping', 'enabled'],
    description: 'train all epochs',
    group: 'Early stopping:',
  },
  {
    flags: '--patience <epochs>',
    path: ['earlyStopping', 'patience'],
    description: 'epochs without a lower validation loss before stopping',
    parse: whole,
  },
  {
    flags: '--start-epoch <n>',
    path: ['earlyStopping', 'startEpoch'],
    description: 'the first epoch that counts for early stopping',
    parse: whole,
  },
  {
    flags: '--restore-best',
    path: ['earlyStopping', 'restoreBest'],
    description: "test the last epoch's weights, not the best's",
  },
  {
    flags: '--class-weights <kind>',
    path: ['classWeights'],
    description: 'whether rare emotions weigh more',
    choices: ['none', 'balanced'],
    group: 'Loss:',
  },
  { flags: '--label-smoothing <x>', path: ['labelSmoothing'], description: '0 to 0.9', parse: number },
  {
    flags: '--clip-norm <x>',
    path: ['clipNorm'],
    description: 'greatest gradient norm; 0: any',
    parse: number,
  },
  {
    flags: '--augmentation <name>',
    path: ['augmentation'],
    description: 'a whole set, from which the options below go on',
    choices: Object.keys(AUGMENTATIONS),
    group: 'Augmentation:',
  },
  {
    flags: '--frequency-masks <n>',
    path: ['augmentation', 'frequencyMasks'],
    description: 'masked stripes of bands',
    parse: whole,
  },
  {
    flags: '--frequency-mask-bands <n>',
    path: ['augmentation', 'frequencyMaskBands'],
    description: 'greatest width of one',
    parse: whole,
  },
  {
    flags: '--time-masks <n>',
    path: ['augmentation', 'timeMasks'],
    description: 'masked spans',
    parse: whole,
  },
  {
    flags: '--time-mask-frames <n>',
    path: ['augmentation', 'timeMaskFrames'],
    description: 'greatest length of one',
    parse: whole,
  },
  {
    flags: '--noise <x>',
    path: ['augmentation', 'noise'],
    description: "deviation, relative to the clip's",
    parse: number,
  },
  {
    flags: '--shift-frames <n>',
    path: ['augmentation', 'shiftFrames'],
    description: 'greatest shift in time',
    parse: whole,
  },
  {
    flags: '--start-weights <file|run>',
    path: ['startWeights', 'from'],
    description: "start from a weights file, Keras's .h5 too, or from another run's recogniser",
    parse: text,
    group: 'Transfer learning:',
  },
  {
    flags: '--fold-channels',
    path: ['startWeights', 'foldChannels'],
    description: "sum the file's first kernel over its channels, where it has several",
  },
  {
    flags: '--freeze-up-to <layer>',
    path: ['freezeUpTo'],
    description: 'do not train this layer and those that lead to it',
    parse: text,
  },
  {
    flags: '--checkpoint-seconds <s>',
    path: ['checkpointSeconds'],
    description: 'between two checkpoints inside an epoch',
    parse: number,
    group: 'Safety:',
  },
];

/** Adds an option for every setting to `command`, with its default in the help. */
export function addSettingOptions(command: Command): void {
  let group = '';
  for (const { flags, path, description, choices, parse, group: next } of SETTING_OPTIONS) {
    group = next ?? group;
    if (choices === undefined && parse === undefined) {
      const off = flags.replace(/^--/, '--no-');
      // In the help stands the one that changes something; the other is for what a settings file has changed.
      const changes = defaultOf(path) === true ? off : flags;
      for (const flag of [flags, off]) {
        command.addOption(new Option(flag, description).helpGroup(group).hideHelp(flag !== changes));
      }
      continue;
    }
    const byDefault = defaultOf(path);
    const option = new Option(flags, byDefault === null ? description : `${description} [${byDefault}]`);
    if (choices !== undefined) option.choices(choices);
    else if (parse !== undefined) option.argParser(parse);
    command.addOption(option.helpGroup(group));
  }
}

/** The default of a setting, as the help shows it; null where it has no short name. */
function defaultOf([group, key]: SettingOption['path']): string | number | boolean | null {
  const value: unknown = (DEFAULT_SETTINGS as unknown as Record<string, unknown>)[group];
  const inner = key === undefined ? value : (value as Record<string, unknown> | null)?.[key];
  if (group === 'recipe') return DEFAULT_SETTINGS.recipe.name;
  if (group === 'augmentation' && key === undefined) return 'standard';
  return typeof inner === 'object' || inner === undefined ? null : (inner as string | number | boolean);
}

/** The settings that were given as options, and those only. */
export function settingsFromOptions(options: Record<string, unknown>): RunSettingsInput {
  const settings: Record<string, unknown> = {};
  for (const { flags, path } of SETTING_OPTIONS) {
    const given = options[new Option(flags).attributeName()];
    if (given === undefined) continue;
    const [group, key] = path;
    if (key !== undefined) settings[group] = { ...(settings[group] as object | undefined), [key]: given };
    // A set that others go on from must be there as values.
    else settings[group] = group === 'augmentation' ? AUGMENTATIONS[String(given)] : given;
  }
  return settings as RunSettingsInput;
}
