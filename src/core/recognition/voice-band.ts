/** A sound from 50 Hz to about 4 kHz at about 8 kHz: all that is needed to tell whether somebody speaks, and cheap to look through. */
export interface VoiceBand {
  samples: Float64Array;
  /** 5,000 to 12,000 for any rate from 5,000 on; a lower one as it is. */
  sampleRateHz: number;
}

const TARGET_HZ = 8000;
/** Half the low-pass filter's length in samples of the result. */
const HALF_LENGTH = 5;
/** Share of the new Nyquist frequency at which the filter has half its gain. */
const CUTOFF = 0.9;
/** Of the first-order high-pass that takes a constant offset and rumble away. */
const LOWEST_HZ = 50;

/**
 * Keeps every n-th sample behind a low-pass filter (a sinc under a Hann window), n being the whole number that comes
 * nearest to 8 kHz, and takes away what lies below 50 Hz. Coarser than `audio/resample`, and a tenth of its cost. What is not a number counts as silence.
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
    // At the ends only a part of the filter lies on the sound; an offset must stay one there.
    result[n] = Number.isFinite(sum) ? sum / weight : 0;
  }
  removeRumble(result, sampleRateHz / factor);
  return { samples: result, sampleRateHz: sampleRateHz / factor };
}

/** In place. It starts as if the first sample had always been there, so that an offset makes no click. */
function removeRumble(samples: Float64Array, sampleRateHz: number): void {
  const keep = Math.exp((-2 * Math.PI * LOWEST_HZ) / sampleRateHz);
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

/** Frames of 32 ms every 20 ms: long enough for two periods of a low voice, short against a syllable. */
const FRAME_SECONDS = 0.032;
export const HOP_SECONDS = 0.02;

/** Frame and hop in samples, at least 1 where a rate holds no speech anyway. */
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
