import type { TimeRange } from '#shared/sounds.ts';

/** The shortest part that can be shown: a few periods of a voice. */
export const MIN_VIEW_SECONDS = 0.01;

/** A view that lacks less of the sound than this share is the whole sound: steps in and out again are rounded. */
const ROUNDING = 1e-9;

export const wholeRange = (durationSeconds: number): TimeRange => ({
  startSeconds: 0,
  endSeconds: durationSeconds,
});

export const spanOf = ({ startSeconds, endSeconds }: TimeRange): number => endSeconds - startSeconds;

/** The view of `span` seconds that starts as near to `startSeconds` as the sound allows. */
function placed(startSeconds: number, span: number, durationSeconds: number): TimeRange {
  if (span >= durationSeconds * (1 - ROUNDING)) return wholeRange(durationSeconds);
  const length = Math.min(durationSeconds, Math.max(Math.min(MIN_VIEW_SECONDS, durationSeconds), span));
  const start = Math.max(0, Math.min(durationSeconds - length, startSeconds));
  return { startSeconds: start, endSeconds: Math.min(durationSeconds, start + length) };
}

/**
 * The view with its span divided by `factor` (above 1: closer). The time `anchorSeconds` stays at its place, unless the sound
 * ends there.
 */
export function zoomed(
  view: TimeRange,
  factor: number,
  anchorSeconds: number,
  durationSeconds: number,
): TimeRange {
  const least = Math.min(MIN_VIEW_SECONDS, durationSeconds);
  const span = Math.max(least, Math.min(durationSeconds, spanOf(view) / factor));
  const anchor = Math.max(view.startSeconds, Math.min(view.endSeconds, anchorSeconds));
  const share = spanOf(view) > 0 ? (anchor - view.startSeconds) / spanOf(view) : 0;
  return placed(anchor - share * span, span, durationSeconds);
}

/** The view moved by some seconds, with its span. */
export function moved(view: TimeRange, bySeconds: number, durationSeconds: number): TimeRange {
  return placed(view.startSeconds + bySeconds, spanOf(view), durationSeconds);
}

/** The view itself where it contains the time; otherwise moved so that the time is at a tenth of it. */
export function revealed(view: TimeRange, seconds: number, durationSeconds: number): TimeRange {
  if (seconds >= view.startSeconds && seconds <= view.endSeconds) return view;
  return placed(seconds - spanOf(view) / 10, spanOf(view), durationSeconds);
}

/** A selection as a view, with a twentieth of its length on both sides. */
export function aroundRange(range: TimeRange, durationSeconds: number): TimeRange {
  const margin = spanOf(range) / 20;
  return placed(range.startSeconds - margin, spanOf(range) + 2 * margin, durationSeconds);
}

export const isWhole = (view: TimeRange, durationSeconds: number): boolean =>
  view.startSeconds <= 0 && view.endSeconds >= durationSeconds;

/** Where a time is in the view: 0 at its start, 1 at its end; outside of it beyond. */
export const shareInView = (view: TimeRange, seconds: number): number =>
  spanOf(view) > 0 ? (seconds - view.startSeconds) / spanOf(view) : 0;

export const secondsInView = (view: TimeRange, share: number): number =>
  view.startSeconds + share * spanOf(view);

/** The part between two times in any order, within the sound; null if it is empty. */
export function selected(from: number, to: number, durationSeconds: number): TimeRange | null {
  const clamp = (seconds: number) => Math.max(0, Math.min(durationSeconds, seconds));
  const [startSeconds, endSeconds] = [clamp(Math.min(from, to)), clamp(Math.max(from, to))];
  return startSeconds < endSeconds ? { startSeconds, endSeconds } : null;
}
