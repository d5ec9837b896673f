import { byEmotion, mostProbable } from '#core/recognition/clip-model.ts';
import type { Emotion, PerEmotion } from '#shared/emotions.ts';

/** One window. Emotion and probabilities are null without speech. */
export interface TimelineWindow {
  startSeconds: number;
  endSeconds: number;
  emotion: Emotion | null;
  probabilities: PerEmotion<number> | null;
}

/** A period with one emotion; null without speech. */
export interface TimelineSegment {
  startSeconds: number;
  endSeconds: number;
  emotion: Emotion | null;
  /** Mean over the segment; null without speech. */
  probabilities: PerEmotion<number> | null;
}

/** Borders closer than this are merged: windows start at whole samples, so borders can differ by a sample. */
const MIN_SECONDS = 0.01;

/**
 * Combines overlapping windows to segments: between two borders of windows, the mean of all windows that cover this
 * period, or no speech if at least half of them have none. This moving average removes emotions that only one window
 * has. Neighbours with the same emotion become one segment.
 */
export function smoothSegments(
  windows: readonly TimelineWindow[],
  emotions: readonly Emotion[],
): TimelineSegment[] {
  const borders = distinctBorders(windows);
  const segments: TimelineSegment[] = [];
  let first = 0;
  for (let i = 0; i + 1 < borders.length; i++) {
    const [startSeconds, endSeconds] = [borders[i], borders[i + 1]];
    const middle = (startSeconds + endSeconds) / 2;
    while (windows[first].endSeconds <= middle) first++;
    const covering: TimelineWindow[] = [];
    for (let w = first; w < windows.length && windows[w].startSeconds <= middle; w++)
      covering.push(windows[w]);
    append(segments, { startSeconds, endSeconds, ...meanOf(covering, emotions) }, emotions);
  }
  return segments;
}

function distinctBorders(windows: readonly TimelineWindow[]): number[] {
  const sorted = windows
    .flatMap(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])
    .sort((a, b) => a - b);
  const borders = sorted.slice(0, 1);
  for (const border of sorted) if (border - borders.at(-1)! >= MIN_SECONDS) borders.push(border);
  if (borders.length > 1) borders[borders.length - 1] = sorted.at(-1)!;
  return borders;
}

function meanOf(
  covering: readonly TimelineWindow[],
  emotions: readonly Emotion[],
): Pick<TimelineSegment, 'emotion' | 'probabilities'> {
  const withSpeech = covering.flatMap(({ probabilities }) => (probabilities === null ? [] : [probabilities]));
  if (2 * withSpeech.length <= covering.length) return { emotion: null, probabilities: null };
  const mean = emotions.map(
    (emotion) => withSpeech.reduce((sum, one) => sum + one[emotion], 0) / withSpeech.length,
  );
  return { emotion: mostProbable(emotions, mean), probabilities: byEmotion(emotions, mean) };
}

/** Adds a piece, or extends the last segment if both have the same emotion. */
function append(segments: TimelineSegment[], piece: TimelineSegment, emotions: readonly Emotion[]): void {
  const last = segments.at(-1);
  if (last === undefined || last.emotion !== piece.emotion) {
    segments.push(piece);
    return;
  }
  const [before, added] = [last.endSeconds - last.startSeconds, piece.endSeconds - piece.startSeconds];
  const { probabilities } = last;
  if (probabilities !== null && piece.probabilities !== null) {
    const mean = emotions.map(
      (emotion) =>
        (probabilities[emotion] * before + piece.probabilities![emotion] * added) / (before + added),
    );
    last.probabilities = byEmotion(emotions, mean);
  }
  last.endSeconds = piece.endSeconds;
}
