import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeWav } from '#core/audio/wav/wav.ts';
import { type FeatureCache, openFeatureCache } from '#core/features/cache/feature-cache.ts';
import { openFeatureRows } from '#core/features/cache/feature-rows.ts';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { extractFeatures } from '#core/features/pool/feature-pool.ts';
import type { FeatureSettings } from '#shared/settings/features.ts';
import { THESIS_MFCC } from '#shared/settings/mel-features.ts';
import { decodeWav, soundFingerprint } from '../../../decode-wav.ts';
import { ENTRIES } from '../../../program-scripts.ts';

const SETTINGS: FeatureSettings = { ...THESIS_MFCC, durationSeconds: 0.2 };
const entry = ENTRIES.features;
const crashingEntry = new URL('crashing-process.ts', import.meta.url);

let folder: string;
let cache: FeatureCache;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'feature-pool-'));
  cache = openFeatureCache(join(folder, 'cache'), SETTINGS);
});
afterEach(() => {
  cache[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

interface TestClip {
  path: string;
  fingerprint: string;
  bytes: Uint8Array;
}

function writeClip(name: string, pitchHz: number, rate = 24_414): TestClip {
  const samples = Float32Array.from(
    { length: rate * 0.3 },
    (_, n) => 0.3 * Math.sin((2 * Math.PI * pitchHz * n) / rate),
  );
  const bytes = encodeWav(samples, rate);
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return { path, bytes, fingerprint: soundFingerprint(bytes) };
}

function writeClips(count: number): TestClip[] {
  return Array.from({ length: count }, (_, i) =>
    writeClip(`clip ${i}.wav`, 100 + i, [8000, 24_414, 44_100, 48_000][i % 4]),
  );
}

/** The row of every clip must equal the result of an extractor in this process, bit for bit. */
async function expectCached(clips: readonly TestClip[]): Promise<void> {
  using extractor = await createExtractor(SETTINGS);
  using rows = openFeatureRows(cache.rowsPath, cache.rowFloats);
  const found = new Float32Array(cache.rowFloats);
  for (const { bytes, fingerprint } of clips) {
    const { samples, sampleRateHz } = decodeWav(bytes);
    rows.read(cache.rowOf(fingerprint)!, found);
    expect(found).toEqual(await extractor.extract(samples, sampleRateHz, fingerprint));
  }
}

const base = () => ({ features: SETTINGS, cache, entry, processes: 2 });

test('fills the cache with the results of an extractor and skips existing rows', async () => {
  const clips = writeClips(12);
  const progress: number[] = [];
  const onProgress = ({ done, total }: { done: number; total: number }) => {
    expect(total).toBe(12);
    progress.push(done);
  };
  expect(await extractFeatures({ ...base(), clips, onProgress })).toEqual([]);
  await expectCached(clips);
  expect(progress).toEqual(Array.from({ length: 13 }, (_, i) => i));
  // The files are deleted, so the second call can only succeed without reading them.
  for (const { path } of clips) unlinkSync(path);
  progress.length = 0;
  expect(await extractFeatures({ ...base(), clips, onProgress })).toEqual([]);
  expect(progress).toEqual([12]);
});

test('reports unreadable files with their paths and extracts the others', async () => {
  const clips = writeClips(3);
  const changed = writeClip('changed.wav', 700);
  writeFileSync(changed.path, clips[0].bytes);
  writeFileSync(join(folder, 'text.wav'), 'this is no sound');
  writeFileSync(join(folder, 'empty.wav'), '');
  mkdirSync(join(folder, 'folder.wav'));
  const bad = ['gone.wav', 'text.wav', 'empty.wav', 'folder.wav'].map((name) => ({
    path: join(folder, name),
    fingerprint: name,
  }));
  const problems = await extractFeatures({ ...base(), clips: [...bad, changed, ...clips] });
  const codes = Object.fromEntries(problems.map(({ path, code }) => [path.slice(folder.length + 1), code]));
  expect(codes).toEqual({
    'gone.wav': 'missing',
    'text.wav': 'unreadable',
    'empty.wav': expect.stringMatching(/empty|unreadable/),
    'folder.wav': 'unreadable',
    'changed.wav': 'missing',
  });
  for (const { reason } of problems) expect(reason.length).toBeGreaterThan(20);
  await expectCached(clips);
  expect(cache.size).toBe(3);
});

test('extracts a sound in several files once, from the first readable file', async () => {
  const one = writeClip('one.wav', 300);
  const copies = ['gone.wav', 'one.wav', 'two.wav'].map((name) => ({ ...one, path: join(folder, name) }));
  const done: number[] = [];
  const onProgress = (progress: { done: number }) => done.push(progress.done);
  const problems = await extractFeatures({ ...base(), clips: copies, onProgress });
  expect(problems.map(({ path, code }) => [path, code])).toEqual([[copies[0].path, 'missing']]);
  expect(done).toEqual([0, 1, 3]);
  expect(cache.size).toBe(1);
});

test('tries a clip that ends its process twice, then skips it and extracts the others', async () => {
  const clips = writeClips(8);
  const crashing = [writeClip('crashing.wav', 500), writeClip('crashing too.wav', 501)];
  const crashingOnce = writeClip('crash once.wav', 502);
  const all = [...clips.slice(0, 3), crashing[0], crashingOnce, ...clips.slice(3), crashing[1]];
  const problems = await extractFeatures({ ...base(), clips: all, entry: crashingEntry });
  expect(problems.map(({ path }) => path).sort()).toEqual(crashing.map(({ path }) => path).sort());
  for (const { code, reason } of problems) {
    expect([code, reason]).toEqual(['unreadable', expect.stringContaining('ended its process twice')]);
  }
  await expectCached([...clips, crashingOnce]);
});

test('throws when the processes do not start', async () => {
  const entry = join(folder, 'broken.mjs');
  writeFileSync(entry, 'throw new Error("broken on purpose");');
  const pool = extractFeatures({ ...base(), clips: writeClips(2), entry: new URL(`file://${entry}`) });
  await expect(pool).rejects.toThrow('do not start');
});

test('keeps finished clips after a cancellation, and the next call continues', async () => {
  const clips = writeClips(20);
  const controller = new AbortController();
  const cancelled = extractFeatures({
    ...base(),
    clips,
    signal: controller.signal,
    onProgress: ({ done }) => {
      if (done === 5) controller.abort();
    },
  });
  await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  const saved = clips.filter(({ fingerprint }) => cache.has(fingerprint));
  expect(saved.length).toBe(5);
  await expectCached(saved);
  expect(await extractFeatures({ ...base(), clips })).toEqual([]);
  await expectCached(clips);
  await expect(extractFeatures({ ...base(), clips, signal: controller.signal })).rejects.toMatchObject({
    code: 'cancelled',
  });
});

test('passes errors of the cache and of the progress listener to the caller', async () => {
  const clips = writeClips(4);
  const full: FeatureCache = {
    ...cache,
    appendAll: () => {
      throw Object.assign(new Error('no room'), { code: 'disk-full' });
    },
  };
  await expect(extractFeatures({ ...base(), clips, cache: full })).rejects.toMatchObject({
    code: 'disk-full',
  });
  const onProgress = () => {
    throw new Error('the listener failed');
  };
  await expect(extractFeatures({ ...base(), clips, onProgress })).rejects.toThrow('the listener failed');
  await expect(
    extractFeatures({ ...base(), clips, features: { ...SETTINGS, hopSamples: 0 } }),
  ).rejects.toMatchObject({ code: 'invalid-recipe' });
  expect(await extractFeatures({ ...base(), clips: [] })).toEqual([]);
});
