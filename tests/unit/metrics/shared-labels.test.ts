import { describe, expect, it } from 'vitest';
import { computeMetrics } from '#core/metrics/metrics.ts';
import { overlapOf, restrictedTo, sharedLabelMetrics } from '#core/metrics/shared-labels.ts';
import { EMOTIONS, type Emotion } from '#shared/emotions.ts';

const index = (...emotions: Emotion[]) => emotions.map((emotion) => EMOTIONS.indexOf(emotion));
/** A clip with these probabilities; the others are 0. */
const clip = (actual: Emotion, probabilities: Partial<Record<Emotion, number>>, speaker = 'a') => ({
  actual: EMOTIONS.indexOf(actual),
  probabilities: EMOTIONS.map((emotion) => probabilities[emotion] ?? 0),
  speaker,
});
const SEED = { seed: 3, labels: EMOTIONS };

describe('overlapOf', () => {
  it('divides labels into shared, missing and unseen ones', () => {
    expect(overlapOf([5, 1, 1, 9], new Set([1, 2, 5]))).toEqual({
      shared: [1, 5],
      missing: [2],
      unseen: [9],
    });
    expect(overlapOf([], new Set([1]))).toEqual({ shared: [], missing: [1], unseen: [] });
    // Numbers are sorted by value.
    expect(overlapOf([10, 9], new Set([9, 10])).shared).toEqual([9, 10]);
  });
});

describe('restrictedTo', () => {
  it('sets the other probabilities to zero and divides by the sum of the rest', () => {
    const restricted = restrictedTo([0.5, 0.3, 0.1, 0.1], [1, 3]);
    expect(restricted[0]).toBe(0);
    expect(restricted[2]).toBe(0);
    expect(restricted[1]).toBeCloseTo(0.75, 12);
    expect(restricted[3]).toBeCloseTo(0.25, 12);
  });

  it('keeps the ratio of tiny probabilities, and is uniform if all are zero', () => {
    const [, a, b] = restrictedTo([1, 1e-300, 3e-300], [1, 2]);
    expect([a, b]).toEqual([0.25, 0.75]);
    expect(restrictedTo([1, 0, 0], [1, 2])).toEqual([0, 0.5, 0.5]);
  });
});

describe('sharedLabelMetrics', () => {
  const clips = [
    clip('angry', { angry: 0.4, surprise: 0.6 }, 'a'),
    clip('angry', { angry: 0.9, surprise: 0.1 }, 'b'),
    clip('sad', { sad: 0.2, angry: 0.3, surprise: 0.5 }, 'a'),
    clip('sad', { sad: 1 }, 'b'),
    clip('happy', { happy: 1 }, 'b'),
  ];
  const shared = index('angry', 'sad');

  it('takes UAR over the shared emotions and excludes clips of others', () => {
    const { results } = sharedLabelMetrics(clips, shared, SEED);
    expect(results.clips).toBe(4);
    expect(results.uar).toBe(0.5);
    expect(results.perEmotion.happy.support).toBe(0);
    expect(results).toEqual(computeMetrics(clips.slice(0, 4), SEED));
  });

  it('restricts predictions to the shared emotions', () => {
    const { restricted } = sharedLabelMetrics(clips, shared, SEED);
    // The first clip becomes correct, the third is still wrong.
    expect(restricted).toMatchObject({ clips: 4, uar: 0.75, accuracy: 0.75 });
    expect(restricted!.confusion[EMOTIONS.indexOf('angry')][EMOTIONS.indexOf('surprise')]).toBe(0);
    expect(restricted!.confusion[EMOTIONS.indexOf('sad')][EMOTIONS.indexOf('angry')]).toBe(1);
  });

  it('restricts nothing if all emotions are shared, or only one', () => {
    expect(sharedLabelMetrics(clips, [...EMOTIONS.keys()], SEED).restricted).toBeNull();
    expect(sharedLabelMetrics(clips, index('happy'), SEED)).toMatchObject({
      results: { clips: 1, uar: 1 },
      restricted: null,
    });
  });

  it('needs a clip of a shared emotion', () => {
    for (const none of [[], index('fear')]) {
      expect(() => sharedLabelMetrics(clips, none, SEED)).toThrow(
        expect.objectContaining({ code: 'no-predictions' }),
      );
    }
  });
});
