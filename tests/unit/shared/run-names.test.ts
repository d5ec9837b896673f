import { describe, expect, it } from 'vitest';
import { resolveSettings } from '#core/training/settings.ts';
import {
  defaultRunName,
  distinctTitles,
  gridName,
  gridRunName,
  settingPart,
  type TitledRun,
} from '#shared/run-names.ts';
import { AUGMENTATIONS } from '#shared/settings/augmentation.ts';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';

describe('the default name of a run', () => {
  it.each<[RunSettingsInput, string]>([
    [{}, 'compact · seed 7'],
    [{ seed: 8 }, 'compact · seed 8'],
    [{ protocol: 'k-fold-speakers' }, 'compact · k-fold-speakers · seed 7'],
    [{ epochs: 50 }, 'compact · max epochs 50 · seed 7'],
    [{ network: 'vgg19', features: 'thesis-mfcc' }, 'vgg19 · thesis-mfcc · seed 7'],
    [{ preset: 'thesis-vgg19' }, 'vgg19 · random · seed 7'],
    [{ preset: 'thesis-vgg19', optimizer: { momentum: 0.9 } }, 'vgg19 · random · momentum 0.9 · seed 7'],
    [{ protocol: { testShare: 0.3 } }, 'compact · test 30 % · seed 7'],
    [{ preset: 'accurate' }, 'compact-2 · seed 7'],
    [{ preset: 'accurate', epochs: 50 }, 'compact-2 · max epochs 50 · seed 7'],
    // Not the name of a run of `quick`.
    [{ preset: 'accurate', network: 'compact' }, 'compact · accurate · seed 7'],
    [{ preset: 'accurate', network: 'vgg19' }, 'vgg19 · accurate · seed 7'],
    [
      { epochs: 50, batchSize: 8, labelSmoothing: 0, clipNorm: 0 },
      'compact · max epochs 50 · batch size 8 · label smoothing 0 · … · seed 7',
    ],
  ])('%j', (input, name) => {
    expect(defaultRunName(resolveSettings(input))).toBe(name);
  });

  it('in a grid has the network and what varies', () => {
    expect(gridRunName(DEFAULT_SETTINGS, { seed: 8 })).toBe('compact · seed 8');
    expect(
      gridRunName(
        { ...DEFAULT_SETTINGS, augmentation: AUGMENTATIONS.none },
        { network: 'compact', 'optimizer.learningRate': 0.01, augmentation: 'none', seed: 8 },
      ),
    ).toBe('compact · learning rate 0.01 · no augmentation · seed 8');
    expect(gridName(['network', 'optimizer.learningRate', 'seed'])).toBe('network × learning rate × seed');
  });

  it('names a switch by what it does', () => {
    expect(defaultRunName(resolveSettings({ seed: 7, earlyStopping: false }))).toBe(
      'compact · no early stopping · seed 7',
    );
    expect(settingPart('earlyStopping.enabled', true)).toBe('early stopping');
    expect(gridName(['network', 'earlyStopping.enabled'])).toBe('network × early stopping');
  });

  it('fits into the log', () => {
    expect(gridRunName(DEFAULT_SETTINGS, { freezeUpTo: 'x'.repeat(300) })).toHaveLength(200);
  });
});

const run = (id: string, change: Partial<TitledRun> = {}): TitledRun => ({
  id,
  name: 'try',
  grid: null,
  createdAt: '2026-11-22T10:00:00.000Z',
  network: 'compact',
  features: 'log-mel',
  protocol: 'random',
  corpora: ['RAVDESS'],
  seed: 7,
  ...change,
});
const titles = (...runs: TitledRun[]) => [...distinctTitles(runs).values()];

describe('the titles of runs', () => {
  it('are their names where these differ', () => {
    expect(titles(run('a', { name: 'one' }), run('b', { name: 'two' }))).toEqual(['one', 'two']);
  });

  it('have what differs where names are equal', () => {
    expect(titles(run('a'), run('b', { seed: 8 }))).toEqual(['try · seed 7', 'try · seed 8']);
    expect(titles(run('a', { network: 'vgg19' }), run('b', { seed: 8 }), run('c', { name: 'x' }))).toEqual([
      'try · vgg19 · seed 7',
      'try · compact · seed 8',
      'x',
    ]);
    expect(titles(run('a', { grid: 'first' }), run('b'))).toEqual(['try · first', 'try']);
  });

  it('have the date, then the id, where nothing else differs', () => {
    const [first, second] = titles(run('a'), run('b', { createdAt: '2026-11-23T10:00:00.000Z' }));
    expect(first).toMatch(/^try · 2026-11-2\d \d\d:\d\d$/);
    expect(second).not.toBe(first);
    expect(titles(run('a'), run('b'))).toEqual([
      expect.stringMatching(/^try · 2026-11-2\d \d\d:\d\d · a$/),
      expect.stringMatching(/ · b$/),
    ]);
  });

  it('are never equal, whatever the names', () => {
    const all = titles(
      run('a', { name: 'try · seed 7' }),
      run('b'),
      run('c', { seed: 8 }),
      run('d', { seed: 8 }),
      run('e', { name: '' }),
      run('f', { name: '' }),
    );
    expect(new Set(all).size).toBe(6);
  });

  it('of ten thousand equal runs are made without a long task', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => run(`id${index}`, { seed: index % 7 }));
    expect(new Set(titles(...many)).size).toBe(10_000);
  });
});
