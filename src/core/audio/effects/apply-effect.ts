import { createRandom, type Random } from '#shared/random.ts';
import type { SoundEffect } from '#shared/sound-effects.ts';
import { equalise } from './equaliser.ts';
import { applyGain } from './gain.ts';
import { addNoise } from './noise.ts';
import { recordAgain } from './recording.ts';
import { reverberate } from './reverberation.ts';
import { changeSpeed } from './speed.ts';
import { telephone } from './telephone.ts';

/**
 * A sound under an effect: a new array; the samples are not changed. Equal arguments, with `random` in an equal state,
 * give equal bits.
 * @param samples Mono.
 * @throws RangeError for a rate that is not a whole number of 1,000 to 768,000 Hz.
 */
export async function applyEffect(
  samples: Float32Array,
  sampleRateHz: number,
  effect: SoundEffect,
  random: Random,
): Promise<Float32Array> {
  switch (effect.kind) {
    case 'noise':
      return addNoise(samples, sampleRateHz, effect, random);
    case 'reverberation':
      return reverberate(samples, sampleRateHz, effect.rt60Seconds, random);
    case 'telephone':
      return telephone(samples, sampleRateHz);
    case 'speed':
      return changeSpeed(samples, effect.factor);
    case 'gain':
      return applyGain(samples, effect.gainDb);
    case 'equaliser':
      return equalise(samples, sampleRateHz, effect.maxDb, random);
    case 'recording':
      return recordAgain(samples, sampleRateHz, random);
  }
}

/**
 * The seed of the other recordings of a clip. It is not that of a run, so that runs share their features, and a sound that is
 * predicted has the same ones.
 */
export const RECORDINGS_SEED = 0;

/**
 * The random numbers of an effect on the clip with this fingerprint. Only the kind is a key: all levels of a noise add
 * the same noise, so that they differ in nothing but the level.
 */
export function effectRandom(seed: number, effect: SoundEffect, fingerprint: string): Random {
  const variety = effect.kind === 'noise' ? effect.colour : effect.kind === 'recording' ? effect.number : '';
  return createRandom(seed, 'effect', effect.kind, variety, fingerprint);
}
