import type { TimelineEntry } from '#renderer/parts/sound/emotion-timeline.tsx';
import { EMOTIONS, perEmotion } from '#shared/emotions.ts';

/** Segments of 0.25 s up to `seconds`; every fifth has no speech. */
export function sampleTimeline(seconds: number): TimelineEntry[] {
  return Array.from({ length: Math.floor(seconds / 0.25) }, (_, window) => {
    const times = { startSeconds: window / 4, endSeconds: (window + 1) / 4 };
    if (window % 5 === 4) return { ...times, emotion: null, probabilities: null };
    const first = EMOTIONS[window % EMOTIONS.length];
    const rest = 0.4 / (EMOTIONS.length - 1);
    return {
      ...times,
      emotion: first,
      probabilities: perEmotion(EMOTIONS, (emotion) => (emotion === first ? 0.6 : rest)),
    };
  });
}
