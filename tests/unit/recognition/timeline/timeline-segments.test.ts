import { describe, expect, test } from 'vitest';
import { smoothSegments, type TimelineWindow } from '#core/recognition/timeline/timeline-segments.ts';
import { EMOTIONS, type Emotion, perEmotion } from '#shared/emotions.ts';

function window(startSeconds: number, emotion: Emotion | null, share = 1, length = 3): TimelineWindow {
  const probabilities =
    emotion === null
      ? null
      : perEmotion(EMOTIONS, (one) => (one === emotion ? share : one === 'neutral' ? 1 - share : 0));
  return { startSeconds, endSeconds: startSeconds + length, emotion, probabilities };
}
const brief = (windows: TimelineWindow[]) =>
  smoothSegments(windows, EMOTIONS).map(({ startSeconds, endSeconds, emotion }) => [
    startSeconds,
    endSeconds,
    emotion,
  ]);

describe('segments', () => {
  test('are empty without windows', () => {
    expect(smoothSegments([], EMOTIONS)).toEqual([]);
  });

  test('join equal emotions, with the mean weighted by length', () => {
    const segments = smoothSegments([window(0, 'sad', 1), window(3, 'sad', 0.7, 1)], EMOTIONS);
    expect(segments).toHaveLength(1);
    expect(segments[0]).toMatchObject({ startSeconds: 0, endSeconds: 4, emotion: 'sad' });
    expect(segments[0].probabilities?.sad).toBeCloseTo((3 * 1 + 0.7) / 4, 12);
  });

  test('drop the emotion of one window in three, keep that of most windows', () => {
    const windows = ['sad', 'sad', 'angry', 'sad', 'sad'].map((emotion, start) =>
      window(start, emotion as Emotion, 0.9),
    );
    expect(brief(windows)).toEqual([[0, 7, 'sad']]);
    const turn = ['sad', 'sad', 'sad', 'angry', 'angry', 'angry'].map((emotion, start) =>
      window(start, emotion as Emotion),
    );
    expect(brief(turn)).toEqual([
      [0, 4, 'sad'],
      [4, 8, 'angry'],
    ]);
  });

  test('have no speech if at least half of the windows have none', () => {
    const windows = [window(0, 'sad'), window(1, 'sad'), window(2, null), window(3, null), window(4, null)];
    expect(brief(windows)).toEqual([
      [0, 3, 'sad'],
      [3, 7, null],
    ]);
  });

  test('have no very short pieces if borders differ by a sample', () => {
    const windows = [0, 1, 2, 3].map((n) => window(n + n * 0.00004, n % 2 === 0 ? 'sad' : 'angry', 0.9));
    for (const { startSeconds, endSeconds } of smoothSegments(windows, EMOTIONS)) {
      expect(endSeconds - startSeconds).toBeGreaterThan(0.5);
    }
    expect(smoothSegments(windows, EMOTIONS).at(-1)?.endSeconds).toBe(windows[3].endSeconds);
  });
});
