import { Command, InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { addSettingOptions, SETTING_OPTIONS, settingsFromOptions } from '#cli/commands/train-options.ts';
import { parseCount, parseNumber, parseShare, parseWhole } from '#cli/option-values.ts';
import { resolveSettings } from '#core/training/settings.ts';
import { AUGMENTATIONS } from '#shared/settings/augmentation.ts';
import { CATALOGUE, DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';

/** The settings that a command line gives. */
function parse(...line: string[]) {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addSettingOptions(command);
  return settingsFromOptions(command.parse(line, { from: 'user' }).opts());
}

/** The paths of all settings that have an option. Features are given by name, or in a file. */
function settingPaths(): string[] {
  return Object.entries(DEFAULT_SETTINGS).flatMap(([key, value]) => {
    if (key === 'features' || key === 'labels' || typeof value !== 'object') return [key];
    // The fingerprint is only recorded.
    const group = key === 'startWeights' ? { from: '', foldChannels: false } : (value as object | null);
    return group === null ? [key] : Object.keys(group).map((inner) => `${key}.${inner}`);
  });
}

describe('the options of train', () => {
  it('exist for every setting of a run', () => {
    expect(Object.keys(CATALOGUE.startWeights.settings)).toEqual(['from', 'foldChannels', 'sha256']);
    const optional = SETTING_OPTIONS.map(({ path }) => path.join('.'));
    expect(optional.toSorted()).toEqual([...settingPaths(), 'augmentation', 'preset'].toSorted());
    expect(new Set(SETTING_OPTIONS.map(({ flags }) => flags)).size).toBe(SETTING_OPTIONS.length);
  });

  it('each change one setting', () => {
    for (const { flags, path, choices, parse: parser } of SETTING_OPTIONS) {
      const [group, key] = path;
      const flag = flags.split(' ')[0];
      const isSwitch = choices === undefined && parser === undefined;
      const value = isSwitch ? [] : [choices ? choices[0] : parser?.('1') === 1 ? '1' : 'x'];
      const expected = isSwitch ? true : choices ? choices[0] : parser?.(value[0]);
      const settings = parse(flag, ...value) as Record<string, unknown>;
      if (group === 'augmentation' && key === undefined) {
        expect(settings).toEqual({ augmentation: AUGMENTATIONS[choices?.[0] as keyof typeof AUGMENTATIONS] });
      } else {
        expect(settings).toEqual({ [group]: key === undefined ? expected : { [key]: expected } });
      }
    }
  });

  it('give no settings if none were given', () => {
    expect(parse()).toEqual({});
    expect(resolveSettings(parse())).toEqual(DEFAULT_SETTINGS);
  });

  it('have a switch in both directions', () => {
    expect(parse('--no-early-stopping', '--no-restore-best', '--no-nesterov')).toEqual({
      earlyStopping: { enabled: false, restoreBest: false },
      optimizer: { nesterov: false },
    });
    expect(parse('--early-stopping', '--nesterov')).toEqual({
      earlyStopping: { enabled: true },
      optimizer: { nesterov: true },
    });
  });

  it('give an optimizer by name the defaults of Keras, with the other options', () => {
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

  it('change single augmentations of a named set', () => {
    expect(resolveSettings(parse('--augmentation', 'none', '--noise', '0.2')).augmentation).toEqual({
      ...AUGMENTATIONS.none,
      noise: 0.2,
    });
    expect(resolveSettings(parse('--noise', '0.2')).augmentation).toEqual({
      ...AUGMENTATIONS.standard,
      noise: 0.2,
    });
  });

  it('accept the old name of --features, which the help does not show', () => {
    expect(parse('--recipe', 'thesis-mfcc')).toEqual({ features: 'thesis-mfcc' });
    expect(parse('--recipe', 'thesis-mfcc')).toEqual(parse('--features', 'thesis-mfcc'));
    const command = new Command();
    addSettingOptions(command);
    expect(command.helpInformation()).not.toContain('recipe');
  });

  it('reject invalid numbers and unknown names', () => {
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

  it('show the defaults in the help', () => {
    const command = new Command();
    addSettingOptions(command);
    const help = command.configureOutput({ getOutHelpWidth: () => 300 }).helpInformation();
    expect(help).toMatch(/--epochs <n> .*\[80\]/);
    expect(help).toMatch(/--features <name> .*\[log-mel-2s\]/);
    expect(help).toMatch(/--learning-rate <x> .*\[0\.003\]/);
    expect(help).toMatch(/--preset <name> .*\[accurate\]/);
    expect(help).toMatch(/^ +--early-stopping/m);
    expect(help).not.toMatch(/^ +--no-early-stopping/m);
    expect(help).toMatch(/^ +--no-refit/m);
    expect(help).toMatch(/^ +--nesterov/m);
    expect(help).not.toContain('undefined');
  });
});

describe('numbers on the command line', () => {
  it('are checked, also for whole numbers', () => {
    expect([
      parseNumber('-0.5'),
      parseNumber('1e-3'),
      parseWhole('0'),
      parseWhole('1e3'),
      parseCount('1'),
    ]).toEqual([-0.5, 0.001, 0, 1000, 1]);
    for (const text of ['', ' ', 'x', '1x', 'Infinity', 'NaN']) {
      expect(() => parseNumber(text)).toThrow(InvalidArgumentError);
    }
    for (const text of ['-1', '1.5', '9007199254740993'])
      expect(() => parseWhole(text)).toThrow(InvalidArgumentError);
    expect(() => parseCount('0')).toThrow(InvalidArgumentError);
    expect([parseShare('0'), parseShare('0.4'), parseShare('1')]).toEqual([0, 0.4, 1]);
    for (const text of ['-0.1', '1.01', '40', ''])
      expect(() => parseShare(text)).toThrow(InvalidArgumentError);
  });
});
