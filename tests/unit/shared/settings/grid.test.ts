import { describe, expect, it } from 'vitest';
import { NETWORK_DEFINITIONS } from '#core/models/registry.ts';
import { resolveSettings } from '#core/training/settings.ts';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';
import { expandGrid, type Grid, seedsFrom } from '#shared/settings/grid.ts';
import { THESIS_MFCC } from '#shared/settings/mel-features.ts';

const networks = NETWORK_DEFINITIONS.map(({ name, kind = 'mel' as const, features, minInput = 1 }) => ({
  name,
  kind,
  features,
  minInput,
}));
const expand = (grid: Partial<Grid>) =>
  expandGrid({ settings: DEFAULT_SETTINGS, vary: {}, seeds: [], ...grid }, networks);

describe('a grid', () => {
  it('of nothing is one run with the settings themselves', () => {
    expect(expand({})).toEqual({ runs: [{ settings: DEFAULT_SETTINGS, varied: {} }], leftOut: [] });
  });

  it('has a run for each combination, the first setting of the catalogue slowest, the seed fastest', () => {
    const { runs, leftOut } = expand({
      vary: { batchSize: [8, 16], network: ['compact', 'resnet101v2'] },
      seeds: [1, 2],
    });
    expect(leftOut).toEqual([]);
    expect(runs.map(({ varied }) => Object.values(varied).join(' '))).toEqual([
      'compact 8 1',
      'compact 8 2',
      'compact 16 1',
      'compact 16 2',
      'resnet101v2 8 1',
      'resnet101v2 8 2',
      'resnet101v2 16 1',
      'resnet101v2 16 2',
    ]);
    expect(runs[5].settings).toEqual({ ...DEFAULT_SETTINGS, network: 'resnet101v2', batchSize: 8, seed: 2 });
  });

  it('counts equal values once and names only what varies', () => {
    const { runs } = expand({ vary: { epochs: [5], batchSize: [8, 8, 16], seed: [3] }, seeds: [3, 4] });
    expect(runs.map(({ varied }) => varied)).toEqual([
      { batchSize: 8, seed: 3 },
      { batchSize: 8, seed: 4 },
      { batchSize: 16, seed: 3 },
      { batchSize: 16, seed: 4 },
    ]);
    expect(runs.every(({ settings }) => settings.epochs === 5)).toBe(true);
  });

  it('has only runs that the laboratory accepts as they are', () => {
    const { runs } = expand({
      vary: {
        optimizer: ['sgd', 'adam', 'adamw', 'rmsprop', 'adadelta'],
        'optimizer.momentum': [0, 0.9],
        'optimizer.beta1': [0.9, 0.8],
        protocol: ['random', 'k-fold-speakers'],
        'protocol.folds': [3, 5],
        'schedule.kind': ['constant', 'cosine'],
        epochs: [10, 40],
      },
    });
    for (const { settings } of runs) expect(resolveSettings(settings)).toEqual(settings);
    const seen = new Set(runs.map(({ settings }) => JSON.stringify(settings)));
    expect(seen.size).toBe(runs.length);
  });

  it('gives another optimizer its own defaults, and the base its own values', () => {
    const { runs } = expand({ vary: { 'optimizer.name': ['adamw', 'adadelta'] } });
    expect(runs.map(({ settings }) => settings.optimizer.learningRate)).toEqual([0.002, 0.001]);
    expect(runs[1].settings.optimizer.rho).toBe(0.95);
  });

  it('adapts the epochs of early stopping to varied epochs', () => {
    const { runs } = expand({ vary: { epochs: [30, 100] } });
    expect(runs.map(({ settings }) => settings.earlyStopping)).toMatchObject([
      { startEpoch: 24, patience: 3 },
      { startEpoch: 80, patience: 10 },
    ]);
  });

  it('varies sets of settings and switches', () => {
    const { runs } = expand({
      vary: { augmentation: ['none', 'standard'], 'earlyStopping.enabled': [true, false] },
    });
    expect(runs.map(({ varied }) => varied)).toEqual([
      { 'earlyStopping.enabled': true, augmentation: 'none' },
      { 'earlyStopping.enabled': true, augmentation: 'standard' },
      { 'earlyStopping.enabled': false, augmentation: 'none' },
      { 'earlyStopping.enabled': false, augmentation: 'standard' },
    ]);
    expect(runs[0].settings.augmentation.noise).toBe(0);
  });

  it('varies start weights, none included', () => {
    const { runs } = expand({ vary: { startWeights: [null, '/w.h5'] } });
    expect(runs.map(({ settings }) => settings.startWeights)).toEqual([
      null,
      { from: '/w.h5', foldChannels: false, sha256: null },
    ]);
  });
});

describe('a combination is left out', () => {
  it('where the features are too small for the network', () => {
    const { runs, leftOut } = expand({
      vary: { network: ['compact', 'inceptionv3'], features: ['log-mel', 'thesis-mfcc'] },
      seeds: [1, 2],
    });
    expect(runs).toHaveLength(6);
    expect(leftOut).toEqual(
      [1, 2].map((seed) => ({
        varied: { network: 'inceptionv3', features: 'log-mel', seed },
        reason: 'inceptionv3 needs features of at least 75 × 75 values; log-mel has 64 × 151.',
      })),
    );
  });

  it('not, where each network brings its own features', () => {
    const { runs, leftOut } = expand({
      vary: { network: ['compact', 'inceptionv3'] },
      ownFeatures: true,
    });
    expect(leftOut).toEqual([]);
    expect(runs.map(({ settings }) => settings.features.name)).toEqual(['log-mel', 'thesis-mfcc']);
  });

  it('where a varied setting has no effect and another run is the same', () => {
    const { runs, leftOut } = expand({
      vary: { 'optimizer.name': ['sgd', 'adamw'], 'optimizer.momentum': [0, 0.5, 0.9] },
    });
    expect(runs.map(({ varied }) => varied)).toEqual([
      { 'optimizer.name': 'sgd', 'optimizer.momentum': 0 },
      { 'optimizer.name': 'sgd', 'optimizer.momentum': 0.5 },
      { 'optimizer.name': 'sgd', 'optimizer.momentum': 0.9 },
      { 'optimizer.name': 'adamw' },
    ]);
    expect(leftOut).toEqual(
      [0.5, 0.9].map((momentum) => ({
        varied: { 'optimizer.name': 'adamw', 'optimizer.momentum': momentum },
        reason: 'Momentum has no effect with optimizer adamw.',
      })),
    );
  });

  it.each([
    [{ epochs: [10, 0] }, 'Max epochs 0: Enter a whole number from 1 to 10,000.'],
    [{ seed: [1, -1] }, 'Seed -1: Enter a whole number from 0.'],
    [{ network: ['compact', 'alexnet'] }, 'There is no network “alexnet”.'],
    [{ features: ['log-mel', 'plp'] }, 'There are no features “plp”.'],
    [{ features: ['log-mel', { kind: 'mel' }] }, 'There are no features “[object Object]”.'],
    [{ augmentation: ['none', 'much'] }, 'There is no augmentation “much”. Choose one of: none, standard.'],
    [{ 'optimizer.name': ['adam', 'lion'] }, 'Optimizer lion: Choose another value.'],
  ])('for an impossible value: %j', (vary, reason) => {
    const { runs, leftOut } = expand({ vary });
    expect(runs).toHaveLength(1);
    expect(leftOut).toMatchObject([{ reason }]);
  });

  it('but not complete feature settings of the user', () => {
    const own = { ...THESIS_MFCC, name: 'mine', coefficients: 40 };
    const { runs, leftOut } = expand({ vary: { features: ['log-mel', own] } });
    expect(leftOut).toEqual([]);
    expect(runs.map(({ varied }) => varied)).toEqual([{ features: 'log-mel' }, { features: 'mine' }]);
    expect(runs[1].settings.features).toEqual(own);
    const settings = { ...DEFAULT_SETTINGS, features: own };
    expect(expand({ settings, vary: { features: ['mine'] } }).runs[0].settings).toEqual(settings);
  });
});

describe('a grid is refused', () => {
  it.each(['epoch', 'optimizer.rate', '__proto__', 'startWeights.sha256', ''])(
    'with the unknown setting “%s”',
    (path) => {
      const vary = Object.fromEntries([[path, [1, 2]]]);
      expect(() => expand({ vary })).toThrow(expect.objectContaining({ code: 'unknown-setting' }));
    },
  );

  it('with too many combinations, before they are made', () => {
    const values = Array.from({ length: 2000 }, (_, index) => index);
    expect(() => expand({ vary: { seed: values, epochs: values, batchSize: values } })).toThrow(
      'The grid has 8,000,000,000 combinations. Vary fewer values: at most 1,000 are possible.',
    );
  });

  it('with no value of a setting: it has no runs', () => {
    expect(expand({ vary: { network: [] } })).toEqual({ runs: [], leftOut: [] });
  });
});

it('repeats with consecutive seeds', () => {
  expect(seedsFrom(7, 3)).toEqual([7, 8, 9]);
  expect(seedsFrom(7, 0)).toEqual([7]);
});
