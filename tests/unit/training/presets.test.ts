import { describe, expect, test } from 'vitest';
import { resolveSettings } from '#core/training/settings.ts';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';
import { THESIS_MFCC } from '#shared/settings/mel-features.ts';
import { DEFAULT_PRESET, PRESETS } from '#shared/settings/presets.ts';

const THESIS = [
  ['thesis-vgg19', 'vgg19', 'sgd', 0.01],
  ['thesis-xception', 'xception', 'adadelta', 0.001],
  ['thesis-inceptionv3', 'inceptionv3', 'adadelta', 0.01],
  ['thesis-resnet101v2', 'resnet101v2', 'adadelta', 0.01],
  ['thesis-densenet201', 'densenet201', 'adadelta', 0.001],
] as const;

describe('presets', () => {
  test('are ours and the five of the thesis', () => {
    expect(Object.keys(PRESETS)).toEqual(['accurate', 'quick', ...THESIS.map(([preset]) => preset)]);
    expect(Object.keys(PRESETS)[0]).toBe(DEFAULT_PRESET);
    expect(resolveSettings({ preset: 'quick' })).toEqual(DEFAULT_SETTINGS);
  });

  test('quick watches for early stopping as settings without a preset do', () => {
    const given = { epochs: 12, optimizer: 'sgd' } as const;
    expect(resolveSettings({ preset: 'quick', ...given })).toEqual(resolveSettings(given));
  });

  test('accurate trains on every speaker that is not tested, and ends with a final model', () => {
    const settings = resolveSettings({ preset: 'accurate', protocol: 'k-fold-speakers' });
    expect(settings).toMatchObject({
      network: 'compact-2',
      features: { name: 'log-mel-2s', crop: { seconds: 2, tested: 3, within: 'sound' } },
      protocol: { name: 'k-fold-speakers', validationShare: 0 },
      earlyStopping: { enabled: false, restoreBest: false },
      refit: true,
      augmentation: { recordings: 12, testedRecordings: 8 },
    });
    expect(resolveSettings(settings)).toEqual(settings);
  });

  test.each(THESIS)("%s has the thesis's settings", (preset, network, optimizer, learningRate) => {
    const settings = resolveSettings({ preset });
    expect(settings).toMatchObject({
      network,
      features: THESIS_MFCC,
      protocol: { name: 'random', validationShare: 0.2, testShare: 0.2 },
      epochs: 50,
      batchSize: 32,
      optimizer: { name: optimizer, learningRate, momentum: 0, weightDecay: 0 },
      schedule: { kind: 'constant' },
      earlyStopping: { enabled: true, patience: 5, startEpoch: 20, restoreBest: true },
      classWeights: 'none',
      labelSmoothing: 0,
      clipNorm: 0,
      augmentation: { frequencyMasks: 0, timeMasks: 0, noise: 0, shiftFrames: 0 },
    });
    if (optimizer === 'adadelta') expect(settings.optimizer.rho).toBe(0.95);
    // What the thesis says nothing of is the laboratory's.
    expect(settings.seed).toBe(DEFAULT_SETTINGS.seed);
    expect('preset' in settings).toBe(false);
  });

  test('early stopping counts from epoch 15 on one corpus', () => {
    const { earlyStopping } = resolveSettings({ preset: 'thesis-vgg19' }, { corpora: 1 });
    expect(earlyStopping.startEpoch).toBe(15);
    const given = { preset: 'thesis-vgg19', earlyStopping: { startEpoch: 3 } };
    expect(resolveSettings(given, { corpora: 1 }).earlyStopping).toMatchObject({
      startEpoch: 3,
      patience: 5,
    });
  });

  test('any setting wins over the preset, alone', () => {
    const settings = resolveSettings({
      preset: 'thesis-densenet201',
      epochs: 3,
      features: 'log-mel',
      protocol: 'speaker-independent',
      optimizer: { learningRate: 0.5 },
      augmentation: { noise: 0.2 },
    });
    expect(settings).toMatchObject({
      network: 'densenet201',
      epochs: 3,
      features: { name: 'log-mel' },
      protocol: { name: 'speaker-independent', testShare: 0.2 },
      optimizer: { name: 'adadelta', learningRate: 0.5, rho: 0.95 },
      augmentation: { noise: 0.2, frequencyMasks: 0 },
    });
    // Another optimizer's rate is not meant for this one.
    expect(resolveSettings({ preset: 'thesis-vgg19', optimizer: 'adam' }).optimizer.learningRate).toBe(0.001);
  });

  test('whole settings of a record resolve to themselves', () => {
    const settings = resolveSettings({
      preset: 'thesis-xception',
      freezeUpTo: 'block4_pool',
      startWeights: 'a.h5',
    });
    expect(resolveSettings(settings)).toEqual(settings);
  });

  test.each<[string, object]>([
    ['an unknown preset', { preset: 'thesis-alexnet' }],
    ['a preset that is no name', { preset: 3 }],
    ['a property of every object', { preset: 'constructor' }],
    ['start weights that are a number', { startWeights: 3 }],
    ['start weights from nowhere', { startWeights: { foldChannels: true } }],
    ['start weights with a misspelt part', { startWeights: { from: 'a.h5', foldChanels: true } }],
    ['a layer that is no name', { freezeUpTo: 3 }],
  ])('%s is refused', (_what, input) => {
    expect(() => resolveSettings(input)).toThrowError(expect.objectContaining({ code: 'invalid-settings' }));
  });

  test('start weights by name alone', () => {
    expect(resolveSettings({ startWeights: 'weights.h5' }).startWeights).toEqual({
      from: 'weights.h5',
      foldChannels: false,
      sha256: null,
    });
    expect(resolveSettings({}).startWeights).toBeNull();
  });
});
