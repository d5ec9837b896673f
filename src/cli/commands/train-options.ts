import { type Command, InvalidArgumentError, Option } from 'commander';
import { PROTOCOLS } from '../../shared/protocols.ts';
import { RECIPES } from '../../shared/recipes.ts';
import { OPTIMIZER_DEFAULTS, type RunSettingsInput } from '../../shared/runs.ts';

/** One option of `train` for every setting of a run: its flag, where in the settings it belongs, and its sentence. */
interface SettingOption {
  flags: string;
  path: readonly [string, string?];
  description: string;
  choices?: readonly string[];
  /** Parses the argument; a flag without one is true. */
  parse?: (text: string) => unknown;
  /** What a flag without an argument sets. */
  value?: unknown;
}

/** A number, or commander's own error, which names the option. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('This must be a number.');
  return value;
}

/** A whole number. */
export function whole(text: string): number {
  const value = number(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError('This must be a whole number.');
  return value;
}

const text = (value: string) => value;

export const SETTING_OPTIONS: readonly SettingOption[] = [
  { flags: '--network <name>', path: ['network'], description: 'the network', parse: text },
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
  { flags: '--nesterov', path: ['optimizer', 'nesterov'], description: 'Nesterov momentum', value: true },
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
    flags: '--no-early-stopping',
    path: ['earlyStopping', 'enabled'],
    description: 'train all epochs',
    value: false,
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
    flags: '--no-restore-best',
    path: ['earlyStopping', 'restoreBest'],
    description: "keep the last epoch's weights, not the best's",
    value: false,
  },
  {
    flags: '--class-weights <kind>',
    path: ['classWeights'],
    description: 'whether rare emotions weigh more',
    choices: ['none', 'balanced'],
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
    description: 'a whole set; single ones below',
    choices: ['none', 'standard'],
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
    flags: '--checkpoint-seconds <s>',
    path: ['checkpointSeconds'],
    description: 'between two checkpoints inside an epoch',
    parse: number,
  },
];

/** Adds an option for every setting to `command`. */
export function addSettingOptions(command: Command): void {
  for (const { flags, description, choices, parse } of SETTING_OPTIONS) {
    const option = new Option(flags, description);
    if (choices !== undefined) option.choices(choices);
    else if (parse !== undefined) option.argParser(parse);
    // `--no-x` would default to true and so look as if it had been given.
    if (option.negate) option.default(undefined);
    command.addOption(option);
  }
}

/** The settings that were given as options, and those only. */
export function settingsFromOptions(options: Record<string, unknown>): RunSettingsInput {
  const settings: Record<string, unknown> = {};
  for (const { flags, path, value } of SETTING_OPTIONS) {
    const option = new Option(flags);
    const given = options[option.attributeName()];
    if (given === undefined || (option.negate && given !== false)) continue;
    const setting = value ?? given;
    const [group, key] = path;
    if (key === undefined) {
      settings[group] = setting;
    } else {
      const before = settings[group];
      settings[group] = { ...(typeof before === 'object' ? before : {}), [key]: setting };
    }
  }
  return settings as RunSettingsInput;
}
