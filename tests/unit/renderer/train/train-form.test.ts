import { describe, expect, it } from 'vitest';
import {
  changeSettings,
  formLack,
  formOf,
  gridRuns,
  parseSeeds,
} from '../../../../src/renderer/pages/train/train-form.ts';
import { perEmotion } from '../../../../src/shared/emotions.ts';
import type { LibraryFolder } from '../../../../src/shared/library.ts';
import { RECIPES } from '../../../../src/shared/recipes.ts';
import { OPTIMIZER_DEFAULTS, runSettingsSchema } from '../../../../src/shared/runs.ts';

const DEFAULT_SETTINGS = runSettingsSchema.parse({
  recipe: RECIPES['log-mel'],
  protocol: { name: 'speaker-independent' },
  optimizer: OPTIMIZER_DEFAULTS.adamw,
  schedule: { kind: 'cosine', warmupShare: 0.1 },
  earlyStopping: { startEpoch: 24 },
});

const folder = (name: string, change: Partial<LibraryFolder> = {}): LibraryFolder => ({
  folder: `/corpora/${name}`,
  addedAt: '2026-11-22T10:00:00.000Z',
  scannedAt: '2026-11-22T10:00:00.000Z',
  there: true,
  corpora: [
    {
      name,
      layout: 'ravdess',
      folder: `/corpora/${name}`,
      clips: 70,
      speakers: 2,
      emotions: perEmotion(() => 10),
      synthetic: false,
    },
  ],
  clips: 70,
  durationSeconds: 200,
  problems: 0,
  voices: { female: 1, male: 1, unknown: 0 },
  sampleRatesHz: [16_000],
  ...change,
});

const form = () => formOf({ name: 'default', settings: DEFAULT_SETTINGS }, [folder('A'), folder('B')]);

describe('the form of a preset', () => {
  it('takes every corpus that is there and has clips', () => {
    const library = [folder('A'), folder('B', { there: false }), folder('C', { clips: 0 })];
    expect(formOf({ name: 'default', settings: DEFAULT_SETTINGS }, library).folders).toEqual(['/corpora/A']);
  });

  it('means one run with the preset’s own settings', () => {
    expect(gridRuns(form()).map(({ settings }) => settings)).toEqual([DEFAULT_SETTINGS]);
  });
});

describe('seeds', () => {
  it.each([
    ['7', [7]],
    ['7, 8 9;10', [7, 8, 9, 10]],
    ['7 7', [7]],
    ['', null],
    ['-1', null],
    ['1.5', null],
    ['seven', null],
    ['9007199254740993', null],
  ])('of “%s”', (text, seeds) => {
    expect(parseSeeds(text)).toEqual(seeds);
  });
});

describe('a grid', () => {
  it('has one run for each combination, each named apart', () => {
    const runs = gridRuns({
      ...form(),
      networks: ['compact', 'vgg19'],
      protocols: ['random', 'speaker-independent'],
      seeds: '1 2 3',
    });
    expect(runs).toHaveLength(12);
    expect(new Set(runs.map(({ key }) => key)).size).toBe(12);
    expect(runs[4].settings).toMatchObject({
      network: 'compact',
      protocol: { name: 'speaker-independent' },
      seed: 2,
    });
  });

  it('has none while the seeds cannot be read', () => {
    expect(gridRuns({ ...form(), seeds: 'x' })).toEqual([]);
  });
});

describe('what is lacking', () => {
  it('is nothing at first', () => expect(formLack(form())).toBeNull());

  it.each([
    [{ folders: [] }, /corpus/],
    [{ networks: [] }, /network/],
    [{ protocols: [] }, /protocol/],
    [{ seeds: 'a' }, /seeds/],
    [{ settings: { ...DEFAULT_SETTINGS, epochs: 0 } }, /epoch/],
  ])('is said: %o', (change, words) => {
    expect(formLack({ ...form(), ...change })).toMatch(words);
  });
});

describe('the epoch from which early stopping counts', () => {
  it('follows the number of epochs', () => {
    expect(changeSettings(DEFAULT_SETTINGS, { epochs: 10 }).earlyStopping.startEpoch).toBe(8);
    const constant = changeSettings(DEFAULT_SETTINGS, { schedule: { kind: 'constant', warmupShare: 0 } });
    expect(constant.earlyStopping.startEpoch).toBe(0);
  });

  it('stays where the user put it', () => {
    const byHand = changeSettings(DEFAULT_SETTINGS, {
      earlyStopping: { ...DEFAULT_SETTINGS.earlyStopping, startEpoch: 3 },
    });
    expect(changeSettings(byHand, { epochs: 100 }).earlyStopping.startEpoch).toBe(3);
  });
});
