import { createRealFft, isFftSize } from '#core/audio/fft.ts';
import { maximumNear } from './sinc-maximum.ts';

/** A pitch that a frame may have. */
interface PitchCandidate {
  /** 0: the frame is not voiced. */
  hz: number;
  /** The normalised autocorrelation at the period: 0…1. */
  strength: number;
}

/** What one frame says about pitch. */
export interface PitchFrame {
  /** The peak of the frame relative to that of the sound: 0…1. */
  intensity: number;
  candidates: PitchCandidate[];
}

export interface CandidateSettings {
  floorHz: number;
  ceilingHz: number;
  /** Length of a frame; three periods of the lowest pitch. */
  windowSeconds: number;
  /** A maximum of the autocorrelation below this is not a candidate. */
  minStrength: number;
  /** What each octave below the ceiling costs, so that of equal maxima the highest pitch is preferred. */
  octaveCost: number;
}

/** Finds the candidates of frames of one sound. Holds memory of the transform. */
export interface CandidateFinder {
  /** The candidates of the frame that is centred on a time. */
  find(centreSeconds: number): PitchFrame;
  [Symbol.dispose](): void;
}

/** Voiced candidates of a frame that are kept. */
const MAX_CANDIDATES = 14;

/**
 * The autocorrelation of frames, divided by that of their Hann window, whose maxima are the candidates: equations 3 to 9 of
 * Boersma (1993), see `pitch.ts`.
 */
export async function createCandidateFinder(
  samples: Float32Array,
  sampleRateHz: number,
  settings: CandidateSettings,
): Promise<CandidateFinder> {
  const half = Math.max(1, Math.floor((settings.windowSeconds * sampleRateHz) / 2) - 1);
  const size = 2 * half;
  const longestPeriod = Math.max(1, Math.floor(sampleRateHz / settings.floorHz));
  const shortestLag = Math.max(2, Math.floor(sampleRateHz / settings.ceilingHz));
  const longestLag = Math.min(Math.floor(size / 3) + 2, half);
  const fft = await createRealFft(transformSize(size + half));
  const window = Float64Array.from(
    { length: size },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 1)) / (size + 1)),
  );
  const frame = new Float32Array(fft.size);
  const power = new Float32Array(fft.size / 2 + 1);
  const spectrum = new Float32Array(fft.size);
  const correlation = new Float32Array(fft.size);
  const globalPeak = peakOf(samples, meanOf(samples, 0, samples.length));

  /** The autocorrelation of `frame` into `correlation`, by the theorem of Wiener and Khinchin. */
  const correlate = () => {
    fft.powerSpectrum(frame, power);
    spectrum[0] = power[0];
    spectrum[1] = power[fft.size / 2];
    for (let k = 1; k < fft.size / 2; k++) {
      spectrum[2 * k] = power[k];
      spectrum[2 * k + 1] = 0;
    }
    fft.inverse(spectrum, correlation);
  };
  for (let i = 0; i < size; i++) frame[i] = window[i];
  correlate();
  const ofWindow = Float64Array.from({ length: half + 1 }, (_, lag) => correlation[lag] / correlation[0]);
  const normalised = new Float64Array(half + 1);

  return {
    find(centreSeconds) {
      // Sample i is at (i + 0.5) / rate; the centre is between two samples.
      const right = Math.floor(centreSeconds * sampleRateHz - 0.5) + 1;
      const local = meanOf(samples, right - longestPeriod, right + longestPeriod);
      let peak = 0;
      for (let i = 0; i < size; i++) {
        const value = (samples[right - half + i] ?? 0) - local;
        frame[i] = value * window[i];
        if (Math.abs(i - half + 0.5) <= longestPeriod / 2 + 1)
          peak = Math.max(peak, Math.abs(value * window[i]));
      }
      frame.fill(0, size);
      const intensity = globalPeak === 0 ? 0 : Math.min(1, peak / globalPeak);
      if (peak === 0) return { intensity, candidates: [{ hz: 0, strength: 0 }] };
      correlate();
      normalised[0] = 1;
      for (let lag = 1; lag <= half; lag++)
        normalised[lag] = correlation[lag] / (correlation[0] * ofWindow[lag]);
      const candidates = maxima(normalised, shortestLag, longestLag, sampleRateHz, settings);
      return { intensity, candidates: [{ hz: 0, strength: 0 }, ...candidates] };
    },
    [Symbol.dispose]: () => fft[Symbol.dispose](),
  };
}

/** The strongest maxima of a normalised autocorrelation whose pitch is within the range. */
function maxima(
  correlation: Float64Array,
  shortestLag: number,
  longestLag: number,
  sampleRateHz: number,
  { floorHz, ceilingHz, minStrength, octaveCost }: CandidateSettings,
): PitchCandidate[] {
  const found: PitchCandidate[] = [];
  for (let lag = Math.max(2, shortestLag - 1); lag < longestLag; lag++) {
    const value = correlation[lag];
    if (value <= minStrength || value <= correlation[lag - 1] || value < correlation[lag + 1]) continue;
    const { place, height } = maximumNear(correlation, lag);
    const hz = sampleRateHz / place;
    if (hz < floorHz || hz > ceilingHz) continue;
    // Short windows give heights above 1 near their edges; they are mirrored at 1.
    found.push({ hz, strength: height > 1 ? 1 / height : height });
  }
  const worth = ({ hz, strength }: PitchCandidate) => strength - octaveCost * Math.log2(floorHz / hz);
  return found.sort((a, b) => worth(b) - worth(a)).slice(0, MAX_CANDIDATES);
}

/** The next size that the transform supports. */
function transformSize(least: number): number {
  let size = 32 * Math.ceil(least / 32);
  while (!isFftSize(size)) size += 32;
  return size;
}

/** The mean of the samples from `from` to `to − 1` that exist. */
function meanOf(samples: Float32Array, from: number, to: number): number {
  const [first, end] = [Math.max(0, from), Math.min(samples.length, to)];
  let sum = 0;
  for (let i = first; i < end; i++) sum += samples[i];
  return end > first ? sum / (end - first) : 0;
}

function peakOf(samples: Float32Array, mean: number): number {
  let peak = 0;
  for (let i = 0; i < samples.length; i++) peak = Math.max(peak, Math.abs(samples[i] - mean));
  return peak;
}
