/** A sound from 50 Hz to about 4 kHz, sampled at about 8 kHz: enough to detect speech, and fast to process. */
export interface VoiceBand {
  samples: Float64Array;
  /** 5,000 to 12,000 for any original rate from 5,000; lower rates are unchanged. */
  sampleRateHz: number;
}

const TARGET_HZ = 8000;
/** Half the length of the low-pass filter in samples of the result. */
const HALF_LENGTH = 5;
/** Share of the new Nyquist frequency at which the filter has half its gain. */
const CUTOFF = 0.9;
/** Cutoff of the first-order high-pass that removes offset and rumble. */
const HIGH_PASS_HZ = 50;

/**
 * Applies a low-pass filter (a Hann-windowed sinc), keeps every n-th sample with the n that gives a rate closest to
 * 8 kHz, and removes frequencies below 50 Hz. Less accurate than `audio/resampling`, at a tenth of its cost. Values that
 * are not numbers count as silence.
 */
export function toVoiceBand(samples: Float32Array, sampleRateHz: number): VoiceBand {
  const factor = Math.max(1, Math.round(sampleRateHz / TARGET_HZ));
  const half = factor === 1 ? 0 : factor * HALF_LENGTH;
  const filter = lowPass(half, CUTOFF / factor);
  const result = new Float64Array(Math.floor(samples.length / factor));
  for (let n = 0; n < result.length; n++) {
    const centre = n * factor;
    const first = Math.max(0, centre - half);
    const last = Math.min(samples.length - 1, centre + half);
    let [sum, weight] = [0, 0];
    for (let i = first; i <= last; i++) {
      const tap = filter[i - centre + half];
      sum += samples[i] * tap;
      weight += tap;
    }
    // At the ends, only a part of the filter covers the sound. The weight keeps an offset constant there.
    result[n] = Number.isFinite(sum) ? sum / weight : 0;
  }
  removeRumble(result, sampleRateHz / factor);
  return { samples: result, sampleRateHz: sampleRateHz / factor };
}

/** Filters in place. It starts with the first sample as its state, so that an offset causes no click. */
function removeRumble(samples: Float64Array, sampleRateHz: number): void {
  const keep = Math.exp((-2 * Math.PI * HIGH_PASS_HZ) / sampleRateHz);
  let before = samples[0];
  let output = 0;
  for (let i = 0; i < samples.length; i++) {
    output = keep * (output + samples[i] - before);
    before = samples[i];
    samples[i] = output;
  }
}

/** `2·half + 1` taps; `cutoff` in units of the Nyquist frequency. */
function lowPass(half: number, cutoff: number): Float64Array {
  const taps = new Float64Array(2 * half + 1);
  for (let i = -half; i <= half; i++) {
    const sinc = i === 0 ? 1 : Math.sin(Math.PI * cutoff * i) / (Math.PI * cutoff * i);
    taps[i + half] = sinc * (0.5 + 0.5 * Math.cos((Math.PI * i) / (half + 1)));
  }
  return taps;
}

/** Frames of 32 ms every 20 ms: long enough for two periods of a low voice, and much shorter than a syllable. */
const FRAME_SECONDS = 0.032;
export const HOP_SECONDS = 0.02;

/** Frame and hop in samples, at least 1 at very low rates. */
export function frameSamples(sampleRateHz: number): { frame: number; hop: number } {
  return {
    frame: Math.max(1, Math.round(FRAME_SECONDS * sampleRateHz)),
    hop: Math.max(1, Math.round(HOP_SECONDS * sampleRateHz)),
  };
}

/** The mean square of each whole frame. */
export function framePowers(samples: Float64Array, sampleRateHz: number): Float64Array {
  const { frame, hop } = frameSamples(sampleRateHz);
  const powers = new Float64Array(Math.max(0, Math.floor((samples.length - frame) / hop) + 1));
  for (let f = 0; f < powers.length; f++) {
    let sum = 0;
    for (let i = f * hop; i < f * hop + frame; i++) sum += samples[i] * samples[i];
    powers[f] = sum / frame;
  }
  return powers;
}
