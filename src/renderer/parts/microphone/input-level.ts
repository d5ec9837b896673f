/** The current level of the microphone, in dB relative to full scale; at least {@link MIN_DBFS}. */
export interface InputLevel {
  /** Root mean square of about the last 0.1 s. */
  rmsDbfs: number;
  peakDbfs: number;
  /** The highest peak of the last {@link HOLD_SECONDS}. */
  heldPeakDbfs: number;
  /** A problem of the input; null if there is none. */
  warning: InputWarning | null;
}

/** `blocked`: nothing but zeros. Every open microphone has noise, so that the system or the device sends nothing. */
export type InputWarning = 'blocked' | 'silence' | 'clipping';

export const MIN_DBFS = -72;
const HOLD_SECONDS = 1.5;
/** With a working microphone, a quiet room is louder than this. */
const SILENCE_DBFS = -58;
const SILENCE_SECONDS = 2;
/** Full scale, minus a tolerance for 16-bit steps and the rounding of a resampler. */
const CLIPPING = 0.998;
/** One sample at full scale may be chance; this number in a chunk means clipping. */
const CLIPPED_SAMPLES = 3;
const CLIPPING_SECONDS = 2;

export interface LevelMeter {
  /** Adds the next samples and returns the new level. */
  push(chunk: Float32Array): InputLevel;
}

/** Measures a stream of samples. Time is counted in samples, not by the clock. */
export function createLevelMeter(sampleRateHz: number): LevelMeter {
  let seconds = 0;
  let meanSquare = 0;
  let held = { dbfs: MIN_DBFS, at: 0 };
  let lastSoundAt = 0;
  let clippedAt = Number.NEGATIVE_INFINITY;
  let hasSignal = false;
  return {
    push(chunk) {
      const length = chunk.length / sampleRateHz;
      seconds += length;
      let peak = 0;
      let sum = 0;
      let clipped = 0;
      for (const sample of chunk) {
        const magnitude = Math.abs(sample);
        if (magnitude > peak) peak = magnitude;
        if (magnitude >= CLIPPING) clipped++;
        sum += sample * sample;
      }
      if (peak > 0) hasSignal = true;
      if (chunk.length > 0) {
        const weight = Math.min(1, length / 0.1);
        meanSquare += weight * (sum / chunk.length - meanSquare);
      }
      const peakDbfs = toDbfs(peak);
      if (peakDbfs >= held.dbfs || seconds - held.at > HOLD_SECONDS) held = { dbfs: peakDbfs, at: seconds };
      if (peakDbfs > SILENCE_DBFS) lastSoundAt = seconds;
      if (clipped >= CLIPPED_SAMPLES) clippedAt = seconds;
      const warning =
        seconds - clippedAt < CLIPPING_SECONDS
          ? 'clipping'
          : seconds - lastSoundAt < SILENCE_SECONDS
            ? null
            : hasSignal
              ? 'silence'
              : 'blocked';
      return { rmsDbfs: toDbfs(Math.sqrt(meanSquare)), peakDbfs, heldPeakDbfs: held.dbfs, warning };
    },
  };
}

function toDbfs(amplitude: number): number {
  return amplitude > 0 ? Math.max(MIN_DBFS, 20 * Math.log10(amplitude)) : MIN_DBFS;
}
