import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';
import { settingsByPath, withDependentSettings } from '#shared/settings/settings-by-path.ts';

test('settings by path have an entry for each setting that counts', () => {
  const byPath = settingsByPath({ ...DEFAULT_SETTINGS, seed: 3 });
  expect(byPath).toMatchObject({
    network: 'compact',
    seed: 3,
    'protocol.name': 'speaker-independent',
    'augmentation.noise': 0.1,
  });
  expect(byPath.features).toEqual(DEFAULT_SETTINGS.features);
  expect(Object.keys(byPath).filter((path) => /^startWeights|^freezeUpTo|shiftBands/.test(path))).toEqual([]);
});

test('a setting takes along those that depend on it, and a group all of its settings', () => {
  expect([...withDependentSettings(['seed'])]).toEqual(['seed']);
  expect([...withDependentSettings(['protocol.name'])]).toEqual([
    'protocol.name',
    'protocol.folds',
    'protocol.validationShare',
    'protocol.testShare',
  ]);
  expect([...withDependentSettings(['startWeights'])]).toEqual([
    'startWeights.from',
    'startWeights.foldChannels',
    'startWeights.sha256',
  ]);
  expect(withDependentSettings([]).size).toBe(0);
  expect(() => withDependentSettings(['seed', 'constructor'])).toThrow(
    expect.objectContaining({ code: 'unknown-setting' }),
  );
});
