import { filterBiquad, lowPassBiquad } from './biquad.ts';
import { frameSamples, type VoiceBand } from './voice-band.ts';

const MIN_PITCH_HZ = 60;
const MAX_PITCH_HZ = 500;
/** In noise, only the lowest harmonics of a voice are stronger than the noise. */
const VOICE_CUTOFF_HZ = 1000;
/** A shorter period is preferred if it correlates nearly as well, because multiples of a period always correlate. */
const SHORTER_PERIOD = 0.9;

export interface PitchTrack {
  /** Normalised cross-correlation at each frame's best period, 0 … 1; 0 if there is no peak. */
  correlation: Float64Array;
  /** Pitch of each frame; 0 if there is no peak. */
  pitchHz: Float64Array;
}

/**
 * Pitch by the normalised cross-correlation of Talkin (1995, "A robust algorithm for pitch tracking (RAPT)", in
 * Speech Coding and Synthesis): correlates each frame with itself one period later, for periods of 60 to 500 Hz, below
 * 1 kHz and at half the rate. A parabola refines the peak. It does not search a path through the frames, because only
 * the strength and the movement of the pitch matter.
 *
 * @param wanted Frames to measure; all others get 0. Frames whose longest period extends beyond the sound also get 0.
 */
export function trackPitch({ samples, sampleRateHz }: VoiceBand, wanted: readonly boolean[]): PitchTrack {
  const low = lowVoice(samples, sampleRateHz);
  const rate = sampleRateHz / 2;
  const frame = Math.round(frameSamples(sampleRateHz).frame / 2);
  const hop = frameSamples(sampleRateHz).hop / 2;
  const shortest = Math.max(2, Math.floor(rate / MAX_PITCH_HZ));
  const longest = Math.ceil(rate / MIN_PITCH_HZ);
  const correlation = new Float64Array(wanted.length);
  const pitchHz = new Float64Array(wanted.length);
  const byLag = new Float64Array(longest + 2);
  for (let f = 0; f < wanted.length; f++) {
    const start = Math.round(f * hop);
    if (!wanted[f] || start + frame + longest + 1 > low.length) continue;
    correlate(low, start, frame, shortest - 1, longest + 1, byLag);
    const lag = bestPeak(byLag, shortest, longest);
    if (lag === 0) continue;
    correlation[f] = byLag[lag];
    pitchHz[f] = rate / (lag + parabolaOffset(byLag[lag - 1], byLag[lag], byLag[lag + 1]));
  }
  return { correlation, pitchHz };
}

/** Every second sample after a fourth-order low-pass filter. */
function lowVoice(samples: Float64Array, sampleRateHz: number): Float64Array {
  const biquad = lowPassBiquad(Math.min(VOICE_CUTOFF_HZ, sampleRateHz / 5), sampleRateHz);
  const low = filterBiquad(filterBiquad(samples, biquad), biquad);
  return Float64Array.from({ length: Math.ceil(low.length / 2) }, (_, n) => low[2 * n]);
}

/** Fills `byLag[from … to)`. */
function correlate(
  samples: Float64Array,
  start: number,
  length: number,
  from: number,
  to: number,
  byLag: Float64Array,
): void {
  let here = 0;
  for (let i = start; i < start + length; i++) here += samples[i] * samples[i];
  let later = 0;
  for (let i = start + from; i < start + from + length; i++) later += samples[i] * samples[i];
  for (let lag = from; lag < to; lag++) {
    let product = 0;
    for (let i = start; i < start + length; i++) product += samples[i] * samples[i + lag];
    const power = here * later;
    byLag[lag] = power > 0 ? product / Math.sqrt(power) : 0;
    later += samples[start + lag + length] ** 2 - samples[start + lag] ** 2;
  }
}

/** The lag of the highest peak, or of a nearly equal peak at a shorter lag; 0 if there is no peak. */
function bestPeak(byLag: Float64Array, shortest: number, longest: number): number {
  const isPeak = (lag: number) => byLag[lag] > byLag[lag - 1] && byLag[lag] >= byLag[lag + 1];
  let best = 0;
  for (let lag = shortest; lag < longest; lag++) {
    if (isPeak(lag) && byLag[lag] > (best === 0 ? 0 : byLag[best])) best = lag;
  }
  for (let lag = shortest; lag < best; lag++) {
    if (isPeak(lag) && byLag[lag] > SHORTER_PERIOD * byLag[best]) return lag;
  }
  return best;
}

/** Position of the maximum of the parabola through three neighbours, −½ … ½ from the middle one. */
function parabolaOffset(before: number, middle: number, after: number): number {
  const bend = before - 2 * middle + after;
  return bend === 0 ? 0 : (before - after) / (2 * bend);
}
