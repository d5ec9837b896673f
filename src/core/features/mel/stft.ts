import { createRealFft } from '#core/audio/fft.ts';
import type { Arena } from '#core/simd/arena.ts';
import type { SpectralKernels } from './spectral-kernels.ts';

export interface StftSettings {
  /** Length of the transform, supported by `audio/fft.ts`. */
  fftSamples: number;
  /** Length of the Hann window, at most `fftSamples`; it is centred in the transform. */
  windowSamples: number;
  hopSamples: number;
}

/** The short-time power spectrum of a signal of fixed length. */
export interface Stft {
  /** The signal, which the caller fills. */
  readonly signal: Float32Array;
  /** 1 + floor(samples / hop). Each frame is centred on its time, the first on the first sample. */
  readonly frames: number;
  /** `[fftSamples / 2 + 1]`: |X|² of the last transformed frame. Zeros follow it. */
  readonly power: Float32Array;
  /**
   * Computes the power of frame `frame`. The signal is zero before its start and after its end (`librosa.stft`,
   * `center=True`, `pad_mode='constant'`).
   */
  transform(frame: number): void;
  [Symbol.dispose](): void;
}

/** The periodic Hann window, 0.5 − 0.5 cos(2πn/N), n = 0 … N − 1 (`scipy.signal.get_window('hann')`). */
export function hannWindow(length: number): Float32Array {
  return Float32Array.from({ length }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / length));
}

/** Number of floats that {@link createStft} takes from its arena. */
export function stftFloats({ fftSamples }: StftSettings, samples: number): number {
  return samples + 5 * fftSamples;
}

/** Makes a transform of signals of `samples` samples. `check-features.ts` checks the settings. */
export async function createStft(
  settings: StftSettings,
  samples: number,
  arena: Arena,
  kernels: SpectralKernels,
): Promise<Stft> {
  const { fftSamples, windowSamples, hopSamples } = settings;
  const fft = await createRealFft(fftSamples);
  const half = fftSamples / 2;
  const padded = arena.floats(samples + fftSamples);
  const taper = arena.floats(fftSamples);
  taper.set(hannWindow(windowSamples), Math.floor((fftSamples - windowSamples) / 2));
  const segment = arena.floats(fftSamples);
  const spectrum = arena.floats(fftSamples);
  const power = arena.floats(half + 1);
  const segmentEnd = segment.byteOffset + segment.byteLength;
  const halfEnd = power.byteOffset + 4 * half;
  return {
    signal: padded.subarray(half, half + samples),
    frames: 1 + Math.floor(samples / hopSamples),
    power,
    transform(frame) {
      const start = padded.byteOffset + 4 * frame * hopSamples;
      kernels.multiply(start, taper.byteOffset, segment.byteOffset, segmentEnd);
      fft.forward(segment, spectrum);
      kernels.power(spectrum.byteOffset, power.byteOffset, halfEnd);
      // The first pair is not one complex number but the spectrum's two real values.
      power[0] = spectrum[0] * spectrum[0];
      power[half] = spectrum[1] * spectrum[1];
    },
    [Symbol.dispose]: () => fft[Symbol.dispose](),
  };
}
