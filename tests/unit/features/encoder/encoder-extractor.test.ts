import { hash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeWav } from '#core/audio/wav/wav.ts';
import { openFeatureCache } from '#core/features/cache/feature-cache.ts';
import { featureKey } from '#core/features/cache/feature-key.ts';
import { openFeatureRows } from '#core/features/cache/feature-rows.ts';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { extractFeatures } from '#core/features/pool/feature-pool.ts';
import { createRandom } from '#shared/random.ts';
import { canonicalJson } from '#shared/settings/canonical.ts';
import { type EncoderFeatures, encoderShape } from '#shared/settings/encoder-features.ts';
import { featureSettingsSchema } from '#shared/settings/features.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import { decodeWav, soundFingerprint } from '../../../decode-wav.ts';
import { ENTRIES } from '../../../program-scripts.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import { TINY_DIMENSIONS, tinyFrames, writeTinyEncoder } from '../../../tiny-encoder.ts';

const RATE = 16_000;
const noise = (samples: number, seed = 1) => {
  const random = createRandom(seed, 'encoder test');
  return new Float32Array(samples).map(() => 0.2 * random.normal());
};

/** The features of samples at 16 kHz, as columns. */
async function columnsOf(samples: Float32Array, change: Partial<EncoderFeatures> = {}): Promise<number[][]> {
  const encoders = temporaryFolder();
  using extractor = await createExtractor(writeTinyEncoder(encoders, change), { encoders });
  const matrix = await extractor.extract(samples, RATE, '');
  const [dimensions, frames] = extractor.shape;
  expect(matrix.length).toBe(dimensions * frames);
  return Array.from({ length: frames }, (_, frame) =>
    Array.from({ length: dimensions }, (_, d) => matrix[d * frames + frame]),
  );
}

function expectClose(found: number[][], expected: number[][]): void {
  expect(found.length).toBe(expected.length);
  for (const [i, column] of expected.entries())
    for (const [d, value] of column.entries()) expect(found[i][d]).toBeCloseTo(value, 5);
}

describe('the features of an encoder', () => {
  test('are its frames, one column each, for a clip that fills the length', async () => {
    const samples = noise(RATE);
    expect(encoderShape(writeTinyEncoder(temporaryFolder()))).toEqual([TINY_DIMENSIONS, 49]);
    expectClose(await columnsOf(samples), tinyFrames(samples));
  });

  test('of a longer clip are those of its middle', async () => {
    const samples = noise(2 * RATE);
    expectClose(await columnsOf(samples), tinyFrames(samples.subarray(RATE / 2, (3 * RATE) / 2)));
  });

  test('of a shorter clip are repeated evenly, so that statistics over time stay those of the clip', async () => {
    const samples = noise(RATE / 2);
    const frames = tinyFrames(samples);
    const columns = await columnsOf(samples);
    expectClose(
      columns,
      columns.map((_, i) => frames[Math.floor((i * frames.length) / columns.length)]),
    );
    const times = frames.map(
      (frame) => columns.filter(([first]) => Math.abs(first - frame[0]) < 1e-6).length,
    );
    expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
    const mean = (of: number[][]) => of.reduce((sum, [first]) => sum + first, 0) / of.length;
    expect(mean(columns)).toBeCloseTo(mean(frames), 2);
  });

  test('of a clip that is shorter than a frame are those of the clip in the middle of zeros', async () => {
    const padded = new Float32Array(400);
    padded.set(noise(100), 150);
    const [frame] = tinyFrames(padded);
    for (const column of await columnsOf(noise(100))) expectClose([column], [frame]);
  });

  test('of an empty clip are those of silence', async () => {
    for (const column of await columnsOf(new Float32Array())) expect(column.map(Math.abs)).toEqual([0, 0, 0]);
  });

  test('follow the normalisation of the samples', async () => {
    const samples = noise(RATE).map((value) => value + 0.1);
    const mean = samples.reduce((sum, value) => sum + value, 0) / RATE;
    const variance = samples.reduce((sum, value) => sum + (value - mean) ** 2, 0) / RATE;
    expectClose(
      await columnsOf(samples, { normalise: 'unit-variance' }),
      tinyFrames(samples.map((value) => (value - mean) / Math.sqrt(variance + 1e-7))),
    );
    const [[first]] = await columnsOf(samples, { normalise: '16-bit' });
    expect(first / (32_768 * tinyFrames(samples)[0][0])).toBeCloseTo(1, 4);
  });

  test('do not have the silence at the ends if it is trimmed', async () => {
    const samples = new Float32Array(RATE);
    samples.set(noise(RATE / 4), RATE / 2);
    const trim = { belowDb: 40, frameSamples: 512, hopSamples: 128 };
    const columns = await columnsOf(samples, { trim });
    const loud = columns.filter(([first]) => Math.abs(first) > 1e-4).length;
    expect(loud).toBeGreaterThan(0.9 * columns.length);
  });

  test('are resampled to 16 kHz', async () => {
    const encoders = temporaryFolder();
    using extractor = await createExtractor(writeTinyEncoder(encoders), { encoders });
    const tone = (rate: number) =>
      Float32Array.from({ length: rate }, (_, n) => 0.3 * Math.sin((2 * Math.PI * 20 * n) / rate));
    const [low, high] = [
      await extractor.extract(tone(RATE), RATE, ''),
      await extractor.extract(tone(48_000), 48_000, ''),
    ];
    expect(Math.max(...low.map((value, i) => Math.abs(value - high[i])))).toBeLessThan(0.01);
  });

  test('extracted by workers are those of this process to the bit', async () => {
    const encoders = temporaryFolder();
    const features = writeTinyEncoder(encoders);
    const folder = temporaryFolder();
    const clips = Array.from({ length: 5 }, (_, i) => {
      const bytes = encodeWav(noise(4000 + 3000 * i, i), RATE);
      const path = join(folder, `${i}.wav`);
      writeFileSync(path, bytes);
      return { path, bytes, fingerprint: soundFingerprint(bytes) };
    });
    using cache = openFeatureCache(join(folder, 'cache'), features);
    const problems = await extractFeatures({
      clips,
      features,
      cache,
      resources: { encoders },
      entry: ENTRIES.features,
      processes: 2,
    });
    expect(problems).toEqual([]);
    using extractor = await createExtractor(features, { encoders });
    using rows = openFeatureRows(cache.rowsPath, cache.rowFloats);
    const found = new Float32Array(cache.rowFloats);
    for (const { bytes, fingerprint } of clips) {
      const { samples, sampleRateHz } = decodeWav(bytes);
      rows.read(cache.rowOf(fingerprint)!, found);
      expect(found).toEqual(await extractor.extract(samples, sampleRateHz, fingerprint));
    }
  });
});

describe('an encoder that cannot be used', () => {
  test('is missing, changed, or another than the settings say', async () => {
    const encoders = temporaryFolder();
    const features = writeTinyEncoder(encoders);
    await expect(createExtractor(features)).rejects.toMatchObject({ code: 'encoder-missing' });
    await expect(
      createExtractor({ ...features, dimensions: 7 }, { encoders }).then(extracted),
    ).rejects.toMatchObject({
      code: 'encoder-unusable',
      message: expect.stringContaining('frames of 7 values'),
    });
    await expect(
      createExtractor({ ...features, output: 'logits' }, { encoders }).then(extracted),
    ).rejects.toMatchObject({
      code: 'encoder-unusable',
      message: expect.stringContaining('no output logits'),
    });
    writeFileSync(join(encoders, 'tiny', 'model.onnx'), 'text');
    await expect(createExtractor(features, { encoders })).rejects.toMatchObject({ code: 'encoder-changed' });
    rmSync(join(encoders, 'tiny'), { recursive: true });
    await expect(createExtractor(features, { encoders })).rejects.toMatchObject({
      code: 'encoder-missing',
      message: expect.stringContaining('encoders add tiny'),
    });
  });

  test('ends the pool with its reason instead of skipping every clip', async () => {
    const encoders = temporaryFolder();
    const features = writeTinyEncoder(encoders);
    rmSync(join(encoders, 'tiny'), { recursive: true });
    const folder = temporaryFolder();
    const bytes = encodeWav(noise(4000), RATE);
    writeFileSync(join(folder, 'a.wav'), bytes);
    using cache = openFeatureCache(join(folder, 'cache'), features);
    const clips = [{ path: join(folder, 'a.wav'), fingerprint: soundFingerprint(bytes) }];
    const extraction = extractFeatures({
      clips,
      features,
      cache,
      resources: { encoders },
      entry: ENTRIES.features,
    });
    await expect(extraction).rejects.toMatchObject({ code: 'encoder-missing' });
  });

  test.each([
    [{ durationSeconds: 0.01 }, 'one frame needs'],
    [{ files: [{ name: '..', sha256: '0'.repeat(64) }] }, 'no name'],
    [{ files: [{ name: '../x', sha256: '0'.repeat(64) }] }, 'files'],
    [{ encoder: '../x' }, 'encoder'],
    [{ dimensions: 8192, durationSeconds: 30 }, 'matrix'],
    [
      { input: { kind: 'frame-windows', file: 'a', values: 1, multiply: 1, add: 0, window: 1, hop: 1 } },
      'not among the files',
    ],
  ] as [Partial<EncoderFeatures>, string][])('has invalid settings: %o', async (change, words) => {
    const encoders = temporaryFolder();
    await expect(createExtractor(writeTinyEncoder(encoders, change), { encoders })).rejects.toMatchObject({
      code: 'invalid-recipe',
      message: expect.stringContaining(words),
    });
  });
});

test('the key of the cache depends on encoder, revision and checksums, and not on the name', () => {
  const features = writeTinyEncoder(temporaryFolder());
  const key = featureKey(features);
  expect(featureKey({ ...features, name: 'other' })).toBe(key);
  for (const change of [
    { encoder: 'other' },
    { revision: '2' },
    { files: [{ name: 'model.onnx', sha256: '0'.repeat(64) }] },
    { durationSeconds: 2 },
    { normalise: '16-bit' as const },
  ])
    expect(featureKey({ ...features, ...change })).not.toBe(key);
});

test('the key of the cache is that of earlier versions on the CPU, and another on a GPU', () => {
  const features = writeTinyEncoder(temporaryFolder());
  const { name: _, ...settings } = featureSettingsSchema.parse(features);
  expect(featureKey(features, null, 'cpu')).toBe(hash('sha256', canonicalJson(settings)));
  const keys = ['cpu', 'webgpu', 'dml'].map((provider) => featureKey(features, null, provider));
  expect(new Set(keys).size).toBe(3);
  // Mel bands are always computed on the CPU.
  expect(featureKey(LOG_MEL, null, 'webgpu')).toBe(featureKey(LOG_MEL, null, 'cpu'));
});

async function extracted(extractor: Awaited<ReturnType<typeof createExtractor>>): Promise<Float32Array> {
  using used = extractor;
  return await used.extract(noise(RATE), RATE, '');
}
