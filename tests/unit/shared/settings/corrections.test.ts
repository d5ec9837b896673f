import { expect, test } from 'vitest';
import { comparedSettings } from '#core/comparisons/compared-settings.ts';
import { varyingSettings } from '#core/comparisons/varying-settings.ts';
import { resolveSettings } from '#core/training/settings.ts';
import { settingsHashes } from '#core/training/settings-hash.ts';
import { requests } from '#shared/contract.ts';
import { correctionKey, type RecordedCorrection } from '#shared/corrections.ts';
import { MAX_CORRECTED_CLIPS } from '#shared/limits.ts';
import { valueProblem } from '#shared/message-problem.ts';
import { settingsThatCount } from '#shared/settings/canonical.ts';
import { DEFAULT_SETTINGS, type RunSettings, runSettingsSchema } from '#shared/settings/catalogue.ts';
import { flatSettings } from '#shared/settings/flat-settings.ts';
import { settingsByPath } from '#shared/settings/settings-by-path.ts';
import { settingsSummary } from '#shared/settings/summary.ts';

const recorded = (letter: string, label: string | null, note = '', path = 'a.wav'): RecordedCorrection => ({
  ...{ fingerprint: letter.repeat(64), own: 'neutral', label, path, corpus: 'TESS', note },
});
const withCorrections = (...corrections: RecordedCorrection[]): RunSettings => ({
  ...DEFAULT_SETTINGS,
  corrections,
});
const hashOf = (settings: RunSettings) =>
  settingsHashes(
    { settings, inputShape: [64, 151], clips: [{ row: 0, emotion: 0 }] },
    { name: 'random', train: [0], validation: [0], test: [0] },
  ).current;

test('records without the setting have no corrections, and mean what they meant', () => {
  const { corrections: _, ...older } = withCorrections();
  expect(runSettingsSchema.parse(older).corrections).toEqual([]);
  expect(settingsThatCount(withCorrections())).not.toHaveProperty('corrections');
  expect(settingsThatCount(DEFAULT_SETTINGS)).not.toHaveProperty('corrections');
});

test('can be given as a name, or as the list of a record', () => {
  expect(resolveSettings({}).corrections).toBeNull();
  expect(resolveSettings({ corrections: 'current' }).corrections).toBeNull();
  expect(resolveSettings({ corrections: 'none' }).corrections).toEqual([]);
  const list = [recorded('a', 'happy')];
  expect(resolveSettings({ corrections: list }).corrections).toEqual(list);
  for (const wrong of ['other', 3, [{ ...list[0], fingerprint: 'x' }], [{ ...list[0], label: '<b>' }]]) {
    expect(() => resolveSettings({ corrections: wrong as never })).toThrow(
      expect.objectContaining({ code: 'invalid-settings' }),
    );
  }
});

test('labels and exclusions are in the hash and in groups; notes, files and the order are not', () => {
  const one = withCorrections(recorded('a', 'happy', 'sure'), recorded('b', null));
  const same = withCorrections(recorded('b', null, 'noise'), recorded('a', 'happy', '', 'other.wav'));
  const others = [
    withCorrections(),
    withCorrections(recorded('a', 'sad'), recorded('b', null)),
    withCorrections(recorded('a', 'happy')),
    withCorrections(recorded('a', null), recorded('b', null)),
  ];
  expect(hashOf(same)).toBe(hashOf(one));
  expect(settingsByPath(same)).toEqual(settingsByPath(one));
  expect(new Set([one, ...others].map(hashOf)).size).toBe(5);
  expect(new Set([one, ...others].map((settings) => JSON.stringify(settingsByPath(settings)))).size).toBe(5);
});

test('is one row of a table, which differs where the corrections differ', () => {
  const rows = (settings: RunSettings) => flatSettings(settings).filter(({ path }) => path === 'corrections');
  expect(rows(withCorrections())).toEqual([]);
  expect(rows(DEFAULT_SETTINGS)).toEqual([]);
  const [{ value }] = rows(withCorrections(recorded('a', 'happy'), recorded('b', null)));
  expect(value).toMatch(/^1 clip relabelled, 1 excluded \(list [0-9a-f]{6}\)$/);
  const settings = [withCorrections(recorded('a', 'happy')), withCorrections(recorded('c', 'happy'))];
  const compared = comparedSettings(settings.map((one) => [{ settings: one } as never]));
  expect(compared.find(({ path }) => path === 'corrections')).toMatchObject({ differs: true });
  const varying = varyingSettings(settings.map((one) => ({ settings: one }) as never));
  expect(varying.settings).toEqual([{ path: 'corrections', label: 'Corrections' }]);
  expect(settingsSummary(settings[0])).toContain('corrections: 1 clip relabelled');
});

test('the clips of the largest change fit into a message of a page', () => {
  const clips = Array.from({ length: MAX_CORRECTED_CLIPS }, (_, number) =>
    correctionKey({ fingerprint: number.toString(16).padStart(64, '0'), own: 'enthusiasm' }),
  );
  const input = { clips, change: { excluded: true, note: 'x' } };
  expect(valueProblem(input)).toBeNull();
  expect(requests['corrections.set'].input.safeParse(input).success).toBe(true);
});
