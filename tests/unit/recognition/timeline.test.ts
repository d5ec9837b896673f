import { describe, expect, onTestFinished, test } from 'vitest';
import { RAVDESS_SENTENCES } from '../../../src/core/corpora/sample-voices/sentences.ts';
import { createSpeaker } from '../../../src/core/corpora/sample-voices/speakers.ts';
import { synthesize } from '../../../src/core/corpora/sample-voices/synthesize.ts';
import { createExtractor } from '../../../src/core/features/extract.ts';
import { recogniseSound } from '../../../src/core/recognition/recognise.ts';
import type { Recogniser } from '../../../src/core/recognition/recogniser.ts';
import { type LongSound, recogniseTimeline, soundInMemory } from '../../../src/core/recognition/timeline.ts';
import { EMOTIONS } from '../../../src/shared/emotions.ts';
import { LOG_MEL, THESIS_MFCC } from '../../../src/shared/recipes.ts';
import { type ListeningNetwork, projectionNetwork } from './projection-network.ts';

const RATE = 16_000;

async function recogniserOf(network: ListeningNetwork, recipe = LOG_MEL): Promise<Recogniser> {
  const extractor = await createExtractor(recipe);
  onTestFinished(() => extractor[Symbol.dispose]());
  return { recipe, extractor, networks: [network] };
}

const speech = (index: number) =>
  synthesize({
    speaker: createSpeaker(`timeline ${index}`, 'male', index),
    sentence: RAVDESS_SENTENCES[index % 2],
    emotion: EMOTIONS[index % 7],
    seed: index,
  });

/** Speech at the given seconds, silence elsewhere. */
function recording(seconds: number, at: readonly number[]): Float32Array {
  const samples = new Float32Array(seconds * RATE);
  at.forEach((start, index) => {
    const clip = speech(index);
    samples.set(clip.subarray(0, Math.min(clip.length, samples.length - start * RATE)), start * RATE);
  });
  return samples;
}

describe('a timeline', () => {
  test('has a window every hop and one that ends with the sound; those without speech say so', async () => {
    const network = projectionNetwork(1);
    const samples = recording(20, [0, 2, 4, 13, 15]).subarray(0, 19.5 * RATE);
    const timeline = await recogniseTimeline(soundInMemory(samples, RATE, 'id'), await recogniserOf(network));
    expect(timeline.windows.map(({ startSeconds }) => startSeconds)).toEqual([
      ...Array.from({ length: 17 }, (_, n) => n),
      16.5,
    ]);
    for (const { startSeconds, endSeconds } of timeline.windows) expect(endSeconds - startSeconds).toBe(3);
    const silent = timeline.windows
      .filter(({ emotion }) => emotion === null)
      .map(({ startSeconds }) => startSeconds);
    expect(silent).toEqual(expect.arrayContaining([7, 8, 9]));
    expect(silent).not.toContain(4);
    expect(silent).not.toContain(14);
    const spoken = timeline.windows.filter(({ probabilities }) => probabilities !== null);
    expect(network.heard.reduce((sum, { n }) => sum + n, 0)).toBe(spoken.length);
    EMOTIONS.forEach((emotion) => {
      const mean = spoken.reduce((sum, window) => sum + window.probabilities![emotion], 0) / spoken.length;
      expect(timeline.overall!.probabilities[emotion]).toBeCloseTo(mean, 12);
    });

    const { segments } = timeline;
    expect([segments[0].startSeconds, segments.at(-1)!.endSeconds]).toEqual([0, 19.5]);
    segments.slice(1).forEach((segment, index) => {
      expect(segment.startSeconds).toBe(segments[index].endSeconds);
      expect(segment.emotion).not.toBe(segments[index].emotion);
    });
    expect(
      segments.some(
        ({ emotion, startSeconds, endSeconds }) => emotion === null && startSeconds <= 9 && endSeconds >= 11,
      ),
    ).toBe(true);
  });

  test('is the same in batches of any size', async () => {
    const samples = recording(12, [0, 3, 6, 9]);
    const sound = soundInMemory(samples, RATE, 'id');
    const one = await recogniseTimeline(sound, await recogniserOf(projectionNetwork(2)), { hopSeconds: 0.7 });
    const network = projectionNetwork(2);
    const progress: number[][] = [];
    const few = await recogniseTimeline(sound, await recogniserOf(network), {
      hopSeconds: 0.7,
      batchWindows: 4,
      onProgress: (done, total) => progress.push([done, total]),
    });
    expect(few).toEqual(one);
    expect(Math.max(...network.heard.map(({ n }) => n))).toBeLessThanOrEqual(4);
    expect(progress.at(-1)).toEqual([one.windows.length, one.windows.length]);
    expect(progress).toHaveLength(Math.ceil(one.windows.length / 4));
  });

  test.each([LOG_MEL, THESIS_MFCC])(
    'of a clip no longer than a window is what the clip is recognised as',
    async (recipe) => {
      const samples = speech(1).subarray(0, 1.5 * RATE);
      const recogniser = await recogniserOf(projectionNetwork(3), recipe);
      const clip = await recogniseSound({ samples, sampleRateHz: RATE, identity: 'id' }, recogniser);
      const timeline = await recogniseTimeline(soundInMemory(samples, RATE, 'id'), recogniser);
      const { emotion, probabilities } = clip as { emotion: string; probabilities: object };
      const span = { startSeconds: 0, endSeconds: 1.5 };
      expect(timeline).toEqual({
        windows: [{ ...span, emotion, probabilities }],
        segments: [{ ...span, emotion, probabilities }],
        overall: { emotion, probabilities },
      });
    },
  );

  test('of nothing is empty, and of silence has nobody in it', async () => {
    const network = projectionNetwork(1);
    const recogniser = await recogniserOf(network);
    expect(await recogniseTimeline(soundInMemory(new Float32Array(0), RATE, ''), recogniser)).toEqual({
      windows: [],
      segments: [],
      overall: null,
    });
    const silence = await recogniseTimeline(soundInMemory(new Float32Array(10 * RATE), RATE, ''), recogniser);
    expect(silence.overall).toBeNull();
    expect(silence.segments).toEqual([
      { startSeconds: 0, endSeconds: 10, emotion: null, probabilities: null },
    ]);
    expect(network.heard).toEqual([]);
  });

  test('of an hour is read a window at a time', async () => {
    const clip = recording(3, [0]);
    let [most, alive] = [0, 0];
    const hour: LongSound = {
      sampleRateHz: RATE,
      sampleCount: 3600 * RATE,
      identity: 'hour',
      read: (start, count) => {
        alive++;
        most = Math.max(most, count);
        return start / RATE === 1800 ? clip : new Float32Array(count);
      },
    };
    const timeline = await recogniseTimeline(hour, await recogniserOf(projectionNetwork(1)), {
      hopSeconds: 3,
    });
    expect([most, alive]).toEqual([3 * RATE, 1200]);
    expect(timeline.segments.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])).toEqual([
      [0, 1800],
      [1800, 1803],
      [1803, 3600],
    ]);
    expect(timeline.segments[1].probabilities).toEqual(timeline.overall!.probabilities);
  });

  test('ends when it is cancelled, also half-way', async () => {
    const samples = recording(12, [0, 3, 6, 9]);
    const network = projectionNetwork(1);
    const recogniser = await recogniserOf(network);
    const controller = new AbortController();
    const timeline = recogniseTimeline(soundInMemory(samples, RATE, ''), recogniser, {
      batchWindows: 2,
      signal: controller.signal,
      onProgress: (done) => done >= 4 && controller.abort(),
    });
    await expect(timeline).rejects.toThrow(expect.objectContaining({ code: 'cancelled' }));
    expect(network.heard).toHaveLength(2);
  });

  test.each([0, -1, Number.NaN, 0.001])('refuses a hop of %d s', async (hopSeconds) => {
    const timeline = recogniseTimeline(
      soundInMemory(new Float32Array(RATE), RATE, ''),
      await recogniserOf(projectionNetwork(1)),
      { hopSeconds },
    );
    await expect(timeline).rejects.toThrow(expect.objectContaining({ code: 'invalid-hop' }));
  });

  test('leaves no gap when the hop is longer than a window', async () => {
    const samples = recording(9, [0, 3, 6]);
    const timeline = await recogniseTimeline(
      soundInMemory(samples, RATE, ''),
      await recogniserOf(projectionNetwork(1)),
      { hopSeconds: 100 },
    );
    expect(timeline.windows.map(({ startSeconds }) => startSeconds)).toEqual([0, 3, 6]);
  });
});
