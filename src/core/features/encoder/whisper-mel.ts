import { createMelFilterbank, type MelFilterbank } from '#core/features/mel/mel.ts';
import { hannWindow } from '#core/features/mel/stft.ts';

const RATE_HZ = 16_000;
const WINDOW = 400;
const HOP = 160;
const BINS = WINDOW / 2 + 1;

/** Computes Whisper's log-mel bands. */
export interface WhisperMel {
  bands: number;
  frames: number;
  /** Row-major `[bands, frames]` of at most `frames · 160` samples at 16 kHz; the rest is silence. */
  compute(samples: Float32Array): Float32Array;
}

/**
 * The input of Whisper's encoders (Radford et al. 2022, arXiv:2212.04356; `log_mel_spectrogram` of its code): the power of a
 * 25 ms Hann window every 10 ms, with the sound mirrored at its beginning, in Slaney's mel bands, as the decimal logarithm,
 * cut off 8 below the maximum and scaled by (x + 4) / 4.
 */
export function createWhisperMel(bands: number, seconds: number): WhisperMel {
  const frames = Math.round((seconds * RATE_HZ) / HOP);
  const filters = createMelFilterbank({
    sampleRateHz: RATE_HZ,
    fftSamples: WINDOW,
    melBands: bands,
    lowestHz: 0,
    highestHz: RATE_HZ / 2,
  });
  const window = hannWindow(WINDOW);
  // 400 is not a size of the FFT. Few frames have sound, so a plain transform is fast enough.
  const cosine = Float64Array.from({ length: WINDOW }, (_, i) => Math.cos((2 * Math.PI * i) / WINDOW));
  const sine = Float64Array.from({ length: WINDOW }, (_, i) => Math.sin((2 * Math.PI * i) / WINDOW));
  const windowed = new Float64Array(WINDOW);
  const power = new Float64Array(BINS);

  return {
    bands,
    frames,
    compute(samples) {
      const matrix = new Float32Array(bands * frames).fill(Math.log10(1e-10));
      const withSound = Math.min(frames, Math.ceil((samples.length + WINDOW / 2) / HOP));
      let highest = Math.log10(1e-10);
      for (let frame = 0; frame < withSound; frame++) {
        const start = frame * HOP - WINDOW / 2;
        for (let i = 0; i < WINDOW; i++) {
          // Mirrored without repeating the first sample. At the end there is silence to mirror.
          windowed[i] = window[i] * (samples[Math.abs(start + i)] ?? 0);
        }
        for (let bin = 0; bin < BINS; bin++) {
          let real = 0;
          let imaginary = 0;
          for (let i = 0, at = 0; i < WINDOW; i++, at = (at + bin) % WINDOW) {
            real += windowed[i] * cosine[at];
            imaginary += windowed[i] * sine[at];
          }
          power[bin] = real * real + imaginary * imaginary;
        }
        for (let band = 0; band < bands; band++) {
          const value = Math.log10(Math.max(1e-10, bandPower(filters, power, band)));
          matrix[band * frames + frame] = value;
          if (value > highest) highest = value;
        }
      }
      for (let i = 0; i < matrix.length; i++) matrix[i] = (Math.max(matrix[i], highest - 8) + 4) / 4;
      return matrix;
    },
  };
}

function bandPower({ begin, firstBin, weights }: MelFilterbank, power: Float64Array, band: number): number {
  let sum = 0;
  for (let i = begin[band], bin = firstBin[band]; i < begin[band + 1]; i++, bin++)
    sum += weights[i] * power[bin];
  return sum;
}
