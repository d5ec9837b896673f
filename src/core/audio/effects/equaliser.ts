import { sharedFft } from '#core/audio/shared-fft.ts';
import type { Random } from '#shared/random.ts';
import { smoothCurve } from '#shared/smooth-curve.ts';
import { convolve } from './convolution.ts';

/** The curve has a point in each octave from here on; below it is flat. */
const LOWEST_HZ = 62.5;
/** Length of the filter: at least two periods of the lowest octave. */
const MIN_FILTER_SECONDS = 0.064;

/**
 * A sound through another microphone or channel: a frequency response that is a smooth random curve, with points one
 * octave apart, each uniform within ±`maxDb`. Linear phase; length and time are kept.
 */
export async function equalise(
  samples: Float32Array,
  sampleRateHz: number,
  maxDb: number,
  random: Random,
): Promise<Float32Array> {
  const taps = await randomFilter(sampleRateHz, maxDb, random);
  return convolve(samples, taps, (taps.length - 1) / 2);
}

/** A symmetric filter by the window method: the curve, transformed and shortened by a Hann window, which smooths it. */
async function randomFilter(sampleRateHz: number, maxDb: number, random: Random): Promise<Float32Array> {
  let size = 32;
  while (size < MIN_FILTER_SECONDS * sampleRateHz) size *= 2;
  const fft = await sharedFft(size);
  const half = size / 2;
  const octaves = Math.max(1, Math.ceil(Math.log2(sampleRateHz / 2 / LOWEST_HZ)));
  const points = Array.from({ length: octaves + 1 }, () => random.between(-maxDb, maxDb));
  const gain = (bin: number): number => 10 ** (curve(points, (bin * sampleRateHz) / size) / 20);
  const spectrum = new Float32Array(size);
  spectrum[0] = gain(0);
  spectrum[1] = gain(half);
  for (let bin = 1; bin < half; bin++) spectrum[2 * bin] = gain(bin);
  const impulse = new Float32Array(size);
  fft.inverse(spectrum, impulse);
  return Float32Array.from({ length: size - 1 }, (_, i) => {
    const time = i - (half - 1);
    return impulse[(time + size) % size] * (0.5 + 0.5 * Math.cos((Math.PI * time) / half));
  });
}

/** The curve in dB at a frequency. */
function curve(points: readonly number[], frequencyHz: number): number {
  return smoothCurve(points, Math.log2(Math.max(frequencyHz, 1e-3) / LOWEST_HZ));
}
