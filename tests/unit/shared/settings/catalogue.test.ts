import { describe, expect, it } from 'vitest';
import { resolveSettings } from '#core/training/settings.ts';
import { AUGMENTATIONS } from '#shared/settings/augmentation.ts';
import {
  DEFAULT_SETTINGS,
  isUsed,
  type RunSettings,
  runSettingsSchema,
  SETTINGS,
  settingAt,
  valueAt,
  withValue,
} from '#shared/settings/catalogue.ts';
import { canStopEarly, earlyStoppingDefaults } from '#shared/settings/early-stopping.ts';
import { numberRange, settingProblem } from '#shared/settings/problem.ts';
import { settingsSummary } from '#shared/settings/summary.ts';

describe('the catalogue', () => {
  it('has defaults that its schema accepts unchanged', () => {
    expect(runSettingsSchema.parse(DEFAULT_SETTINGS)).toEqual(DEFAULT_SETTINGS);
    expect(resolveSettings({})).toEqual(DEFAULT_SETTINGS);
    expect(DEFAULT_SETTINGS).toMatchObject({
      batchSize: 16,
      earlyStopping: { enabled: true, ...earlyStoppingDefaults(DEFAULT_SETTINGS) },
      classWeights: 'balanced',
    });
    // A record without a setting of version 0.1.0 is damaged. The setting does not get the current default.
    for (const name of ['batchSize', 'classWeights', 'earlyStopping'] as const) {
      const { [name]: _, ...rest } = DEFAULT_SETTINGS;
      expect(runSettingsSchema.safeParse(rest).success, name).toBe(false);
    }
  });

  it('reads a record of version 0.1.0, which has fewer settings and another name for features', () => {
    const { features, startWeights: _, freezeUpTo: __, ...rest } = DEFAULT_SETTINGS;
    const { kind: ___, ...recipe } = features;
    expect(runSettingsSchema.parse({ ...rest, recipe })).toEqual(DEFAULT_SETTINGS);
  });

  it('describes every setting in sentences and refers to settings that exist', () => {
    for (const { path, label, help, usedWhen, flag } of SETTINGS) {
      expect(label, path).toMatch(/^[A-Z]/);
      expect(help, path).toMatch(/^[A-Z].*\.$/);
      if (flag !== null) expect(flag, path).toMatch(/^--[a-z0-9-]+( <[a-z|]+>)?$/);
      if (usedWhen !== undefined) {
        expect(settingAt(usedWhen.setting), path).toBeDefined();
        expect(usedWhen.is ?? usedWhen.isNot, path).toBeDefined();
      }
    }
    expect(new Set(SETTINGS.map(({ flag }) => flag)).size).toBe(SETTINGS.length);
    expect(new Set(SETTINGS.map(({ label }) => label)).size).toBe(SETTINGS.length);
  });

  it('has a valid `absent` value for every setting that is new since 0.1.0', () => {
    const first = [
      'network',
      'features',
      'protocol',
      'seed',
      'epochs',
      'batchSize',
      'optimizer',
      'schedule',
    ].concat(['earlyStopping', 'classWeights', 'labelSmoothing', 'clipNorm', 'engine', 'checkpointSeconds']);
    const firstAugmentations = Object.keys(AUGMENTATIONS.none).slice(0, 6);
    for (const { path, group, key, absent, schema } of SETTINGS) {
      const isFirst =
        first.includes(group) || (group === 'augmentation' && firstAugmentations.includes(key ?? ''));
      if (isFirst || path === 'startWeights.from') continue;
      expect(absent, path).not.toBeUndefined();
      expect(schema.safeParse(absent).success, path).toBe(true);
    }
  });

  it('gets and sets a setting by its path', () => {
    const changed = withValue(DEFAULT_SETTINGS, settingAt('augmentation.noise'), 0.3);
    expect(changed.augmentation).toEqual({ ...DEFAULT_SETTINGS.augmentation, noise: 0.3 });
    expect(valueAt(changed, settingAt('augmentation.noise'))).toBe(0.3);
    expect(valueAt(changed, settingAt('startWeights.from'))).toBeNull();
    expect(() => settingAt('augmentation.noize')).toThrow(/augmentation\.noize/);
  });

  it.each<[string, Partial<RunSettings>, boolean]>([
    ['optimizer.momentum', {}, false],
    ['optimizer.momentum', { optimizer: { ...DEFAULT_SETTINGS.optimizer, name: 'sgd' } }, true],
    ['schedule.warmupShare', { schedule: { kind: 'constant', warmupShare: 0.1 } }, false],
    ['augmentation.timeMaskFrames', { augmentation: AUGMENTATIONS.none }, false],
    [
      'earlyStopping.patience',
      { earlyStopping: { ...DEFAULT_SETTINGS.earlyStopping, enabled: false } },
      false,
    ],
    ['protocol.folds', { protocol: { ...DEFAULT_SETTINGS.protocol, name: 'k-fold-random' } }, true],
  ])('decides whether %s has an effect with %j', (path, change, used) => {
    expect(isUsed({ ...DEFAULT_SETTINGS, ...change }, settingAt(path))).toBe(used);
  });
});

describe('the problem of a value', () => {
  it.each<[string, unknown, string | null]>([
    ['epochs', 30, null],
    ['epochs', 0, 'Enter a whole number from 1 to 10,000.'],
    ['epochs', 2.5, 'Enter a whole number from 1 to 10,000.'],
    ['epochs', Number.NaN, 'Enter a whole number from 1 to 10,000.'],
    ['optimizer.learningRate', 0, 'Enter a number above 0.'],
    ['optimizer.beta1', 1, 'Enter a number from 0 to below 1.'],
    ['protocol.testShare', 0, 'Enter a number from 1 % to 90 %.'],
    ['augmentation.noise', -1, 'Enter a number from 0.'],
    ['schedule.kind', 'linear', 'Choose another value.'],
  ])('%s %j', (path, value, problem) => {
    expect(settingProblem(settingAt(path), value)).toBe(problem);
  });

  it('gives the range of a number', () => {
    expect(numberRange(settingAt('batchSize'))).toEqual({ whole: true, min: 1, max: 4096 });
    expect(numberRange(settingAt('seed'))).toEqual({ whole: true, min: 0, max: null });
    expect(numberRange(settingAt('engine'))).toBeNull();
  });
});

describe('early stopping', () => {
  it('can end a run with the default settings', () => {
    expect(canStopEarly(DEFAULT_SETTINGS)).toBe(true);
    for (const epochs of [12, 20, 50, 100, 1000])
      expect(canStopEarly(resolveSettings({ epochs }))).toBe(true);
    expect(canStopEarly(resolveSettings({ schedule: 'constant' }))).toBe(true);
    expect(canStopEarly(resolveSettings({ preset: 'thesis-vgg19' }))).toBe(true);
  });

  it('cannot if it is off, or waits until the last epoch', () => {
    expect(canStopEarly(resolveSettings({ earlyStopping: false }))).toBe(false);
    expect(canStopEarly(resolveSettings({ earlyStopping: { patience: 10 } }))).toBe(false);
    // The stop would be after the last epoch.
    expect(canStopEarly(resolveSettings({ earlyStopping: { patience: 5 } }))).toBe(false);
    expect(canStopEarly(resolveSettings({ earlyStopping: { patience: 4 } }))).toBe(true);
  });
});

describe('the summary', () => {
  it('has the compared settings of all sections or of some', () => {
    expect(settingsSummary(DEFAULT_SETTINGS).join('; ')).toBe(
      'at most 30 epochs; batches of 16; adamw; learning rate 0.002; cosine schedule; early stopping after 3 ' +
        'epochs; balanced class weights; label smoothing 0.1; gradient norm to 1; 2 frequency masks; 2 time masks; ' +
        'noise 0.1; shifts to 16 frames',
    );
    const off = { ...DEFAULT_SETTINGS, augmentation: AUGMENTATIONS.none };
    expect(settingsSummary(off, ['augmentation'])).toEqual(['no augmentation']);
    expect(settingsSummary(off, ['weights'])).toEqual([]);
  });
});
