import { describe, expect, it } from 'vitest';
import { NETWORK_DEFINITIONS } from '#core/models/registry.ts';
import { resolveSettings } from '#core/training/settings.ts';
import { hasOnlySynthetic, loadCorpora, saveCorpora } from '#renderer/pages/train/remembered-corpora.ts';
import {
  formLack,
  formOf,
  formRuns,
  isUsedInForm,
  nameOfGrid,
  type TrainForm,
  toggleVary,
  withNetwork,
  withSetting,
  withVaried,
} from '#renderer/pages/train/train-form.ts';
import { EMOTIONS, perEmotion } from '#shared/emotions.ts';
import type { LibraryFolder } from '#shared/library.ts';
import { AUGMENTATIONS } from '#shared/settings/augmentation.ts';
import { DEFAULT_SETTINGS, settingAt } from '#shared/settings/catalogue.ts';
import { changeSetting } from '#shared/settings/change-setting.ts';
import { FEATURES } from '#shared/settings/features.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';

const folder = (
  name: string,
  { synthetic = false, ...change }: Partial<LibraryFolder> & { synthetic?: boolean } = {},
): LibraryFolder => ({
  folder: `/corpora/${name}`,
  addedAt: '2026-11-22T10:00:00.000Z',
  scannedAt: '2026-11-22T10:00:00.000Z',
  there: true,
  otherWords: false,
  corpora: [
    {
      name,
      layout: 'ravdess',
      folder: `/corpora/${name}`,
      clips: 70,
      speakers: 2,
      emotions: perEmotion(EMOTIONS, () => 10),
      synthetic,
    },
  ],
  clips: 70,
  durationSeconds: 200,
  problems: 0,
  voices: { female: 1, male: 1, unknown: 0 },
  sampleRatesHz: [16_000],
  ...change,
});

const networks = NETWORK_DEFINITIONS.map(({ name, kind = 'mel' as const, features, minInput = 1 }) => ({
  name,
  kind,
  features,
  minInput,
}));
const form = (change: Partial<TrainForm> = {}): TrainForm => ({
  ...formOf({ name: 'default', settings: DEFAULT_SETTINGS }, ['/corpora/A']),
  ...change,
});
const runsOf = (change: Partial<TrainForm> = {}) => formRuns(form(change), networks);

/** A store like the browser's. */
function textStore() {
  const texts = new Map<string, string>();
  return {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
  };
}

describe('the corpora', () => {
  it('are at first all that are there, have clips and are recorded', () => {
    const library = [
      folder('A'),
      folder('B', { there: false }),
      folder('C', { clips: 0 }),
      folder('D', { synthetic: true }),
    ];
    expect(loadCorpora(textStore(), library)).toEqual(['/corpora/A']);
    expect(loadCorpora(null, library)).toEqual(['/corpora/A']);
  });

  it('are synthetic where there are no others', () => {
    const library = [folder('A', { there: false }), folder('D', { synthetic: true })];
    expect(loadCorpora(textStore(), library)).toEqual(['/corpora/D']);
  });

  it('are those that the user has left ticked; new ones as at first', () => {
    const store = textStore();
    const library = [folder('A'), folder('B'), folder('D', { synthetic: true })];
    const first = loadCorpora(store, library);
    expect(first).toEqual(['/corpora/A', '/corpora/B']);
    saveCorpora(store, first, ['/corpora/A', '/corpora/D']);
    const later = [...library, folder('E'), folder('F', { synthetic: true })];
    expect(loadCorpora(store, later)).toEqual(['/corpora/A', '/corpora/D', '/corpora/E']);
    saveCorpora(store, ['/corpora/A', '/corpora/D'], ['/corpora/A']);
    expect(loadCorpora(store, library)).toEqual(['/corpora/A']);
  });

  it.each(['', 'x', '[]', 'null', '7', '{"/corpora/A":"no"}'])('survive a damaged store: “%s”', (text) => {
    const store = textStore();
    store.setItem('train:corpora', text);
    expect(loadCorpora(store, [folder('A')])).toEqual(['/corpora/A']);
  });

  it('survive a store that is full', () => {
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    expect(() => saveCorpora(full, [], ['/corpora/A'])).not.toThrow();
  });
});

describe('the runs of a form', () => {
  it('of a preset are one run with its own settings', () => {
    expect(runsOf()).toEqual({
      runs: [{ settings: DEFAULT_SETTINGS, varied: {} }],
      leftOut: [],
      lack: null,
      isGrid: false,
    });
  });

  it('are one for each combination of varied settings and seeds', () => {
    const { runs, isGrid } = runsOf({
      vary: {
        network: ['compact', 'vgg19'],
        'protocol.name': ['random', 'speaker-independent'],
        'optimizer.learningRate': '0.001, 0.01',
      },
      repeats: 3,
    });
    expect([runs.length, isGrid]).toEqual([24, true]);
    expect(runs[1].varied).toEqual({
      network: 'compact',
      'protocol.name': 'random',
      'optimizer.learningRate': 0.001,
      seed: 8,
    });
    // Each network with the features that it was designed for.
    expect(new Set(runs.map(({ settings }) => `${settings.network} ${settings.features.name}`))).toEqual(
      new Set(['compact log-mel', 'vgg19 thesis-mfcc']),
    );
  });

  it('have the same features if the user wants that, and leave out what does not fit', () => {
    const { runs, leftOut } = runsOf({ vary: { network: ['compact', 'inceptionv3'] }, ownFeatures: false });
    expect(runs.map(({ settings }) => settings.network)).toEqual(['compact']);
    expect(leftOut).toMatchObject([{ varied: { network: 'inceptionv3' } }]);
  });

  it('keep the chosen features of a single network', () => {
    const settings = { ...DEFAULT_SETTINGS, network: 'vgg19' };
    expect(runsOf({ settings }).runs[0].settings.features.name).toBe('log-mel');
  });

  it('take typed percentages as shares', () => {
    const { runs } = runsOf({ vary: { 'protocol.testShare': '10..30 step 10' } });
    expect(runs.map(({ settings }) => settings.protocol.testShare)).toEqual([0.1, 0.2, 0.3]);
  });

  it('have varied seeds instead of a number of seeds', () => {
    const { runs } = runsOf({ vary: { seed: '1..3' }, repeats: 5 });
    expect(runs.map(({ settings }) => settings.seed)).toEqual([1, 2, 3]);
  });

  it('are none, with the reason, for too many combinations', () => {
    const { runs, lack } = runsOf({ vary: { seed: '1..500', epochs: '1..500' } });
    expect(runs).toEqual([]);
    expect(lack).toMatch(/^The grid has 250,000 combinations/);
  });
});

describe('what is lacking', () => {
  it('is nothing at first', () => expect(formLack(form())).toBeNull());

  it.each<[Partial<TrainForm>, RegExp]>([
    [{ folders: [] }, /corpus/],
    [{ vary: { network: [] } }, /^Network: Choose at least one value/],
    [{ vary: { 'protocol.name': [] } }, /^Protocol: Choose at least one value/],
    [{ vary: { seed: 'a' } }, /^Seed: “a” is not a number/],
    [{ vary: { augmentation: [] } }, /^Augmentation: Choose/],
    [{ repeats: Number.NaN }, /^Number of seeds: Enter a whole number/],
    [{ repeats: 0 }, /^Number of seeds: Enter a whole number from 1 to 100/],
    [{ repeats: 2.5 }, /^Number of seeds/],
    [{ settings: { ...DEFAULT_SETTINGS, epochs: 0 } }, /^Max epochs: Enter a whole number from 1/],
    [{ settings: { ...DEFAULT_SETTINGS, seed: -1 } }, /^Seed: Enter a whole number from 0/],
  ])('is said: %o', (change, words) => {
    expect(formLack(form(change))).toMatch(words);
    expect(runsOf(change).runs).toEqual([]);
  });

  it('is not a value that is varied', () => {
    const settings = { ...DEFAULT_SETTINGS, epochs: Number.NaN };
    expect(formLack(form({ settings, vary: { epochs: '10, 20' } }))).toBeNull();
  });
});

describe('a varied setting', () => {
  it.each<[string, unknown]>([
    ['batchSize', '16'],
    ['protocol.testShare', '20'],
    ['optimizer.learningRate', '0.002'],
    ['optimizer.name', ['adamw']],
    ['network', ['compact']],
    ['features', ['log-mel']],
    ['earlyStopping.enabled', 'on, off'],
    ['freezeUpTo', 'none'],
    ['startWeights.from', 'none'],
    ['augmentation', ['none', 'standard']],
  ])('%s starts with its value, which is one run, and ends with it', (path, input) => {
    const varied = toggleVary(form(), path);
    expect(varied.vary).toEqual({ [path]: input });
    const { lack, runs } = formRuns(varied, networks);
    expect([lack, runs.length]).toEqual([null, path === 'augmentation' || input === 'on, off' ? 2 : 1]);
    expect(runs.map(({ settings }) => settings)).toContainEqual(DEFAULT_SETTINGS);
    expect(toggleVary(varied, path)).toMatchObject({ vary: {}, settings: DEFAULT_SETTINGS });
  });

  it('leaves its first value when it is not varied any more', () => {
    const varied = withVaried(form(), 'batchSize', '8, 32');
    expect(toggleVary(varied, 'batchSize').settings.batchSize).toBe(8);
    expect(toggleVary(withVaried(form(), 'batchSize', 'x'), 'batchSize').settings.batchSize).toBe(16);
  });

  it('makes settings count that have an effect with one of its values', () => {
    const momentum = settingAt('optimizer.momentum');
    expect(isUsedInForm(form(), momentum)).toBe(false);
    expect(isUsedInForm(withVaried(form(), 'optimizer.name', ['adamw', 'sgd']), momentum)).toBe(true);
    expect(isUsedInForm(withVaried(form(), 'optimizer.name', ['adamw']), momentum)).toBe(false);
  });
});

describe('the name of a grid', () => {
  const now = new Date('2026-11-22T10:00:00Z');
  const named = (change: Partial<TrainForm>) => nameOfGrid(form(change), runsOf(change).runs, now);

  it('is the user’s, or what varies and when', () => {
    expect(named({ name: ' first ', repeats: 2 })).toBe('first');
    expect(named({ repeats: 2 })).toMatch(/^compact: seed · 2026-11-22 \d\d:\d\d$/);
    const vary = { network: ['compact', 'resnet101v2'], batchSize: '8, 16' };
    expect(named({ vary, repeats: 2 })).toMatch(/^network × batch size × seed · 2026/);
  });
});

describe('another network', () => {
  it('brings the features that it was designed for', () => {
    const next = withNetwork(form(), 'vgg19', networks, FEATURES);
    expect(next.settings).toMatchObject({ network: 'vgg19', features: { name: 'thesis-mfcc' } });
    expect(withNetwork(next, 'compact', networks, FEATURES).settings.features.name).toBe('log-mel');
  });

  it('keeps features that the user has chosen', () => {
    const chosen = withSetting(form(), 'features', FEATURES['thesis-mfcc']);
    expect(withNetwork(chosen, 'resnet101v2', networks, FEATURES).settings.features.name).toBe('thesis-mfcc');
    const own = withSetting(form(), 'features', { ...FEATURES['log-mel'], name: 'mine' });
    expect(withNetwork(own, 'vgg19', networks, FEATURES).settings.features.name).toBe('mine');
  });
});

describe('the epochs of early stopping', () => {
  it('follows the number of epochs', () => {
    expect(changeSetting(DEFAULT_SETTINGS, 'epochs', 10).earlyStopping.startEpoch).toBe(8);
    expect(changeSetting(DEFAULT_SETTINGS, 'schedule.kind', 'constant').earlyStopping.startEpoch).toBe(0);
  });

  it('follows a number typed after an empty field', () => {
    const empty = changeSetting(DEFAULT_SETTINGS, 'epochs', Number.NaN);
    expect(changeSetting(empty, 'epochs', 12).earlyStopping.startEpoch).toBe(9);
  });

  it('have a patience that follows what is watched', () => {
    const patience = (path: string, value: unknown, from = DEFAULT_SETTINGS) =>
      changeSetting(from, path, value).earlyStopping.patience;
    expect(patience('epochs', 10)).toBe(1);
    expect(patience('epochs', 100)).toBe(10);
    expect(patience('earlyStopping.startEpoch', 10)).toBe(10);
    const byHand = changeSetting(DEFAULT_SETTINGS, 'earlyStopping.patience', 7);
    expect(patience('epochs', 100, byHand)).toBe(7);
  });

  it('stays where the user put it', () => {
    const byHand = changeSetting(DEFAULT_SETTINGS, 'earlyStopping.startEpoch', 3);
    expect(changeSetting(byHand, 'epochs', 100).earlyStopping.startEpoch).toBe(3);
  });
});

describe('a changed setting', () => {
  it('stores float32 again with another engine, which would refuse float16', () => {
    const half = changeSetting(changeSetting(DEFAULT_SETTINGS, 'engine', 'webgpu'), 'storage', 'float16');
    expect(half).toMatchObject({ engine: 'webgpu', storage: 'float16' });
    expect(changeSetting(half, 'seed', 1).storage).toBe('float16');
    expect(changeSetting(half, 'engine', 'wasm').storage).toBe('float32');
  });

  it('gives another optimizer its own defaults', () => {
    expect(changeSetting(DEFAULT_SETTINGS, 'optimizer.name', 'adadelta').optimizer).toEqual(
      OPTIMIZER_DEFAULTS.adadelta,
    );
    expect(changeSetting(DEFAULT_SETTINGS, 'optimizer.learningRate', 0.5).optimizer).toEqual({
      ...DEFAULT_SETTINGS.optimizer,
      learningRate: 0.5,
    });
  });

  it('leaves augmentation that is switched off and on as the command line has it', () => {
    const off = changeSetting(DEFAULT_SETTINGS, 'augmentation', AUGMENTATIONS.none);
    const on = changeSetting(off, 'augmentation', AUGMENTATIONS.standard);
    expect(on.augmentation).toEqual(resolveSettings({}).augmentation);
    expect(on.augmentation.timeMaskFrames).toBe(16);
    expect(resolveSettings({ augmentation: 'none' }).augmentation).toEqual(off.augmentation);
  });

  it('keeps a value that is out of range, and says what is wrong', () => {
    const settings = changeSetting(DEFAULT_SETTINGS, 'epochs', 20_000);
    expect(settings.epochs).toBe(20_000);
    expect(formLack({ ...form(), settings })).toBe('Max epochs: Enter a whole number from 1 to 10,000.');
  });
});

it('only sample voices are known as such', () => {
  const sample = folder('D', { synthetic: true });
  expect(hasOnlySynthetic([sample])).toBe(true);
  expect(hasOnlySynthetic([sample, folder('A')])).toBe(false);
  // A folder in which nothing was found does not count.
  expect(hasOnlySynthetic([sample, folder('A', { clips: 0 })])).toBe(true);
});
