import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mergeSettings, readConfig, withDefaultPreset } from '#cli/commands/run-config.ts';
import { resolveSettings } from '#core/training/settings.ts';
import { AUGMENTATIONS } from '#shared/settings/augmentation.ts';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';

function file(text: string | Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'settings.json');
  writeFileSync(path, text);
  return path;
}

describe('readConfig', () => {
  it('reads settings, a complete run, and a file with a byte order mark', async () => {
    expect(await readConfig(file('{"epochs": 3}'))).toEqual({ epochs: 3 });
    expect(await readConfig(file('\ufeff{"epochs": 3}\r\n'))).toEqual({ epochs: 3 });
    const run = { id: '20261122-1530-k3f9', settings: DEFAULT_SETTINGS, epochs: [] };
    expect(await readConfig(file(JSON.stringify(run)))).toEqual(DEFAULT_SETTINGS);
  });

  it('reads a run of version 0.1.0, in which features had another name', async () => {
    const { features, ...rest } = DEFAULT_SETTINGS;
    const { kind: _, ...recipe } = { ...features, name: 'mine', melBands: 40 };
    const run = { id: '20261122-1530-k3f9', settings: { ...rest, recipe } };
    const given = await readConfig(file(JSON.stringify(run)));
    expect(resolveSettings(given).features).toEqual({ ...features, name: 'mine', melBands: 40 });
    // An option overrides both names.
    expect(resolveSettings(mergeSettings(given, { features: 'log-mel' }))).toEqual(DEFAULT_SETTINGS);
  });

  it('rejects anything else with a reason', async () => {
    for (const [text, why] of [
      ['', 'is not JSON'],
      ['{"epochs": ', 'is not JSON'],
      ['[]', 'must contain one JSON object'],
      ['3', 'must contain one JSON object'],
      ['null', 'must contain one JSON object'],
      [Buffer.from([0xff, 0xfe, 0x00]), 'is not JSON'],
    ] as const) {
      await expect(readConfig(file(text))).rejects.toMatchObject({
        code: 'config-unreadable',
        message: expect.stringContaining(why),
      });
    }
    await expect(readConfig('/no/such/file.json')).rejects.toMatchObject({ code: 'config-unreadable' });
    await expect(readConfig(tmpdir())).rejects.toMatchObject({ code: 'config-unreadable' });
  });
});

describe('withDefaultPreset', () => {
  it('begins with the default preset where nothing else is the base', () => {
    expect(withDefaultPreset({}, false)).toEqual({ preset: 'accurate' });
    expect(withDefaultPreset({ epochs: 3, features: 'log-mel' }, false)).toEqual({
      preset: 'accurate',
      epochs: 3,
      features: 'log-mel',
    });
  });

  it('leaves another preset, a settings file and the defaults of an encoder', () => {
    expect(withDefaultPreset({ preset: 'quick' }, false)).toEqual({ preset: 'quick' });
    expect(withDefaultPreset({ epochs: 3 }, true)).toEqual({ epochs: 3 });
    expect(withDefaultPreset({ features: 'encoder:x' }, false)).toEqual({ features: 'encoder:x' });
  });
});

describe('mergeSettings', () => {
  const resolved = (given: RunSettingsInput, options: RunSettingsInput) =>
    resolveSettings(mergeSettings(given, options));

  it('lets each option override its setting', () => {
    expect(
      mergeSettings(
        { epochs: 3, seed: 1, protocol: { name: 'random', folds: 4 } },
        { epochs: 5, protocol: { folds: 8 } },
      ),
    ).toEqual({ epochs: 5, seed: 1, protocol: { name: 'random', folds: 8 } });
    expect(mergeSettings({}, {})).toEqual({});
  });

  it('accepts a name or a switch instead of a group', () => {
    const settings = resolved(
      {
        optimizer: 'sgd',
        protocol: 'k-fold-random',
        schedule: 'cosine',
        augmentation: 'none',
        earlyStopping: false,
      },
      {
        optimizer: { momentum: 0.9 },
        protocol: { folds: 3 },
        schedule: { warmupShare: 0.1 },
        augmentation: { noise: 0.3 },
        earlyStopping: { patience: 4 },
      },
    );
    expect(settings.optimizer).toEqual({ ...OPTIMIZER_DEFAULTS.sgd, momentum: 0.9 });
    expect(settings.protocol).toMatchObject({ name: 'k-fold-random', folds: 3 });
    expect(settings.schedule).toEqual({ kind: 'cosine', warmupShare: 0.1 });
    expect(settings.augmentation).toEqual({ ...AUGMENTATIONS.none, noise: 0.3 });
    expect(settings.earlyStopping).toMatchObject({ enabled: false, patience: 4 });
  });

  it('gives another optimizer its own defaults', () => {
    const given = { optimizer: { ...OPTIMIZER_DEFAULTS.rmsprop, learningRate: 0.5 } };
    expect(resolved(given, { optimizer: { name: 'adadelta' } }).optimizer).toEqual(
      OPTIMIZER_DEFAULTS.adadelta,
    );
    expect(resolved(given, { optimizer: { name: 'rmsprop', rho: 0.8 } }).optimizer).toEqual({
      ...given.optimizer,
      rho: 0.8,
    });
  });

  it('drops the fingerprint of other start weights', () => {
    const given = { startWeights: { from: '/a.h5', foldChannels: true, sha256: 'f'.repeat(64) } };
    expect(mergeSettings(given, { startWeights: { from: '/b.h5' } })).toEqual({
      startWeights: { from: '/b.h5' },
    });
    expect(mergeSettings(given, { startWeights: { from: '/a.h5' } })).toEqual(given);
  });

  it('returns the recorded settings of a run unchanged', () => {
    const recorded = JSON.parse(JSON.stringify(DEFAULT_SETTINGS));
    expect(resolved(recorded, {})).toEqual(DEFAULT_SETTINGS);
  });
});
