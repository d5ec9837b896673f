import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeWav, encodeWav, soundFingerprint } from '../../../src/core/audio/wav.ts';
import { type FeatureCache, openFeatureCache } from '../../../src/core/features/cache.ts';
import { openFeatureRows } from '../../../src/core/features/cache-rows.ts';
import { createExtractor } from '../../../src/core/features/extract.ts';
import { extractFeatures } from '../../../src/core/features/feature-pool.ts';
import { type Recipe, THESIS_MFCC } from '../../../src/shared/recipes.ts';

const RECIPE: Recipe = { ...THESIS_MFCC, durationSeconds: 0.2 };
const workerEntry = new URL('../../../src/compute/feature-worker.ts', import.meta.url);
const mortalEntry = new URL('mortal-worker.ts', import.meta.url);

let folder: string;
let cache: FeatureCache;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'feature-pool-'));
  cache = openFeatureCache(join(folder, 'cache'), RECIPE);
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

/** Every clip's row must hold, to the bit, what an extractor in this process gives. */
async function expectCached(clips: readonly TestClip[]): Promise<void> {
  using extractor = await createExtractor(RECIPE);
  using rows = openFeatureRows(cache.rowsPath, cache.rowFloats);
  const found = new Float32Array(cache.rowFloats);
  for (const { bytes, fingerprint } of clips) {
    const { samples, sampleRateHz } = decodeWav(bytes);
    rows.read(cache.rowOf(fingerprint)!, found);
    expect(found).toEqual(await extractor.extract(samples, sampleRateHz, fingerprint));
  }
}

const base = () => ({ recipe: RECIPE, cache, workerEntry, workers: 2 });

test('fills the cache with what one extractor gives, and skips what is there', async () => {
  const clips = writeClips(12);
  const progress: number[] = [];
  const onProgress = ({ done, total }: { done: number; total: number }) => {
    expect(total).toBe(12);
    progress.push(done);
  };
  expect(await extractFeatures({ ...base(), clips, onProgress })).toEqual([]);
  await expectCached(clips);
  expect(progress).toEqual(Array.from({ length: 13 }, (_, i) => i));
  // The files are gone: a second time can only succeed without reading them.
  for (const { path } of clips) unlinkSync(path);
  progress.length = 0;
  expect(await extractFeatures({ ...base(), clips, onProgress })).toEqual([]);
  expect(progress).toEqual([12]);
});

test('what cannot be read is told beside its path, and the rest is done', async () => {
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

test('a sound in several files is done once, from the first that can be read', async () => {
  const one = writeClip('one.wav', 300);
  const copies = ['gone.wav', 'one.wav', 'two.wav'].map((name) => ({ ...one, path: join(folder, name) }));
  const done: number[] = [];
  const onProgress = (progress: { done: number }) => done.push(progress.done);
  const problems = await extractFeatures({ ...base(), clips: copies, onProgress });
  expect(problems.map(({ path, code }) => [path, code])).toEqual([[copies[0].path, 'missing']]);
  expect(done).toEqual([0, 1, 3]);
  expect(cache.size).toBe(1);
});

test('a clip that ends its worker is tried twice and left out; its neighbours are done', async () => {
  const clips = writeClips(8);
  const deadly = [writeClip('deadly.wav', 500), writeClip('deadly too.wav', 501)];
  const startling = writeClip('startling.wav', 502);
  const all = [...clips.slice(0, 3), deadly[0], startling, ...clips.slice(3), deadly[1]];
  const problems = await extractFeatures({ ...base(), clips: all, workerEntry: mortalEntry });
  expect(problems.map(({ path }) => path).sort()).toEqual(deadly.map(({ path }) => path).sort());
  for (const { code, reason } of problems) {
    expect([code, reason]).toEqual(['unreadable', expect.stringContaining('ended the worker twice')]);
  }
  await expectCached([...clips, startling]);
});

test('workers that do not start are an error, not a wait', async () => {
  const entry = join(folder, 'broken.mjs');
  writeFileSync(entry, 'throw new Error("broken on purpose");');
  const pool = extractFeatures({ ...base(), clips: writeClips(2), workerEntry: new URL(`file://${entry}`) });
  await expect(pool).rejects.toThrow('do not start');
});

test('cancelled half-way: what was done is kept, and the next call goes on', async () => {
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
  const kept = clips.filter(({ fingerprint }) => cache.has(fingerprint));
  expect(kept.length).toBe(5);
  await expectCached(kept);
  expect(await extractFeatures({ ...base(), clips })).toEqual([]);
  await expectCached(clips);
  await expect(extractFeatures({ ...base(), clips, signal: controller.signal })).rejects.toMatchObject({
    code: 'cancelled',
  });
});

test('an error of the cache or of the listener ends the pool and reaches the caller', async () => {
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
    extractFeatures({ ...base(), clips, recipe: { ...RECIPE, hopSamples: 0 } }),
  ).rejects.toMatchObject({ code: 'invalid-recipe' });
  expect(await extractFeatures({ ...base(), clips: [] })).toEqual([]);
});
