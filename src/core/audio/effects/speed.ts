import { createResampler } from '#core/audio/resampling/resample.ts';
import { MAX_SPEED, MIN_SPEED } from '#shared/sound-effects.ts';

/** Only the ratio of two rates matters. This one gives factors in steps of 0.00005. */
const NOMINAL_HZ = 20_000;

/**
 * A sound at `factor` times its speed, so that it is shorter by the factor and its frequencies are higher by it, or the
 * opposite below 1. Each new factor needs a new filter, of which a thread keeps 16, so use few different factors.
 * @param factor 0.8 … 1.25.
 * @throws RangeError for another factor.
 */
export async function changeSpeed(samples: Float32Array, factor: number): Promise<Float32Array> {
  if (!(factor >= MIN_SPEED && factor <= MAX_SPEED)) {
    throw new RangeError(`The speed must be ${MIN_SPEED} to ${MAX_SPEED}, not ${factor}.`);
  }
  const resampler = await createResampler(Math.round(NOMINAL_HZ * factor), NOMINAL_HZ);
  return resampler.resample(samples);
}
