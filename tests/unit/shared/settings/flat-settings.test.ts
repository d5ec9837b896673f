import { expect, it } from 'vitest';
import { resolveSettings } from '#core/training/settings.ts';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';
import { flatSettings } from '#shared/settings/flat-settings.ts';
import { MEL_FIELDS, melFeaturesSchema } from '#shared/settings/mel-features.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import { writeTinyEncoder } from '../../../tiny-encoder.ts';

it('has one row for each field of the features, with words and units', () => {
  const rows = flatSettings(resolveSettings({ features: 'log-mel' }));
  const row = (path: string) => rows.find((one) => one.path === path);
  expect(row('features.sampleRateHz')).toMatchObject({ label: 'Features: sample rate', value: '16000 Hz' });
  expect(row('features.trim.belowDb')).toMatchObject({
    label: 'Features: silence below the loudest frame',
    value: '40 dB',
  });
  expect(row('features.coefficients')).toBeUndefined();
  expect(row('epochs')?.value).toMatch(/^30/);
});

it('has words for every field', () => {
  const words = new Set(Object.keys(MEL_FIELDS).map((path) => path.split('.')[0]));
  for (const key of Object.keys(melFeaturesSchema.shape)) {
    if (key !== 'kind' && key !== 'name') expect(words, key).toContain(key);
  }
});

it('has words for every field of an encoder', () => {
  const rows = flatSettings({ ...DEFAULT_SETTINGS, features: writeTinyEncoder(temporaryFolder()) });
  const features = rows.filter(({ path }) => path.startsWith('features.'));
  expect(features.find(({ path }) => path === 'features.files.0.sha256')?.label).toBe(
    'Features: SHA-256 of the file',
  );
  for (const { path, label } of features) expect(label, path).not.toMatch(/[a-z][A-Z]|\.\w/);
});
