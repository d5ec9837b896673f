/**
 * Smooths a track in place with a triangular window (two moving averages). It adds no delay: a step becomes a
 * transition that starts before the boundary and ends after it, as in coarticulation. Beyond its ends the track has
 * its first and last value.
 *
 * @param widthFrames Length of each moving average in frames; 1 or less does not change the track.
 */
export function smoothTrack(track: Float64Array, widthFrames: number): void {
  const half = Math.floor(widthFrames / 2);
  if (half < 1 || track.length === 0) return;
  movingAverage(track, half);
  movingAverage(track, half);
}

function movingAverage(track: Float64Array, half: number): void {
  const n = track.length;
  const original = track.slice();
  const at = (index: number): number => original[index < 0 ? 0 : index >= n ? n - 1 : index];
  let sum = 0;
  for (let i = -half; i <= half; i++) sum += at(i);
  for (let i = 0; i < n; i++) {
    track[i] = sum / (2 * half + 1);
    sum += at(i + half + 1) - at(i - half);
  }
}
