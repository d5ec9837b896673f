import { Command, InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import {
  addSettingOptions,
  count,
  number,
  SETTING_OPTIONS,
  settingsFromOptions,
  whole,
} from '../../../../src/cli/commands/train-options.ts';
import { AUGMENTATIONS, DEFAULT_SETTINGS, resolveSettings } from '../../../../src/core/training/settings.ts';
import { OPTIMIZER_DEFAULTS, startWeightsSchema } from '../../../../src/shared/runs.ts';

/** The settings that a command line gives. */
function parse(...line: string[]) {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addSettingOptions(command);
  return settingsFromOptions(command.parse(line, { from: 'user' }).opts());
}

/** The paths of all settings that stand by themselves; a recipe is given by name, or in a file. */
function settingPaths(): string[] {
  return Object.entries(DEFAULT_SETTINGS).flatMap(([key, value]) => {
    if (key === 'recipe' || typeof value !== 'object') return [key];
    // Its fingerprint is the record's own.
    const group = key === 'startWeights' ? { from: '', foldChannels: false } : (value as object | null);
    return group === null ? [key] : Object.keys(group).map((inner) => `${key}.${inner}`);
  });
}

describe('the options of train', () => {
  it('are there for every setting of a run', () => {
    expect(Object.keys(startWeightsSchema.shape)).toEqual(['from', 'foldChannels', 'sha256']);
    const optional = SETTING_OPTIONS.map(({ path }) => path.join('.'));
    expect(optional.toSorted()).toEqual([...settingPaths(), 'augmentation', 'preset'].toSorted());
    expect(new Set(SETTING_OPTIONS.map(({ flags }) => flags)).size).toBe(SETTING_OPTIONS.length);
  });

  it('reach the setting that they name, each by itself', () => {
    for (const { flags, path, choices, parse: parser } of SETTING_OPTIONS) {
      const [group, key] = path;
      const flag = flags.split(' ')[0];
      const isSwitch = choices === undefined && parser === undefined;
      const value = isSwitch ? [] : [choices ? choices[0] : parser?.('1') === 1 ? '1' : 'x'];
      const expected = isSwitch ? true : choices ? choices[0] : parser?.(value[0]);
      const settings = parse(flag, ...value) as Record<string, unknown>;
      if (group === 'augmentation' && key === undefined) {
        expect(settings).toEqual({ augmentation: AUGMENTATIONS[String(choices?.[0])] });
      } else {
        expect(settings).toEqual({ [group]: key === undefined ? expected : { [key]: expected } });
      }
    }
  });

  it('say nothing of what was not given', () => {
    expect(parse()).toEqual({});
    expect(resolveSettings(parse())).toEqual(DEFAULT_SETTINGS);
  });

  it('switch off what is on by default, and on what a file has switched off', () => {
    expect(parse('--no-early-stopping', '--no-restore-best', '--no-nesterov')).toEqual({
      earlyStopping: { enabled: false, restoreBest: false },
      optimizer: { nesterov: false },
    });
    expect(parse('--early-stopping', '--nesterov')).toEqual({
      earlyStopping: { enabled: true },
      optimizer: { nesterov: true },
    });
  });

  it('give an optimizer by name the defaults of Keras, and keep what is said beside it', () => {
    expect(resolveSettings(parse('--optimizer', 'adadelta')).optimizer).toEqual(OPTIMIZER_DEFAULTS.adadelta);
    expect(resolveSettings(parse('--optimizer', 'sgd', '--momentum', '0.9', '--nesterov')).optimizer).toEqual(
      {
        ...OPTIMIZER_DEFAULTS.sgd,
        momentum: 0.9,
        nesterov: true,
      },
    );
    expect(resolveSettings(parse('--learning-rate', '0.1')).optimizer).toEqual({
      ...DEFAULT_SETTINGS.optimizer,
      learningRate: 0.1,
    });
  });

  it('take single augmentations from the named set on', () => {
    expect(resolveSettings(parse('--augmentation', 'none', '--noise', '0.2')).augmentation).toEqual({
      ...AUGMENTATIONS.none,
      noise: 0.2,
    });
    expect(resolveSettings(parse('--noise', '0.2')).augmentation).toEqual({
      ...AUGMENTATIONS.standard,
      noise: 0.2,
    });
  });

  it('refuse words for numbers and names that nobody knows', () => {
    for (const line of [
      ['--epochs', 'many'],
      ['--epochs', '2.5'],
      ['--epochs', ''],
      ['--epochs', '-1'],
      ['--epochs', '1e400'],
      ['--noise', 'NaN'],
      ['--optimizer', 'sgdx'],
      ['--protocol', 'constructor'],
      ['--epoch', '3'],
    ]) {
      expect(() => parse(...line), line.join(' ')).toThrow(/error:/);
    }
  });

  it('show every default in the help, as the settings have it', () => {
    const command = new Command();
    addSettingOptions(command);
    const help = command.configureOutput({ getOutHelpWidth: () => 300 }).helpInformation();
    expect(help).toMatch(/--epochs <n> .*\[30\]/);
    expect(help).toMatch(/--recipe <name> .*\[log-mel\]/);
    expect(help).toMatch(/--learning-rate <x> .*\[0\.002\]/);
    expect(help).toContain('--no-early-stopping');
    expect(help).not.toMatch(/^ +--early-stopping/m);
    expect(help).toMatch(/^ +--nesterov/m);
    expect(help).not.toContain('undefined');
  });
});

describe('numbers on the command line', () => {
  it('are numbers, whole where they must be', () => {
    expect([number('-0.5'), number('1e-3'), whole('0'), whole('1e3'), count('1')]).toEqual([
      -0.5, 0.001, 0, 1000, 1,
    ]);
    for (const text of ['', ' ', 'x', '1x', 'Infinity', 'NaN']) {
      expect(() => number(text)).toThrow(InvalidArgumentError);
    }
    for (const text of ['-1', '1.5', '9007199254740993'])
      expect(() => whole(text)).toThrow(InvalidArgumentError);
    expect(() => count('0')).toThrow(InvalidArgumentError);
  });
});
