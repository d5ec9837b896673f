import { kaiserBeta, kaiserLength, kaiserLowPass } from '#core/audio/resampling/kaiser.ts';
import { createResampler } from '#core/audio/resampling/resample.ts';
import { convolve } from './convolution.ts';
import { decodeMuLaw, encodeMuLaw } from './mu-law.ts';

const TELEPHONE_HZ = 8000;
/** The band that a line transmits unchanged, and the width of the transition on both sides. */
const LOWEST_HZ = 300;
const HIGHEST_HZ = 3400;
const TRANSITION_HZ = 200;
const ATTENUATION_DB = 60;

/** Linear phase, an odd number of taps. */
const BAND_PASS = bandPass();

function bandPass(): Float32Array {
  const half = Math.ceil(kaiserLength(ATTENUATION_DB, TRANSITION_HZ / TELEPHONE_HZ) / 2);
  const beta = kaiserBeta(ATTENUATION_DB);
  const [low, high] = [LOWEST_HZ - TRANSITION_HZ / 2, HIGHEST_HZ + TRANSITION_HZ / 2].map((cutoffHz) =>
    kaiserLowPass(cutoffHz / TELEPHONE_HZ, half + 1, beta),
  );
  return Float32Array.from({ length: 2 * half + 1 }, (_, i) => high(i - half) - low(i - half));
}

/**
 * A sound as a narrowband telephone transmits it: resampled to 8 kHz, limited to 300 … 3,400 Hz (flat within 0.1 dB; 60 dB
 * down below 100 Hz and above 3,600 Hz), coded with G.711 µ-law, decoded, and resampled to its own rate. Length and time
 * are kept. Samples beyond full scale are clipped by the code.
 */
export async function telephone(samples: Float32Array, sampleRateHz: number): Promise<Float32Array> {
  const down = await createResampler(sampleRateHz, TELEPHONE_HZ);
  const up = await createResampler(TELEPHONE_HZ, sampleRateHz);
  const line = await convolve(down.resample(samples), BAND_PASS, (BAND_PASS.length - 1) / 2);
  for (let i = 0; i < line.length; i++) line[i] = decodeMuLaw(encodeMuLaw(line[i]));
  return up.resample(line).slice(0, samples.length);
}
