/** How loud the microphone is now, in decibels below full scale; at least {@link LOWEST_DBFS}. */
export interface InputLevel {
  /** Root mean square of the last tenth of a second or so. */
  rmsDbfs: number;
  peakDbfs: number;
  /** The highest peak of the last {@link HOLD_SECONDS}. */
  heldPeakDbfs: number;
  /** What is wrong with it; null when nothing is. */
  warning: 'silence' | 'clipping' | null;
}

export const LOWEST_DBFS = -72;
const HOLD_SECONDS = 1.5;
/** A quiet room is louder in any microphone that is on. */
const SILENCE_DBFS = -58;
const SILENCE_SECONDS = 2;
/** Full scale, but for the last step of 16 bits and the rounding of a resampler. */
const CLIPPING = 0.998;
/** One sample at full scale may be chance; so many in a chunk are a wave that is cut off. */
const CLIPPED_SAMPLES = 3;
const CLIPPING_SECONDS = 2;

export interface LevelMeter {
  /** Takes the next samples. */
  push(chunk: Float32Array): InputLevel;
}

/** Time is counted in samples, so that it is the sound's own. */
export function createLevelMeter(sampleRateHz: number): LevelMeter {
  let seconds = 0;
  let meanSquare = 0;
  let held = { dbfs: LOWEST_DBFS, at: 0 };
  let heardAt = 0;
  let clippedAt = Number.NEGATIVE_INFINITY;
  return {
    push(chunk) {
      const length = chunk.length / sampleRateHz;
      seconds += length;
      let peak = 0;
      let sum = 0;
      let clipped = 0;
      for (const sample of chunk) {
        const size = Math.abs(sample);
        if (size > peak) peak = size;
        if (size >= CLIPPING) clipped++;
        sum += sample * sample;
      }
      if (chunk.length > 0) {
        const weight = Math.min(1, length / 0.1);
        meanSquare += weight * (sum / chunk.length - meanSquare);
      }
      const peakDbfs = toDbfs(peak);
      if (peakDbfs >= held.dbfs || seconds - held.at > HOLD_SECONDS) held = { dbfs: peakDbfs, at: seconds };
      if (peakDbfs > SILENCE_DBFS) heardAt = seconds;
      if (clipped >= CLIPPED_SAMPLES) clippedAt = seconds;
      const warning =
        seconds - clippedAt < CLIPPING_SECONDS
          ? 'clipping'
          : seconds - heardAt >= SILENCE_SECONDS
            ? 'silence'
            : null;
      return { rmsDbfs: toDbfs(Math.sqrt(meanSquare)), peakDbfs, heldPeakDbfs: held.dbfs, warning };
    },
  };
}

function toDbfs(size: number): number {
  return size > 0 ? Math.max(LOWEST_DBFS, 20 * Math.log10(size)) : LOWEST_DBFS;
}
