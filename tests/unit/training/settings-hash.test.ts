import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { settingsHashes } from '#core/training/settings-hash.ts';
import { canonicalJson, settingsThatCount } from '#shared/settings/canonical.ts';
import { DEFAULT_SETTINGS, type RunSettings, runSettingsSchema } from '#shared/settings/catalogue.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';

const split = { name: 'random', train: [0], validation: [1], test: [2] };
const clips = [0, 1, 2].map((row) => ({ row, emotion: row }));
const jobOf = (change: Partial<RunSettings> = {}) => ({
  settings: { ...DEFAULT_SETTINGS, ...change },
  inputShape: [64, 151] as [number, number],
  clips,
});

describe('the hash of a checkpoint', () => {
  it('does not depend on the order of fields, the engine or the seconds between checkpoints', () => {
    const { current } = settingsHashes(jobOf(), split);
    const reversed = Object.fromEntries(Object.entries(DEFAULT_SETTINGS).reverse()) as RunSettings;
    expect(settingsHashes({ ...jobOf(), settings: reversed }, split).current).toBe(current);
    expect(settingsHashes(jobOf({ engine: 'wasm', checkpointSeconds: 3 }), split).current).toBe(current);
  });

  it('depends on everything else, defaults included', () => {
    const changes: Partial<RunSettings>[] = [
      {},
      { seed: 8 },
      { batchSize: 17 },
      { storage: 'float16' },
      { freezeUpTo: 'stem' },
      { startWeights: { from: '/a.h5', foldChannels: false, sha256: null } },
      { startWeights: { from: '/a.h5', foldChannels: true, sha256: null } },
      { augmentation: { ...DEFAULT_SETTINGS.augmentation, noise: 0 } },
      { features: { ...LOG_MEL, topDb: null } },
    ];
    const hashes = changes.map((change) => settingsHashes(jobOf(change), split).current);
    expect(new Set(hashes).size).toBe(changes.length);
    const others = [
      { ...split, train: [1] },
      { ...split, name: 'other' },
    ];
    for (const other of others) expect(hashes).not.toContain(settingsHashes(jobOf(), other).current);
  });

  it('leaves out what has the value with which a setting is as if it did not exist', () => {
    const counting = settingsThatCount(DEFAULT_SETTINGS);
    expect(counting).not.toHaveProperty('startWeights');
    expect(counting).not.toHaveProperty('freezeUpTo');
    // A default that is not that value stays: it may be another in a later version.
    expect(counting).toMatchObject({ batchSize: 16, augmentation: { timeMaskFrames: 16, noise: 0.1 } });
  });

  it('is the one of version 0.1.0 too, made as that version made it', () => {
    const { kind: _, ...recipe } = DEFAULT_SETTINGS.features;
    const { network, protocol, seed, epochs, batchSize, optimizer, schedule, earlyStopping } =
      DEFAULT_SETTINGS;
    const { classWeights, labelSmoothing, clipNorm } = DEFAULT_SETTINGS;
    const { frequencyMasks, frequencyMaskBands, timeMasks, timeMaskFrames, noise, shiftFrames } =
      DEFAULT_SETTINGS.augmentation;
    const augmentation = {
      frequencyMasks,
      frequencyMaskBands,
      timeMasks,
      timeMaskFrames,
      noise,
      shiftFrames,
    };
    const then = {
      ...{ network, recipe, protocol, seed, epochs, batchSize, optimizer, schedule, earlyStopping },
      ...{ classWeights, labelSmoothing, clipNorm, augmentation },
    };
    const hash = createHash('sha256')
      .update(JSON.stringify([then, [64, 151], clips, split]))
      .digest('hex');
    expect(settingsHashes(jobOf(), split).former).toEqual([hash]);
  });

  it('changes with a setting that version 0.1.0 did not know only where it is used', () => {
    const { shiftBands: _, ...before } = DEFAULT_SETTINGS.augmentation;
    const old = runSettingsSchema.parse({ ...DEFAULT_SETTINGS, augmentation: before });
    expect(old.augmentation.shiftBands).toBe(0);
    const { current, former } = settingsHashes(jobOf(), split);
    expect(settingsHashes({ ...jobOf(), settings: old }, split)).toEqual({ current, former });
    expect(former).toHaveLength(1);
    const used = settingsHashes(jobOf({ augmentation: { ...old.augmentation, shiftBands: 2 } }), split);
    expect(used.current).not.toBe(current);
    expect(used.former).toEqual([]);
  });

  it('does not depend on the rows of clips with fingerprints, and still accepts what earlier versions wrote', () => {
    const known = clips.map((clip) => ({ ...clip, fingerprint: `${clip.row}`.padStart(64, '0') }));
    const moved = known.map((clip) => ({ ...clip, row: 9 - clip.row }));
    const { current, former } = settingsHashes({ ...jobOf(), clips: known }, split);
    expect(settingsHashes({ ...jobOf(), clips: moved }, split).current).toBe(current);
    const other = known.map((clip) => ({ ...clip, fingerprint: 'f'.repeat(64) }));
    expect(settingsHashes({ ...jobOf(), clips: other }, split).current).not.toBe(current);
    const before = settingsHashes(jobOf(), split);
    expect(former).toEqual([before.current, ...before.former]);
  });

  it('sorts the keys of JSON at every depth, and leaves lists as they are', () => {
    expect(canonicalJson({ b: 1, a: { d: [2, 1], c: null } })).toBe('{"a":{"c":null,"d":[2,1]},"b":1}');
  });
});
