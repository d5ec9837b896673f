import { EMOTIONS, type Emotion, type PerEmotion } from '../../shared/emotions.ts';
import { mostProbable, named } from './recogniser.ts';

/** One window; emotion and probabilities are null where nobody speaks. */
export interface TimelineWindow {
  startSeconds: number;
  endSeconds: number;
  emotion: Emotion | null;
  probabilities: PerEmotion<number> | null;
}

/** A stretch of one emotion; null where nobody speaks. */
export interface TimelineSegment {
  startSeconds: number;
  endSeconds: number;
  emotion: Emotion | null;
  /** Mean over the stretch; null where nobody speaks. */
  probabilities: PerEmotion<number> | null;
}

/** Borders closer than this are one: windows begin at whole samples, wherever the hop falls. */
const LEAST_SECONDS = 0.01;

/**
 * One answer for every moment from windows that overlap: between two borders of windows, the mean of all windows that
 * cover the place, or nobody speaking where most of them (or half) say so. This moving average takes away what only
 * one window heard. Neighbours of the same emotion become one segment.
 */
export function smoothSegments(windows: readonly TimelineWindow[]): TimelineSegment[] {
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
    append(segments, { startSeconds, endSeconds, ...meanOf(covering) });
  }
  return segments;
}

function distinctBorders(windows: readonly TimelineWindow[]): number[] {
  const sorted = windows
    .flatMap(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])
    .sort((a, b) => a - b);
  const borders = sorted.slice(0, 1);
  for (const border of sorted) if (border - borders.at(-1)! >= LEAST_SECONDS) borders.push(border);
  if (borders.length > 1) borders[borders.length - 1] = sorted.at(-1)!;
  return borders;
}

function meanOf(covering: readonly TimelineWindow[]): Pick<TimelineSegment, 'emotion' | 'probabilities'> {
  const spoken = covering.flatMap(({ probabilities }) => (probabilities === null ? [] : [probabilities]));
  if (2 * spoken.length <= covering.length) return { emotion: null, probabilities: null };
  const mean = EMOTIONS.map((emotion) => spoken.reduce((sum, one) => sum + one[emotion], 0) / spoken.length);
  return { emotion: mostProbable(mean), probabilities: named(mean) };
}

/** Adds a piece, or lengthens the last segment by it where both say the same. */
function append(segments: TimelineSegment[], piece: TimelineSegment): void {
  const last = segments.at(-1);
  if (last === undefined || last.emotion !== piece.emotion) {
    segments.push(piece);
    return;
  }
  const [before, added] = [last.endSeconds - last.startSeconds, piece.endSeconds - piece.startSeconds];
  const { probabilities } = last;
  if (probabilities !== null && piece.probabilities !== null) {
    const mean = EMOTIONS.map(
      (emotion) =>
        (probabilities[emotion] * before + piece.probabilities![emotion] * added) / (before + added),
    );
    last.probabilities = named(mean);
  }
  last.endSeconds = piece.endSeconds;
}
