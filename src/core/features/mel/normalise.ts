/** Normalisation of a row-major matrix `[bands, frames]`, in place. Sums are in double precision. */

/**
 * Scales all values to zero mean and unit (population) standard deviation. A constant matrix, such as that of silence,
 * becomes all zero.
 */
export function standardise(values: Float32Array): void {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) ** 2;
  const deviation = Math.sqrt(squares / values.length);
  const scale = scaleFor(mean, deviation);
  for (let i = 0; i < values.length; i++) values[i] = (values[i] - mean) * scale;
}

/** Frames `from` to `to − 1`. */
interface Frames {
  from: number;
  to: number;
}

/**
 * Subtracts `share` of each band's mean over the frames with sound, then scales to zero mean and unit (population) standard
 * deviation over these frames. The padding gets the lowest value of all bands, because digital silence would be a feature of
 * short clips that noisy ones do not have. The mean over time is what a microphone and a room add to each band in
 * decibels (cepstral mean subtraction, Atal 1974, on bands).
 */
export function standardiseBands(
  values: Float32Array,
  bands: number,
  frames: number,
  sound: Frames,
  share: number,
): void {
  const { from, to } = sound;
  const count = bands * (to - from);
  let sum = 0;
  let lowest = Number.POSITIVE_INFINITY;
  for (let band = 0; band < bands; band++) {
    const part = values.subarray(band * frames + from, band * frames + to);
    let total = 0;
    for (const value of part) total += value;
    const removed = (share * total) / part.length;
    for (let i = 0; i < part.length; i++) {
      part[i] -= removed;
      sum += part[i];
      lowest = Math.min(lowest, part[i]);
    }
  }
  for (let band = 0; band < bands; band++) {
    values.fill(lowest, band * frames, band * frames + from);
    values.fill(lowest, band * frames + to, (band + 1) * frames);
  }
  const mean = sum / count;
  let squares = 0;
  for (let band = 0; band < bands; band++)
    for (let frame = from; frame < to; frame++) squares += (values[band * frames + frame] - mean) ** 2;
  const scale = scaleFor(mean, Math.sqrt(squares / count));
  for (let i = 0; i < values.length; i++) values[i] = (values[i] - mean) * scale;
}

/** 1 / deviation; 0 where values are equal. Their mean has a rounding error, which must not be amplified. */
export function scaleFor(mean: number, deviation: number): number {
  return deviation > 1e-6 * Math.max(1, Math.abs(mean)) ? 1 / deviation : 0;
}

/** The frames of a centred STFT that have sound of the samples `start` to `start + count − 1`; all if there are none. */
export function framesWithSound(start: number, count: number, hop: number, frames: number): Frames {
  if (count === 0) return { from: 0, to: frames };
  return { from: Math.floor(start / hop), to: Math.min(frames, Math.ceil((start + count) / hop) + 1) };
}
