import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeWav } from '#core/audio/wav/wav.ts';
import { openFeatureCache } from '#core/features/cache/feature-cache.ts';
import { openFeatureRows } from '#core/features/cache/feature-rows.ts';
import { createJoinedStore } from '#core/features/cache/joined-store.ts';
import { joinedRow, rowsOfParts } from '#core/features/cache/rows-path.ts';
import { checkFeatures, createExtractor } from '#core/features/feature-kinds.ts';
import { joinMatrices } from '#core/features/joined/join-matrices.ts';
import { networkInput } from '#core/features/network-input.ts';
import { extractFeatures } from '#core/features/pool/feature-pool.ts';
import { createRandom } from '#shared/random.ts';
import type { EncoderFeatures } from '#shared/settings/encoder-features.ts';
import {
  type FeaturePart,
  featureSettingsSchema,
  featureShape,
  featuresOf,
  inputShapeOf,
} from '#shared/settings/features.ts';
import { joinedFeatures } from '#shared/settings/joined-features.ts';
import { LOG_MEL, LOG_MEL_2S, type MelFeatures } from '#shared/settings/mel-features.ts';
import { decodeWav, soundFingerprint } from '../../../decode-wav.ts';
import { ENTRIES } from '../../../program-scripts.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import { TINY_DIMENSIONS, writeTinyEncoder } from '../../../tiny-encoder.ts';

const RATE = 16_000;
const MEL: MelFeatures = { ...LOG_MEL, melBands: 8 };

const noise = (samples: number) => {
  const random = createRandom(samples, 'joined test');
  return new Float32Array(samples).map(() => 0.2 * random.normal());
};

function joinedWithTiny(mel: MelFeatures = MEL, change: Partial<EncoderFeatures> = {}) {
  const encoders = temporaryFolder();
  return { encoders, features: joinedFeatures(mel, writeTinyEncoder(encoders, change)) };
}

describe('joined matrices', () => {
  test.each([
    ['fewer frames', 7, 3],
    ['as many frames', 5, 5],
    ['more frames', 4, 11],
    ['one frame', 6, 1],
  ])('have the rows of both; an encoder with %s is spread evenly', (_, frames, encoderFrames) => {
    const mel = Float32Array.from({ length: 2 * frames }, (_, i) => i);
    const encoder = Float32Array.from({ length: 3 * encoderFrames }, (_, i) => 1000 + i);
    const joined = new Float32Array(1 + 5 * frames + 1);
    joinMatrices(mel, [2, frames], encoder, [3, encoderFrames], joined, 1);
    expect([joined[0], joined.at(-1)]).toEqual([0, 0]);
    expect(joined.slice(1, 1 + 2 * frames)).toEqual(mel);
    const first = [...joined.slice(1 + 2 * frames, 1 + 3 * frames)].map((value) => value - 1000);
    // In their order, beginning with the first.
    expect(first).toEqual(first.toSorted((a, b) => a - b));
    expect(first[0]).toBe(0);
    const times = Array.from(
      { length: encoderFrames },
      (_, f) => first.filter((value) => value === f).length,
    );
    expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
    // Each row of the encoder has the same frames.
    for (const row of [1, 2]) {
      const other = joined.slice(1 + (2 + row) * frames, 1 + (3 + row) * frames);
      expect([...other]).toEqual(first.map((f) => 1000 + row * encoderFrames + f));
    }
  });

  test('name the rows of both parts in one number', () => {
    for (const [mel, encoder] of [
      [0, 0],
      [3, 700_000],
      [2 ** 26 - 1, 2 ** 26 - 1],
    ]) {
      const row = joinedRow(mel, encoder);
      expect(Number.isSafeInteger(row)).toBe(true);
      expect(rowsOfParts(row)).toEqual({ mel, encoder });
    }
    expect(() => joinedRow(2 ** 26, 0)).toThrow(RangeError);
  });
});

describe('the extractor of joined features', () => {
  test.each([
    ['a whole clip', 3 * RATE],
    ['a short clip', RATE / 4],
    ['a clip of less than a frame', 100],
    ['an empty clip', 0],
    ['a long clip', 5 * RATE],
  ])('gives both parts of %s', async (_, length) => {
    const { encoders, features } = joinedWithTiny();
    const samples = noise(length);
    const [rows, frames] = featureShape(features);
    expect([rows, frames]).toEqual([8 + TINY_DIMENSIONS, 151]);
    using joined = await createExtractor(features, { encoders });
    using mel = await createExtractor(features.mel);
    using encoder = await createExtractor(features.encoder, { encoders });
    const matrix = await joined.extract(samples, RATE, 'clip');
    expect(matrix.length).toBe(rows * frames);
    expect(matrix.slice(0, 8 * frames)).toEqual(await mel.extract(samples, RATE, 'clip'));
    const ofEncoder = await encoder.extract(samples, RATE, 'clip');
    const [, columns] = encoder.shape;
    for (let row = 0; row < TINY_DIMENSIONS; row++)
      for (let frame = 0; frame < frames; frame++)
        expect(matrix[(8 + row) * frames + frame]).toBe(
          ofEncoder[row * columns + Math.floor((frame * columns) / frames)],
        );
    expect(await joined.locate(samples, RATE, 'clip')).toEqual(await mel.locate(samples, RATE, 'clip'));
  });

  test('shows the mel bands, and says how many values there are beside them', async () => {
    const { encoders, features } = joinedWithTiny();
    const sound = { samples: noise(RATE), sampleRateHz: RATE, channels: 1, durationSeconds: 1 } as never;
    const of = (shown: typeof features | MelFeatures) =>
      networkInput({ sound, fingerprint: 'clip' }, shown, { encoders });
    const input = await of(features);
    expect(input).toEqual({ ...(await of(features.mel)), otherRows: TINY_DIMENSIONS });
    expect(input.frequenciesHz).toHaveLength(8);
  });
});

describe('the settings of joined features', () => {
  test('are read back as they are, and have a name of both', () => {
    const { features } = joinedWithTiny();
    expect(features.name).toBe('log-mel+encoder:tiny');
    expect(featureSettingsSchema.parse(JSON.parse(JSON.stringify(features)))).toEqual(features);
    expect(checkFeatures(features)).toEqual(features);
  });

  test('say the shape of the input, with hidden layers and crops', () => {
    expect(inputShapeOf(joinedWithTiny().features)).toEqual([11, 151, 1, 8]);
    const layers = ['a', 'b', 'c', 'd'];
    const cropped = { ...LOG_MEL_2S, melBands: 8 };
    expect(inputShapeOf(joinedWithTiny(cropped, { layers }).features)).toEqual([20, 101, 4, 8]);
  });

  test('have the channel of a run in both parts, and no others', () => {
    const { features } = joinedWithTiny();
    const left = featuresOf({ features, channel: 'left' });
    expect(left).toMatchObject({ mel: { channel: 'left' }, encoder: { channel: 'left' } });
    expect(checkFeatures(left)).toEqual(left);
    const invalid = [
      [{ ...features, mel: { ...MEL, channel: 'left' as const } }, /channels of its parts differ/],
      [{ ...features, mel: { ...MEL, melBands: 5000 } }, /melBands|bands/i],
      [{ ...features, encoder: { ...features.encoder, durationSeconds: 0.001 } }, /durationSeconds/],
      [
        { ...features, encoder: { ...features.encoder, dimensions: 8000, layers: ['a', 'b', 'c', 'd'] } },
        /more/,
      ],
    ] as const;
    for (const [settings, message] of invalid)
      expect(() => checkFeatures(settings as unknown as typeof features)).toThrow(message);
  });

  test('have no ready-made model as a part', () => {
    const { features } = joinedWithTiny();
    const emotions = { labels: ['a'], values: 'logits', head: null, rows: [0] } as const;
    const model = { ...features.encoder, emotions: { ...emotions, labels: ['a'], rows: [0] } };
    expect(joinedFeatures(MEL, model).encoder).not.toHaveProperty('emotions');
  });
});

test('the rows of both caches are joined to the bit, and each cache serves other runs', async () => {
  const { encoders, features } = joinedWithTiny();
  const folder = temporaryFolder();
  const clips = Array.from({ length: 4 }, (_, i) => {
    const bytes = encodeWav(noise(4000 + 9000 * i), RATE);
    const path = join(folder, `${i}.wav`);
    writeFileSync(path, bytes);
    return { path, bytes, fingerprint: soundFingerprint(bytes) };
  });
  const cacheOf = async (part: FeaturePart, of: typeof clips) => {
    const cache = openFeatureCache(join(folder, 'cache'), part);
    const problems = await extractFeatures({
      ...{ clips: of, features: part, cache, resources: { encoders } },
      ...{ entry: ENTRIES.features, processes: 1 },
    });
    expect(problems).toEqual([]);
    return cache;
  };
  // Their rows have other numbers in each cache, and one clip has no frames of the encoder.
  const mel = await cacheOf(features.mel, clips.toReversed());
  const encoder = await cacheOf(features.encoder, clips.slice(0, 3));
  using store = createJoinedStore(features, mel, encoder);
  expect(clips.map(({ fingerprint }) => store.rowOf(fingerprint) === null)).toEqual([
    false,
    false,
    false,
    true,
  ]);
  expect(clips.map(({ fingerprint }) => store.has(fingerprint))).toEqual([true, true, true, false]);
  expect(clips.map(({ fingerprint }) => store.isIndexed(fingerprint))).toEqual([true, true, true, false]);

  using extractor = await createExtractor(features, { encoders });
  using rows = openFeatureRows(structuredClone(store.rowsPath), store.rowFloats);
  const found = new Float32Array(store.rowFloats + 2);
  for (const { bytes, fingerprint } of clips.slice(0, 3)) {
    const { samples, sampleRateHz } = decodeWav(bytes);
    rows.read(store.rowOf(fingerprint)!, found, 1);
    expect(found.slice(1, -1)).toEqual(await extractor.extract(samples, sampleRateHz, fingerprint));
  }
  expect(() => rows.read(store.rowOf(clips[0].fingerprint)!, found, 3)).toThrow(RangeError);
  expect(() => openFeatureRows(store.rowsPath, store.rowFloats + 1)).toThrow(
    expect.objectContaining({ code: 'damaged-cache' }),
  );
});
