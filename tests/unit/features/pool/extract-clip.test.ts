import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { featureKey } from '#core/features/cache/feature-key.ts';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { extractClip } from '#core/features/pool/extract-clip.ts';
import { type FeaturePart, featuresOf } from '#shared/settings/features.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import { flac } from '../../audio/sound-files.ts';
import { chunk, format, riff } from '../../audio/wav/wav-files.ts';

const RATE = 16_000;
const wave = (period: number) => Int16Array.from({ length: RATE }, (_, i) => 9000 * Math.sin(i / period));
const [left, right] = [wave(6), wave(21)];
const both = Int16Array.from({ length: 2 * RATE }, (_, i) => (i % 2 === 0 ? left : right)[i >> 1]);
const wav = (values: Int16Array, channels = 1) =>
  riff(format({ bits: 16, channels, rate: RATE }), chunk('data', Buffer.from(values.buffer)));

async function featuresIn(bytes: Uint8Array, channel: 'mean' | 'left' | 'right' | 'louder') {
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-extract-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'clip');
  writeFileSync(path, bytes);
  using extractor = await createExtractor(featuresOf({ features: LOG_MEL, channel }));
  const { matrix, problem } = await extractClip(extractor, path, 'any', false);
  expect(problem).toBeNull();
  return matrix;
}

test('the features of a channel are those of a file that has only this one', async () => {
  expect(await featuresIn(wav(both, 2), 'left')).toEqual(await featuresIn(wav(left), 'mean'));
  expect(await featuresIn(wav(both, 2), 'right')).toEqual(await featuresIn(wav(right), 'mean'));
  expect(await featuresIn(wav(both, 2), 'mean')).not.toEqual(await featuresIn(wav(left), 'mean'));
});

test('the features of a lossless file are those of its WAV file', async () => {
  expect(await featuresIn(flac(left, RATE), 'mean')).toEqual(await featuresIn(wav(left), 'mean'));
});

test('the choice of a channel is part of the key; without one, the key is that of earlier versions', () => {
  expect(featuresOf({ features: LOG_MEL, channel: 'mean' })).toEqual(LOG_MEL);
  const keys = (['mean', 'left', 'right', 'louder'] as const).map((channel) =>
    featureKey(featuresOf({ features: LOG_MEL, channel }) as FeaturePart),
  );
  expect(new Set(keys).size).toBe(4);
});
