import { describe, expect, it } from 'vitest';
import { resolveSettings } from '#core/training/settings.ts';
import { PROTOCOLS } from '#shared/protocols.ts';
import { AUGMENTATIONS } from '#shared/settings/augmentation.ts';
import { CATALOGUE, DEFAULT_SETTINGS, runSettingsSchema } from '#shared/settings/catalogue.ts';
import { FEATURES } from '#shared/settings/features.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import { LOG_MEL, THESIS_MFCC } from '#shared/settings/mel-features.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';

describe('resolveSettings', () => {
  it('counts for early stopping from where a falling rate has settled, unless told otherwise', () => {
    const startEpoch = (input: RunSettingsInput) => resolveSettings(input).earlyStopping.startEpoch;
    expect(startEpoch({ epochs: 50 })).toBe(40);
    expect(startEpoch({ epochs: 50, schedule: 'constant' })).toBe(0);
    expect(startEpoch({ epochs: 50, earlyStopping: { patience: 3 } })).toBe(40);
    expect(startEpoch({ epochs: 50, earlyStopping: { startEpoch: 5 } })).toBe(5);
    expect(startEpoch({ epochs: 40, preset: 'thesis-vgg19' })).toBeGreaterThan(0);
  });

  it('has a patience that can end the run, unless told otherwise', () => {
    const patience = (input: RunSettingsInput) => resolveSettings(input).earlyStopping.patience;
    expect(patience({ epochs: 30 })).toBe(3);
    expect(patience({ epochs: 50 })).toBe(5);
    expect(patience({ epochs: 1 })).toBe(1);
    expect(patience({ epochs: 10_000 })).toBe(10);
    expect(patience({ epochs: 50, schedule: 'constant' })).toBe(10);
    expect(patience({ epochs: 50, earlyStopping: { startEpoch: 42 } })).toBe(4);
    expect(patience({ epochs: 50, earlyStopping: { patience: 10 } })).toBe(10);
    expect(patience({ epochs: 40, preset: 'thesis-vgg19' })).toBe(5);
  });

  it('has a default for every setting, which its own schema accepts', () => {
    expect(resolveSettings({})).toEqual(DEFAULT_SETTINGS);
    expect(runSettingsSchema.parse(DEFAULT_SETTINGS)).toEqual(DEFAULT_SETTINGS);
    expect(Object.keys(DEFAULT_SETTINGS).toSorted()).toEqual(Object.keys(CATALOGUE).toSorted());
    for (const [key, value] of Object.entries(DEFAULT_SETTINGS)) {
      if (key !== 'features' && key !== 'labels' && typeof value === 'object' && value !== null) {
        expect(resolveSettings({ [key]: {} })[key as 'protocol'], key).toEqual(value);
      }
    }
  });

  it('takes names for features, protocol, optimizer, schedule and augmentation', () => {
    for (const [name, features] of Object.entries(FEATURES)) {
      expect(resolveSettings({ features: name }).features).toEqual(features);
    }
    for (const name of PROTOCOLS) {
      expect(resolveSettings({ protocol: name }).protocol).toEqual({ ...DEFAULT_SETTINGS.protocol, name });
    }
    for (const [name, optimizer] of Object.entries(OPTIMIZER_DEFAULTS)) {
      expect(resolveSettings({ optimizer: name }).optimizer).toEqual(optimizer);
    }
    for (const [name, augmentation] of Object.entries(AUGMENTATIONS)) {
      expect(resolveSettings({ augmentation: name }).augmentation).toEqual(augmentation);
    }
    expect(resolveSettings({ schedule: 'one-cycle' }).schedule).toEqual({
      kind: 'one-cycle',
      warmupShare: DEFAULT_SETTINGS.schedule.warmupShare,
    });
    expect(resolveSettings({ earlyStopping: false }).earlyStopping).toEqual({
      ...DEFAULT_SETTINGS.earlyStopping,
      enabled: false,
    });
  });

  it('completes objects, and an unnamed optimizer from the default', () => {
    expect(resolveSettings({ optimizer: { learningRate: 0.1 } }).optimizer).toEqual({
      ...DEFAULT_SETTINGS.optimizer,
      learningRate: 0.1,
    });
    expect(resolveSettings({ optimizer: { name: 'rmsprop', rho: 0.5 } }).optimizer).toEqual({
      ...OPTIMIZER_DEFAULTS.rmsprop,
      rho: 0.5,
    });
    expect(resolveSettings({ augmentation: { noise: 0 } }).augmentation).toEqual({
      ...AUGMENTATIONS.standard,
      noise: 0,
    });
    expect(
      resolveSettings({ features: { ...THESIS_MFCC, name: 'mine', coefficients: 40 } }).features,
    ).toEqual({
      ...THESIS_MFCC,
      name: 'mine',
      coefficients: 40,
    });
  });

  it('does not mind what is undefined, as options that were not given are', () => {
    expect(
      resolveSettings({ epochs: undefined, protocol: undefined, optimizer: { name: undefined } }),
    ).toEqual(DEFAULT_SETTINGS);
  });

  it('gives settings back to the bit after JSON', () => {
    const once = resolveSettings({
      optimizer: 'sgd',
      features: 'thesis-mfcc',
      augmentation: { noise: 0.1 + 0.2 },
    });
    expect(resolveSettings(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  it('changes neither its input nor its defaults', () => {
    const before = structuredClone(DEFAULT_SETTINGS);
    const settings = resolveSettings({ augmentation: 'none' });
    settings.augmentation.noise = 5;
    settings.protocol.folds = 9;
    expect(DEFAULT_SETTINGS).toEqual(before);
    expect(AUGMENTATIONS.none.noise).toBe(0);
  });
});

describe('what cannot be a setting', () => {
  const refusals: [given: unknown, sentence: RegExp][] = [
    [{ epochz: 3 }, /no setting “epochz”.*epochs/],
    [{ optimizer: { learnRate: 1 } }, /no setting “learnRate” of optimizer.*learningRate/],
    [{ augmentation: { noize: 1 } }, /no setting “noize” of augmentation/],
    [{ protocol: { fold: 3 } }, /no setting “fold” of protocol/],
    [{ schedule: { warmup: 0.1 } }, /no setting “warmup” of schedule/],
    [{ earlyStopping: { patient: 1 } }, /no setting “patient” of earlyStopping/],
    [{ features: { ...LOG_MEL, mellBands: 64 } }, /no setting “mellBands” of features/],
    [{ features: { ...LOG_MEL, trim: { ...LOG_MEL.trim, db: 3 } } }, /no setting “db” of features\.trim/],
    [
      { features: { ...LOG_MEL, placement: { kind: 'centre', seed: 3 } } },
      /no setting “seed” of features\.placement/,
    ],
    [{ constructor: 1 }, /no setting “constructor”/],
    [{ toString: 1 }, /no setting “toString”/],
    [JSON.parse('{"__proto__": {"epochs": 1}}'), /no setting “__proto__”/],
    [{ network: 'resnet' }, /no network “resnet”.*compact/],
    [{ network: 'constructor' }, /no network “constructor”/],
    [{ network: null }, /no network null/],
    [{ network: ['compact'] }, /no network a list/],
    [{ features: 'mfcc' }, /no features “mfcc”.*thesis-mfcc/],
    [{ features: '__proto__' }, /no features “__proto__”/],
    [{ features: 5 }, /“features” must be a name or an object, not number 5/],
    [{ features: { name: 'x' } }, /“features\.\w+” is not right/],
    [{ features: { ...LOG_MEL, hopSamples: 0 } }, /hopSamples is 0/],
    [{ protocol: 'randem' }, /no protocol “randem”.*random/],
    [{ protocol: { name: 'randem' } }, /no protocol “randem”/],
    [{ protocol: 5 }, /“protocol” must be a name or an object, not number 5/],
    [{ protocol: null }, /“protocol” must be a name or an object, not null/],
    [{ protocol: { folds: 1 } }, /“protocol\.folds” is not right: too small/],
    [{ optimizer: 'sgdx' }, /no optimizer “sgdx”.*sgd/],
    [{ optimizer: { name: 7 } }, /no optimizer number 7/],
    [{ optimizer: ['sgd'] }, /“optimizer” must be a name or an object, not a list/],
    [{ optimizer: { learningRate: '0.1' } }, /“optimizer\.learningRate” is not right.*received string/],
    [{ optimizer: { learningRate: -1 } }, /“optimizer\.learningRate” is not right/],
    [
      { optimizer: { momentum: 0.9 } },
      /“momentum” is a setting of the optimizers sgd and rmsprop; adamw has none/,
    ],
    [
      { optimizer: { name: 'rmsprop', nesterov: true } },
      /“nesterov” is a setting of the optimizer sgd; rmsprop/,
    ],
    [{ optimizer: { name: 'sgd', beta1: 0.5 } }, /“beta1”.*adam and adamw; sgd has none/],
    [{ optimizer: { name: 'adam', rho: 0.5 } }, /“rho”.*adadelta and rmsprop; adam has none/],
    [{ optimizer: { name: 'adam', beta1: 1 } }, /must be below 1/],
    [{ optimizer: { name: 'adamw', beta2: 1 } }, /must be below 1/],
    [{ schedule: 'linear' }, /no schedule “linear”.*cosine/],
    [{ schedule: { kind: 'linear' } }, /“schedule\.kind” is not right/],
    [{ augmentation: 'much' }, /no augmentation “much”.*standard/],
    [{ augmentation: true }, /“augmentation” must be a name or an object, not boolean true/],
    [{ earlyStopping: 'no' }, /“earlyStopping” must be true, false or an object, not string no/],
    [{ epochs: 0 }, /“epochs” is not right: too small/],
    [{ epochs: 2.5 }, /“epochs” is not right/],
    [{ epochs: '3' }, /“epochs” is not right.*received string/],
    [{ epochs: null }, /“epochs” is not right/],
    [{ seed: -1 }, /“seed” is not right/],
    [{ seed: 2 ** 60 }, /“seed” is not right/],
    [{ labelSmoothing: Number.NaN }, /“labelSmoothing” is not right/],
    [{ clipNorm: Number.POSITIVE_INFINITY }, /“clipNorm” is not right/],
    [{ storage: 'float16' }, /Only the engine “webgpu” can store activations as float16, not “auto”/],
    [{ storage: 'float16', engine: 'wasm' }, /not “wasm”\. Choose that engine/],
    [{ storage: 'bfloat16', engine: 'webgpu' }, /“storage” is not right/],
    [{ engine: 'torch' }, /“engine” is not right/],
    [{ startWeights: 5 }, /“startWeights” must be a name or an object/],
    [{ startWeights: { form: '/a.h5' } }, /no setting “form” of startWeights/],
    [{ preset: 'thesis' }, /no preset “thesis”/],
  ];

  it.each(refusals)('%j is refused with a sentence', (given, sentence) => {
    let refused: unknown;
    try {
      resolveSettings(given as RunSettingsInput);
    } catch (error) {
      refused = error;
    }
    expect(refused).toMatchObject({
      name: 'UserError',
      code: expect.stringMatching(/^invalid-(settings|recipe)$/),
    });
    const { message } = refused as Error;
    expect(message).toMatch(sentence);
    expect(message).toMatch(/^[“A-Z].*\.$/);
    expect(message).not.toContain('\n');
  });
});
