/** Simple acoustic measurements of the synthesizer's sound, independent of its settings. */
export interface VoiceFeatures {
  /** Mean and deviation of ln F0 over voiced frames. */
  logPitchMean: number;
  logPitchDeviation: number;
  /** Mean and deviation of the level of speaking frames, dB. */
  levelMeanDb: number;
  levelDeviationDb: number;
  /** Seconds from the first to the last speaking frame. */
  speechSeconds: number;
  /** Power above 1 kHz relative to the total power, speaking frames, dB. */
  brightnessDb: number;
  /** F0 of each voiced frame, Hz. */
  pitchHz: number[];
  /** Middle of each voiced frame, seconds from the start of the clip. */
  pitchSeconds: number[];
}

/** Frames 25 dB below the loudest count as silence. */
const SILENCE_DB = 25;

/**
 * Measures a clip with 40 ms frames every 10 ms. F0 is the first high peak of the normalised autocorrelation of the
 * signal decimated to about 4 kHz, between 60 and 600 Hz.
 */
export function measureVoice(samples: Float32Array, sampleRateHz: number): VoiceFeatures {
  const factor = Math.round(sampleRateHz / 4000);
  const rate = sampleRateHz / factor;
  const low = decimate(samples, factor);
  const frame = Math.round(0.04 * rate);
  const hop = Math.round(0.01 * rate);

  const levels: number[] = [];
  const bright: number[] = [];
  for (let start = 0; start + frame <= low.length; start += hop) {
    let total = 0;
    let high = 0;
    for (let i = start * factor; i < (start + frame) * factor; i++) {
      const sample = samples[i];
      const difference = sample - (i > 0 ? samples[i - 1] : 0);
      total += sample * sample;
      high += difference * difference;
    }
    levels.push(10 * Math.log10(total / (frame * factor) + 1e-12));
    bright.push(10 * Math.log10((high + 1e-9) / (total + 1e-9)));
  }
  const loudest = levels.reduce((a, b) => Math.max(a, b), -Infinity);
  const speaking = levels.map((level) => level > loudest - SILENCE_DB);
  const first = speaking.indexOf(true);
  const last = speaking.lastIndexOf(true);

  const pitchHz: number[] = [];
  const pitchSeconds: number[] = [];
  for (let k = first; k <= last; k++) {
    if (!speaking[k]) continue;
    const f0 = framePitchHz(low, k * hop, frame, rate);
    if (f0 === null) continue;
    pitchHz.push(f0);
    pitchSeconds.push((k * hop + frame / 2) / rate);
  }
  const logPitch = pitchHz.map(Math.log);
  const spoken = levels.filter((_, k) => speaking[k]);
  return {
    logPitchMean: mean(logPitch),
    logPitchDeviation: deviation(logPitch),
    levelMeanDb: mean(spoken),
    levelDeviationDb: deviation(spoken),
    speechSeconds: (last - first + 1) * 0.01,
    brightnessDb: mean(bright.filter((_, k) => speaking[k])),
    pitchHz,
    pitchSeconds,
  };
}

function decimate(samples: Float32Array, factor: number): Float32Array {
  const out = new Float32Array(Math.floor(samples.length / factor));
  // Two moving averages: zeros at the multiples of the new rate, which is enough to find a fundamental.
  for (let i = 1; i + 1 < out.length; i++) {
    let sum = 0;
    for (let k = -factor + 1; k < factor; k++) sum += samples[i * factor + k] * (factor - Math.abs(k));
    out[i] = sum / (factor * factor);
  }
  return out;
}

function framePitchHz(signal: Float32Array, start: number, length: number, rate: number): number | null {
  const shortest = Math.floor(rate / 600);
  const longest = Math.min(Math.ceil(rate / 60), length - 8);
  const correlation = new Float64Array(longest + 2);
  for (let lag = shortest - 1; lag <= longest + 1; lag++) {
    let xy = 0;
    let xx = 0;
    let yy = 0;
    for (let i = start; i + lag < start + length; i++) {
      xy += signal[i] * signal[i + lag];
      xx += signal[i] * signal[i];
      yy += signal[i + lag] * signal[i + lag];
    }
    correlation[lag] = xy / Math.sqrt(xx * yy + 1e-18);
  }
  let best = 0;
  for (let lag = shortest; lag <= longest; lag++) best = Math.max(best, correlation[lag]);
  if (best < 0.7) return null;
  for (let lag = shortest; lag <= longest; lag++) {
    const [before, here, after] = [correlation[lag - 1], correlation[lag], correlation[lag + 1]];
    if (here >= 0.9 * best && here >= before && here >= after) {
      const bend = before - 2 * here + after;
      return rate / (lag + (bend < 0 ? (0.5 * (before - after)) / bend : 0));
    }
  }
  return null;
}

export function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
}

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}
