import { describe, expect, onTestFinished, test } from 'vitest';
import { RAVDESS_SENTENCES } from '#core/corpora/sample-voices/sentences.ts';
import { createSpeaker } from '#core/corpora/sample-voices/speakers.ts';
import { synthesize } from '#core/corpora/sample-voices/voice/synthesize.ts';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { type ClipModel, clipNetwork } from '#core/recognition/clip-model.ts';
import { predictSound } from '#core/recognition/predict-clip.ts';
import { type LongSound, predictTimeline, soundInMemory } from '#core/recognition/timeline/timeline.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { LOG_MEL, THESIS_MFCC } from '#shared/settings/mel-features.ts';
import { projectionNetwork, type RecordingNetwork } from '../projection-network.ts';

const RATE = 16_000;

async function modelOf(network: RecordingNetwork, features = LOG_MEL): Promise<ClipModel> {
  const extractor = await createExtractor(features);
  onTestFinished(() => extractor[Symbol.dispose]());
  const networks = [clipNetwork(network, EMOTIONS.length)];
  return { features, emotions: EMOTIONS, extractor, networks, recordings: 0 };
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
  test('has a window every hop, one that ends with the sound, and windows without speech', async () => {
    const network = projectionNetwork(1);
    const samples = recording(20, [0, 2, 4, 13, 15]).subarray(0, 19.5 * RATE);
    const timeline = await predictTimeline(soundInMemory(samples, RATE, 'id'), await modelOf(network));
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
    expect(network.calls.reduce((sum, { n }) => sum + n, 0)).toBe(spoken.length);
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
    const one = await predictTimeline(sound, await modelOf(projectionNetwork(2)), { hopSeconds: 0.7 });
    const network = projectionNetwork(2);
    const progress: number[][] = [];
    const few = await predictTimeline(sound, await modelOf(network), {
      hopSeconds: 0.7,
      batchWindows: 4,
      onProgress: (done, total) => progress.push([done, total]),
    });
    expect(few).toEqual(one);
    expect(Math.max(...network.calls.map(({ n }) => n))).toBeLessThanOrEqual(4);
    expect(progress.at(-1)).toEqual([one.windows.length, one.windows.length]);
    expect(progress).toHaveLength(Math.ceil(one.windows.length / 4));
  });

  test.each([LOG_MEL, THESIS_MFCC])(
    'of a clip no longer than a window equals the prediction of the clip',
    async (features) => {
      const samples = speech(1).subarray(0, 1.5 * RATE);
      const model = await modelOf(projectionNetwork(3), features);
      const clip = await predictSound({ samples, sampleRateHz: RATE, identity: 'id' }, model);
      const timeline = await predictTimeline(soundInMemory(samples, RATE, 'id'), model);
      const { emotion, probabilities } = clip as { emotion: string; probabilities: object };
      const span = { startSeconds: 0, endSeconds: 1.5 };
      expect(timeline).toEqual({
        windows: [{ ...span, emotion, probabilities }],
        segments: [{ ...span, emotion, probabilities }],
        overall: { emotion, probabilities },
      });
    },
  );

  test('is empty for no sound, and has no speech for silence', async () => {
    const network = projectionNetwork(1);
    const model = await modelOf(network);
    expect(await predictTimeline(soundInMemory(new Float32Array(0), RATE, ''), model)).toEqual({
      windows: [],
      segments: [],
      overall: null,
    });
    const silence = await predictTimeline(soundInMemory(new Float32Array(10 * RATE), RATE, ''), model);
    expect(silence.overall).toBeNull();
    expect(silence.segments).toEqual([
      { startSeconds: 0, endSeconds: 10, emotion: null, probabilities: null },
    ]);
    expect(network.calls).toEqual([]);
  });

  test('reads an hour one window at a time', async () => {
    const clip = recording(3, [0]);
    let [maxCount, reads] = [0, 0];
    const hour: LongSound = {
      sampleRateHz: RATE,
      sampleCount: 3600 * RATE,
      identity: 'hour',
      read: (start, count) => {
        reads++;
        maxCount = Math.max(maxCount, count);
        return start / RATE === 1800 ? clip : new Float32Array(count);
      },
    };
    const timeline = await predictTimeline(hour, await modelOf(projectionNetwork(1)), {
      hopSeconds: 3,
    });
    expect([maxCount, reads]).toEqual([3 * RATE, 1200]);
    expect(timeline.segments.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])).toEqual([
      [0, 1800],
      [1800, 1803],
      [1803, 3600],
    ]);
    expect(timeline.segments[1].probabilities).toEqual(timeline.overall!.probabilities);
  });

  test('ends when it is cancelled half-way', async () => {
    const samples = recording(12, [0, 3, 6, 9]);
    const network = projectionNetwork(1);
    const model = await modelOf(network);
    const controller = new AbortController();
    const timeline = predictTimeline(soundInMemory(samples, RATE, ''), model, {
      batchWindows: 2,
      signal: controller.signal,
      onProgress: (done) => done >= 4 && controller.abort(),
    });
    await expect(timeline).rejects.toThrow(expect.objectContaining({ code: 'cancelled' }));
    expect(network.calls).toHaveLength(2);
  });

  test.each([0, -1, Number.NaN, 0.001])('rejects a hop of %d s', async (hopSeconds) => {
    const timeline = predictTimeline(
      soundInMemory(new Float32Array(RATE), RATE, ''),
      await modelOf(projectionNetwork(1)),
      { hopSeconds },
    );
    await expect(timeline).rejects.toThrow(expect.objectContaining({ code: 'invalid-hop' }));
  });

  test('has no gap if the hop is longer than a window', async () => {
    const samples = recording(9, [0, 3, 6]);
    const timeline = await predictTimeline(
      soundInMemory(samples, RATE, ''),
      await modelOf(projectionNetwork(1)),
      { hopSeconds: 100 },
    );
    expect(timeline.windows.map(({ startSeconds }) => startSeconds)).toEqual([0, 3, 6]);
  });
});
