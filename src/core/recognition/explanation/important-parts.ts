import type { BandPart, Explanation, TimePart } from '#shared/explanations.ts';
import type { NetworkInput } from '#shared/sounds.ts';

/** A frame or a row belongs to the important parts from this share of the largest sum on. */
const IMPORTANT_SHARE = 0.5;

/**
 * The times of the sound, and the bands, where the weights `[rows, frames]` summed over the other axis are at least half of the
 * largest sum; and the share of the weight on the zeros around a short sound.
 */
export function importantParts(
  weights: Float32Array,
  input: Pick<
    NetworkInput,
    'rows' | 'frames' | 'hopSeconds' | 'used' | 'windowStartSeconds' | 'frequenciesHz'
  >,
): Pick<Explanation, 'times' | 'bands' | 'paddedShare'> {
  const { rows, frames, hopSeconds, used, windowStartSeconds, frequenciesHz } = input;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return { times: [], bands: [], paddedShare: 0 };
  const byFrame = new Float64Array(frames);
  const byRow = new Float64Array(rows);
  weights.forEach((weight, i) => {
    byFrame[i % frames] += weight / total;
    byRow[Math.floor(i / frames)] += weight / total;
  });
  const length = used.endSeconds - used.startSeconds;
  // Half a frame belongs to the sound on both sides of its ends.
  const isInSound = (frame: number) => {
    const seconds = frame * hopSeconds - windowStartSeconds;
    return seconds > -hopSeconds / 2 && seconds < length + hopSeconds / 2;
  };
  const secondsAt = (frame: number) =>
    used.startSeconds + Math.min(length, Math.max(0, frame * hopSeconds - windowStartSeconds));
  const inSound = byFrame.map((sum, frame) => (isInSound(frame) ? sum : 0));
  const times = importantRanges(inSound).map(
    ({ first, last, share }): TimePart => ({
      startSeconds: secondsAt(first - 0.5),
      endSeconds: secondsAt(last + 0.5),
      share,
    }),
  );
  const bands =
    frequenciesHz === null
      ? []
      : importantRanges(byRow).map(
          ({ first, last, share }): BandPart => ({
            lowestHz: edgeBelow(frequenciesHz, first),
            highestHz: edgeBelow(frequenciesHz, last + 1),
            share,
          }),
        );
  return { times, bands, paddedShare: 1 - inSound.reduce((sum, share) => sum + share, 0) };
}

/** Halfway to the band below, in Hz; the centre of the first band and of the last one at the ends. */
function edgeBelow(centres: readonly number[], row: number): number {
  const below = centres[Math.max(0, row - 1)];
  const above = centres[Math.min(centres.length - 1, row)];
  return (below + above) / 2;
}

/** The runs of indices whose share is at least half of the largest. */
function importantRanges(shares: Float64Array): { first: number; last: number; share: number }[] {
  const largest = shares.reduce((most, share) => Math.max(most, share), 0);
  const ranges: { first: number; last: number; share: number }[] = [];
  if (largest === 0) return ranges;
  shares.forEach((share, index) => {
    if (share < IMPORTANT_SHARE * largest) return;
    const before = ranges.at(-1);
    if (before?.last === index - 1) {
      before.last = index;
      before.share += share;
    } else ranges.push({ first: index, last: index, share });
  });
  return ranges;
}
