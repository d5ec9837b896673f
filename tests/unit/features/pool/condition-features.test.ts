import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyEffect, effectRandom } from '#core/audio/effects/apply-effect.ts';
import { encodeWav } from '#core/audio/wav/wav.ts';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { extractConditionFeatures } from '#core/features/pool/condition-features.ts';
import type { FeatureSettings } from '#shared/settings/features.ts';
import { THESIS_MFCC } from '#shared/settings/mel-features.ts';
import type { SoundEffect } from '#shared/sound-effects.ts';
import { decodeWav, soundFingerprint } from '../../../decode-wav.ts';
import { ENTRIES } from '../../../program-scripts.ts';

const SETTINGS: FeatureSettings = { ...THESIS_MFCC, durationSeconds: 0.2 };
const EFFECTS: (SoundEffect | null)[] = [
  null,
  { kind: 'noise', colour: 'pink', snrDb: 5 },
  { kind: 'speed', factor: 1.1 },
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'condition-features-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function writeClip(name: string, pitchHz: number, rate = 16_000) {
  const samples = Float32Array.from(
    { length: rate * 0.3 },
    (_, n) => 0.3 * Math.sin((2 * Math.PI * pitchHz * n) / rate),
  );
  const bytes = encodeWav(samples, rate);
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return { path, bytes, fingerprint: soundFingerprint(bytes) };
}

const extract = (clips: readonly { path: string; fingerprint: string }[], signal?: AbortSignal) =>
  extractConditionFeatures({
    ...{ clips, features: SETTINGS, effects: EFFECTS, seed: 7 },
    ...{ entry: ENTRIES.features, signal },
  });

test('gives the features of each condition, bit for bit', async () => {
  const clips = [writeClip('a.wav', 200), writeClip('b.wav', 300, 44_100), writeClip('c.wav', 400, 24_414)];
  const { matrices, problems } = await extract(clips);
  expect(problems).toEqual([]);
  using extractor = await createExtractor(SETTINGS);
  for (const { bytes, fingerprint } of clips) {
    const { samples, sampleRateHz } = decodeWav(bytes);
    const expected = [];
    for (const effect of EFFECTS) {
      const changed =
        effect === null
          ? samples
          : await applyEffect(samples, sampleRateHz, effect, effectRandom(7, effect, fingerprint));
      expected.push(...(await extractor.extract(changed, sampleRateHz, fingerprint)));
    }
    expect(matrices.get(fingerprint)).toEqual(Float32Array.from(expected));
  }
});

test('a file that cannot be read is a problem; another file of the same sound takes its place', async () => {
  const one = writeClip('one.wav', 200);
  const gone = { path: join(folder, 'gone.wav'), fingerprint: one.fingerprint };
  const changed = { path: writeClip('changed.wav', 250).path, fingerprint: 'another' };
  const { matrices, problems } = await extract([gone, one, changed]);
  expect([...matrices.keys()]).toEqual([one.fingerprint]);
  expect(problems.map(({ path, code }) => [path, code]).sort()).toEqual([
    [changed.path, 'missing'],
    [gone.path, 'missing'],
  ]);
  expect((await extract([])).matrices.size).toBe(0);
});

test('can be cancelled', async () => {
  const control = new AbortController();
  const asked = extract(
    Array.from({ length: 6 }, (_, i) => writeClip(`${i}.wav`, 100 + i)),
    control.signal,
  );
  control.abort();
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
});
