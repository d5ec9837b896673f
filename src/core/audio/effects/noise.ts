import type { Random } from '#shared/random.ts';
import type { NoiseColour } from '#shared/sound-effects.ts';
import { activePower } from './active-power.ts';
import { gaussianNoise } from './gaussian-noise.ts';

export interface NoiseOptions {
  colour: NoiseColour;
  /** Power of the active part of the speech ({@link activePower}) relative to that of the noise, in dB. */
  snrDb: number;
}

/**
 * A copy of a sound with noise over its whole length. The noise has exactly the power that the signal-to-noise ratio
 * says, also in a short clip. Values may go beyond ±1: nothing is clipped. A silent sound stays silent, because it has
 * no level.
 */
export function addNoise(
  samples: Float32Array,
  sampleRateHz: number,
  { colour, snrDb }: NoiseOptions,
  random: Random,
): Float32Array {
  const noise = makeNoise(colour, samples.length, random);
  let energy = 0;
  for (const value of noise) energy += value * value;
  const power = activePower(samples, sampleRateHz) * 10 ** (-snrDb / 10);
  const scale = energy === 0 ? 0 : Math.sqrt((power * noise.length) / energy);
  for (let i = 0; i < noise.length; i++) noise[i] = samples[i] + scale * noise[i];
  return noise;
}

/** Gaussian noise. White noise has the power 1. */
export function makeNoise(colour: NoiseColour, length: number, random: Random): Float32Array {
  if (colour === 'white') return gaussianNoise(length, random);
  const noise = gaussianNoise(PINK_START_SAMPLES + length, random);
  makePink(noise);
  return noise.subarray(PINK_START_SAMPLES);
}

/** Its slowest part decays to 1 % in this time, so that the noise does not begin quieter. */
const PINK_START_SAMPLES = 4096;

/**
 * Makes white noise pink, in place: its power density falls by 3 dB per octave. The sum of first-order filters by Paul
 * Kellet (1999, music-dsp mailing list; R. Whittle, DSP generation of pink noise), within ±0.05 dB from 1/4,800 of the
 * sample rate up.
 */
function makePink(noise: Float32Array): void {
  let [b0, b1, b2, b3, b4, b5, b6] = [0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < noise.length; i++) {
    const white = noise[i];
    b0 = 0.99886 * b0 + white * 0.0555179;
    b1 = 0.99332 * b1 + white * 0.0750759;
    b2 = 0.969 * b2 + white * 0.153852;
    b3 = 0.8665 * b3 + white * 0.3104856;
    b4 = 0.55 * b4 + white * 0.5329522;
    b5 = -0.7616 * b5 - white * 0.016898;
    noise[i] = b0 + b1 + b2 + b3 + b4 + b5 + b6 + white * 0.5362;
    b6 = white * 0.115926;
  }
}
