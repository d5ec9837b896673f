import type { Random } from '#shared/random.ts';
import { convolve } from './convolution.ts';
import { gaussianNoise } from './gaussian-noise.ts';

/** As at the critical distance of a room. */
const EQUAL_ENERGY_DB = 0;

/**
 * The impulse response of a room: the direct path at sample 0, then Gaussian noise whose amplitude decays
 * exponentially, by 60 dB in `rt60Seconds`, at which it ends (Polack's model of late reverberation: J.-D. Polack 1988,
 * La transmission de l'énergie sonore dans les salles). Early reflections are not modelled.
 *
 * The direct path and the reverberation have together the energy 1, so that the level of a sound stays about the same.
 * @param directDb Energy of the direct path relative to the reverberation's, in dB.
 */
export function roomResponse(
  sampleRateHz: number,
  rt60Seconds: number,
  random: Random,
  directDb = EQUAL_ENERGY_DB,
): Float32Array {
  const response = gaussianNoise(Math.max(1, Math.ceil(rt60Seconds * sampleRateHz)), random);
  const decay = 10 ** (-3 / (rt60Seconds * sampleRateHz));
  let [amplitude, energy] = [1, 0];
  for (let i = 1; i < response.length; i++) {
    amplitude *= decay;
    response[i] *= amplitude;
    energy += response[i] * response[i];
  }
  const direct = 10 ** (directDb / 10);
  response[0] = energy === 0 ? 1 : Math.sqrt(direct / (1 + direct));
  const scale = energy === 0 ? 0 : Math.sqrt(1 / (1 + direct) / energy);
  for (let i = 1; i < response.length; i++) response[i] *= scale;
  return response;
}

/** A sound in a room that is drawn from `random` ({@link roomResponse}). The end of the reverberation is cut off. */
export function reverberate(
  samples: Float32Array,
  sampleRateHz: number,
  rt60Seconds: number,
  random: Random,
  directDb = EQUAL_ENERGY_DB,
): Promise<Float32Array> {
  return convolve(samples, roomResponse(sampleRateHz, rt60Seconds, random, directDb));
}
